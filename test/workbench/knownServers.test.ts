import assert from 'node:assert/strict'
import { SiteMemory } from '../../src/ftp/siteMemory.ts'
import { KnownServers, type Route } from '../../src/workbench/knownServers.ts'

const server = { host: 'ftp.example.org', port: 21 }
const proxy = { kind: 'socks5', host: 'gate.example.org', port: 1080 } as const
const { knowledge } = new SiteMemory()

describe('what is known of a server', () => {
  let kept: Map<string, unknown>
  let servers: KnownServers

  beforeEach(() => {
    kept = new Map()
    servers = new KnownServers({
      get: (key: string): undefined => kept.get(key) as undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    })
  })

  it('is that of its host and port, however the host is written', async () => {
    await servers.learn({ server }, knowledge)
    assert.deepEqual(servers.knowledge({ server: { ...server, host: 'FTP.Example.org' } }), knowledge)
    assert.equal(servers.knowledge({ server: { ...server, port: 2121 } }), undefined)
    assert.equal(servers.knowledge({ server: { ...server, host: 'example.org' } }), undefined)
  })

  for (const [what, other] of [
    ['directly', { server }],
    ['through a proxy of another kind', { server, proxy: { ...proxy, kind: 'http' } }],
    ['through another proxy', { server, proxy: { ...proxy, host: 'other.example.org' } }],
    ['through another port of the proxy', { server, proxy: { ...proxy, port: 1081 } }],
  ] as const satisfies readonly (readonly [string, Route])[]) {
    it(`through one proxy is not known ${what}`, async () => {
      await servers.learn({ server, proxy }, knowledge)
      assert.equal(servers.knowledge(other), undefined)
      assert.deepEqual(servers.knowledge({ server, proxy: { ...proxy, host: 'Gate.example.org' } }), knowledge)
    })
  }

  it("is kept without the proxy's login", async () => {
    const login = { user: 'bob', password: 'geheim' }
    await servers.learn({ server, proxy: { ...proxy, ...login } }, knowledge)
    assert.doesNotMatch(JSON.stringify([...kept]), /bob|geheim/)
  })
})
