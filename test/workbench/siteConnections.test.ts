import assert from 'node:assert/strict'
import { DisposableStore } from '../../src/base/disposable.ts'
import { Emitter } from '../../src/base/event.ts'
import { nullLogger } from '../../src/base/log.ts'
import type { Prompts } from '../../src/ftp/prompts.ts'
import type { ProxySettings } from '../../src/ftp/server.ts'
import type { Site } from '../../src/sites/site.ts'
import { SiteConnections } from '../../src/workbench/siteConnections.ts'
import { FtpServer } from '../support/ftpServer.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

const site: Site = { id: 'one', name: 'One', host: '127.0.0.1', port: 1, user: 'ann', security: 'none', transferMode: 'passive' }

const silent: Prompts = {
  password: async () => 'demo',
  account: async () => undefined,
  proxyPassword: async () => undefined,
  certificate: async () => false,
}

describe('connections of sites', () => {
  let store: DisposableStore
  beforeEach(() => (store = new DisposableStore()))
  afterEach(() => store.dispose())

  function connectionsFor(initial: readonly Site[], ready = async () => {}) {
    let proxy: ProxySettings | undefined
    const proxies = { of: () => proxy }
    const changed = store.add(new Emitter<void>())
    let sites = initial
    const source = {
      get sites() {
        return sites
      },
      onDidChangeSites: changed.event,
      ready,
      site: (id: string) => sites.find((candidate) => candidate.id === id),
    }
    const services = { prompts: silent, certificates: { fingerprint: () => undefined }, proxies, log: nullLogger }
    const connections = store.add(new SiteConnections(source, services))
    const change = (next: readonly Site[]) => {
      sites = next
      changed.fire()
    }
    const changeProxy = (next: ProxySettings) => {
      proxy = next
      changed.fire()
    }
    return { connections, change, changeProxy }
  }

  async function withServer(work: (here: Site) => Promise<void>): Promise<void> {
    const folder = await temporaryFolder()
    const server = new FtpServer({ root: folder.native })
    try {
      await work({ ...site, ...(await server.start()), user: 'demo' })
    } finally {
      store.dispose()
      await server.stop()
      await folder.remove()
    }
  }

  it('do not exist for an unknown id', () => {
    assert.equal(connectionsFor([site]).connections.get('two'), undefined)
  })

  it('are waited for where the sites are not known yet', async () => {
    const { connections, change } = connectionsFor([], async () => change([site]))
    assert.equal(connections.get('one'), undefined)
    assert.equal((await connections.find('one'))?.site.name, 'One')
    assert.equal(await connections.find('two'), undefined)
  })

  it('are made once, and dial nothing', () => {
    const { connections } = connectionsFor([site])
    const connection = connections.get('one')
    assert.equal(connection, connections.get('one'))
    assert.equal(connections.state('one')?.connections, 0)
  })

  it('stay when only the transfer mode changes, and see the new one', () => {
    const { connections, change } = connectionsFor([site])
    const connection = connections.get('one')
    change([{ ...site, transferMode: 'active' }])
    assert.equal(connections.get('one'), connection)
    assert.equal(connection?.site.transferMode, 'active')
  })

  it('end when the site becomes another login', () => {
    for (const other of [{ host: 'localhost' }, { port: 2 }, { user: 'bob' }, { security: 'explicit' } as const]) {
      const { connections, change } = connectionsFor([site])
      const connection = connections.get('one')
      change([{ ...site, ...other }])
      assert.notEqual(connections.get('one'), connection)
    }
  })

  it('end when the site is reached in another way', () => {
    for (const other of [
      { charset: 'latin1' },
      { connections: 1 },
      { proxy: 'none' },
      { tls: { maxVersion: 'TLSv1.2' } },
      { virtualHost: 'www.example' },
      { commandsAfterLogin: ['NOOP'] },
      { timeouts: { connect: 60 } },
    ] as const) {
      const { connections, change } = connectionsFor([site])
      const connection = connections.get('one')
      change([{ ...site, ...other }])
      assert.notEqual(connections.get('one'), connection, JSON.stringify(other))
    }
  })

  it('end when the editor has another proxy', () => {
    const { connections, changeProxy } = connectionsFor([site])
    const connection = connections.get('one')
    changeProxy({ kind: 'http', host: 'proxy.example', port: 3128 })
    assert.notEqual(connections.get('one'), connection)
  })

  it('stay when only the way of transferring changes', () => {
    for (const other of [
      { activePorts: '50000' },
      { activeAddress: 'home.example' },
      { dataPort: 'next' },
      { dataHost: 'data.example' },
    ] as const) {
      const { connections, change } = connectionsFor([site])
      const connection = connections.get('one')
      change([{ ...site, ...other }])
      assert.equal(connections.get('one'), connection, JSON.stringify(other))
    }
  })

  it('stay when only the name changes', () => {
    const { connections, change } = connectionsFor([site])
    const connection = connections.get('one')
    change([{ ...site, name: 'Two' }])
    assert.equal(connections.get('one'), connection)
    assert.equal(connection?.site.name, 'Two')
  })

  it('let the work under way come to its end, also when it needs another connection for that', () =>
    withServer(async (here) => {
      const { connections, change } = connectionsFor([here])
      const connection = connections.get('one')
      const changing = connection?.pool.use({ priority: 'transfer' }, async (session) => {
        change([{ ...here, user: 'bob' }])
        await session.list('/')
        return connections.get('one')
      })
      assert.notEqual(await changing, connection)
      await connection?.files.list('/')
      assert.equal(connections.state('one')?.connections, 0)
    }))

  it('tell nothing of a server that the site has left', () =>
    withServer(async (here) => {
      const { connections, change } = connectionsFor([here])
      const connection = connections.get('one')
      change([{ ...here, user: 'bob' }])
      connections.onDidChangeFiles(() => assert.fail())
      connections.onDidChangeState(() => assert.fail())
      await connection?.files.createFolder('/new')
    }))

  it('end with their site', async () => {
    const { connections, change } = connectionsFor([site])
    const connection = connections.get('one')
    change([])
    assert.equal(connections.get('one'), undefined)
    await assert.rejects(async () => connection?.connect())
  })

  it('start in the folder of the site, without asking the server', async () => {
    const { connections } = connectionsFor([{ ...site, path: '/www' }])
    assert.equal(await connections.get('one')?.startFolder(), '/www')
  })
})
