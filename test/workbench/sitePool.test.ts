import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbort } from '../../src/base/abort.ts'
import { nullLogger } from '../../src/base/log.ts'
import type { Prompts } from '../../src/ftp/prompts.ts'
import type { Site, SiteTls } from '../../src/sites/site.ts'
import { transferSettings } from '../../src/sites/siteSettings.ts'
import { KnownServers } from '../../src/workbench/knownServers.ts'
import { Proxies } from '../../src/workbench/proxies.ts'
import { createPool, type ConnectionServices } from '../../src/workbench/sitePool.ts'
import { FtpServer, type FtpServerOptions } from '../support/ftpServer.ts'
import { ProxyServer } from '../support/proxyServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { testCertificate } from '../support/testCertificate.ts'

const prompts: Prompts = {
  password: async () => 'demo',
  account: async () => undefined,
  proxyPassword: async () => 'geheim',
  certificate: async () => false,
}

const anybody = { ensure: async () => {} }

describe('the pool of a site', () => {
  let folder: TemporaryFolder
  let server: FtpServer
  let proxy: ProxyServer

  beforeEach(async () => {
    folder = await temporaryFolder()
    proxy = new ProxyServer({ login: { user: 'bob', password: 'geheim' } })
  })
  afterEach(async () => {
    await server.stop()
    await proxy.stop()
    await folder.remove()
  })

  async function start(options: Partial<FtpServerOptions> = {}): Promise<Site> {
    server = new FtpServer({ root: folder.native, ...options })
    const { host, port } = await server.start()
    return { id: 'one', name: 'One', host, port, user: 'demo', security: options.tls ? 'explicit' : 'none', transferMode: 'passive' }
  }

  const kept = new Map<string, unknown>()
  const servers = new KnownServers({
    get: (key: string): undefined => kept.get(key) as undefined,
    update: async (key: string, value: unknown) => void kept.set(key, structuredClone(value)),
  })

  function poolFor(site: Site, known: ConnectionServices['servers'] = servers, consents: ConnectionServices['consents'] = anybody) {
    const proxies = new Proxies(() => ({ url: '', except: [], support: '' }), nullLogger)
    const services = { prompts, certificates: { fingerprint: () => undefined }, proxies, consents, servers: known, log: nullLogger }
    return createPool(site, () => transferSettings(site), services)
  }

  async function listWith(site: Site): Promise<string[]> {
    const pool = poolFor(site)
    try {
      return await pool.use({}, async (session) => (await session.list('/')).entries.map(({ name }) => name))
    } finally {
      await pool.close()
      pool.dispose()
    }
  }

  it('reads names in the charset of the site', async () => {
    const site = await start({ encoding: 'latin1' })
    await writeFile(join(folder.native, '5 \u0080'), '')
    assert.deepEqual(await listWith({ ...site, charset: 'windows-1252' }), ['5 €'])
  })

  it('says at login what the site says', async () => {
    const site = await start()
    await listWith({ ...site, commandsAfterLogin: ['SITE UMASK 022'] })
    assert.ok(server.commands.includes('SITE UMASK 022'))
  })

  it('knows of the server what the last one has learnt', async () => {
    const site = { ...(await start({ noFeatures: ['EPSV'] })), transferMode: 'auto' } as const
    await listWith(site)
    await listWith(site)
    assert.deepEqual(
      server.commands.filter((line) => ['EPSV', 'PASV'].includes(line)),
      ['EPSV', 'PASV', 'PASV'],
    )
    const again = poolFor(site)
    assert.equal(again.state.works?.method, 'PASV')
    again.dispose()
  })

  it('knows nothing through a proxy of what was learnt without', async () => {
    const site = await start()
    await listWith(site)
    const { host, port } = await proxy.start()
    const [direct, proxied] = [poolFor(site), poolFor({ ...site, proxy: `socks5://${host}:${port}` })]
    assert.equal(direct.state.works?.method, 'EPSV')
    assert.equal(proxied.state.works, undefined)
    for (const pool of [direct, proxied]) pool.dispose()
  })

  it('asks before it dials, and dials nothing if the user would rather not', async () => {
    const site = await start()
    let answer: () => Promise<void> = async () => {
      throw new DOMException('No.', 'AbortError')
    }
    const pool = poolFor(site, servers, { ensure: () => answer() })
    await assert.rejects(
      pool.use({}, async () => {}),
      isAbort,
    )
    assert.equal(server.accepted, 0)
    await assert.rejects(
      pool.use({}, async () => {}),
      isAbort,
    ) // until somebody asks again by hand
    answer = async () => assert.equal(server.accepted, 0)
    pool.forgive()
    await pool.use({}, async () => {})
    assert.equal(server.accepted, 1)
    await pool.close()
    pool.dispose()
  })

  it('works also where nothing can be kept', async () => {
    const site = await start()
    let refused = 0
    const learn = async () => {
      refused++
      throw new Error('the window is closing')
    }
    const pool = poolFor(site, { knowledge: () => undefined, learn })
    await pool.use({}, async (session) => session.list('/'))
    await pool.close()
    pool.dispose()
    assert.notEqual(refused, 0)
  })

  for (const kind of ['socks5', 'http']) {
    it(`goes through a proxy (${kind}), with the password that is asked for`, async () => {
      const site = await start()
      const { host, port } = await proxy.start()
      await listWith({ ...site, proxy: `${kind}://bob@${host}:${port}` })
      assert.equal(proxy.targets[0], `${site.host}:${site.port}`)
      assert.equal(proxy.targets.length, server.accepted + 1) // and the listing
    })
  }

  describe('with certificates', () => {
    const certificate = testCertificate()
    const inFolder = (name: string) => join(folder.native, name)

    async function withFiles(tls: SiteTls): Promise<Site> {
      await writeFile(inFolder('ca.pem'), certificate.cert)
      await writeFile(inFolder('me.pem'), `${certificate.cert}\n${certificate.key}`)
      const site = await start({ tls: { ...certificate, clientCertificate: certificate.cert, sessionIdContext: 'test' } })
      return { ...site, tls }
    }

    it('trusts the authority in the file, and shows its own certificate', async () => {
      const site = await withFiles({ ca: inFolder('ca.pem'), clientCertificate: inFolder('me.pem') })
      assert.deepEqual((await listWith(site)).sort(), ['ca.pem', 'me.pem'])
      assert.equal(server.accepted, 1)
    })

    it('reads the files anew when it connects anew', async () => {
      const site = await withFiles({ ca: inFolder('ca.pem'), clientCertificate: inFolder('later.pem') })
      const pool = poolFor(site)
      await assert.rejects(pool.use({}, async () => {}))
      await writeFile(inFolder('later.pem'), `${certificate.cert}\n${certificate.key}`)
      await pool.use({}, async () => {})
      await pool.close()
      pool.dispose()
    })

    it('names the file that is missing, and the setting', async () => {
      const site = await withFiles({ ca: inFolder('ca.pem'), clientCertificate: inFolder('me.pem'), clientKey: inFolder('no.key') })
      await assert.rejects(listWith(site), /"tls\.clientKey".*no\.key/)
      assert.equal(server.accepted, 0)
    })
  })
})
