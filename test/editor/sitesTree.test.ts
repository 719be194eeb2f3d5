import assert from 'node:assert/strict'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import type { Prompts } from '../../src/ftp/prompts.ts'
import { CharsetHints } from '../../src/workbench/charsetHints.ts'
import { Config } from '../../src/workbench/config.ts'
import { Failures } from '../../src/workbench/failures.ts'
import type { FolderRow, Row } from '../../src/workbench/rows.ts'
import { KnownServers } from '../../src/workbench/knownServers.ts'
import { TrustedCertificates } from '../../src/workbench/secrets.ts'
import { SiteActions } from '../../src/workbench/siteActions.ts'
import { SiteConnections } from '../../src/workbench/siteConnections.ts'
import { SitesTree } from '../../src/workbench/sitesTree.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'

const silent: Prompts = {
  password: async () => undefined,
  account: async () => undefined,
  proxyPassword: async () => undefined,
  certificate: async () => false,
}

describe('the Sites view', () => {
  let store: DisposableStore
  let site: ServerSite
  let connections: SiteConnections
  let tree: SitesTree
  let hints: CharsetHints

  beforeEach(async () => {
    store = new DisposableStore()
    site = await startServerSite({ noFeatures: ['MLSD', 'MLST'] }) // LIST says where links lead
    await mkdir(join(site.folder, 'htdocs'))
    await writeFile(join(site.folder, 'index.html'), '<h1>Hello</h1>')
    await symlink('htdocs', join(site.folder, 'www'))
    tree = createTree()
  })

  afterEach(async () => {
    store.dispose()
    await site.stop()
  })

  function createTree(): SitesTree {
    const name = `Portside test ${site.uri('/').authority}` // of the same name as one that is just closing, it would be closed too
    const log = store.add(vscode.window.createOutputChannel(name, { log: true }))
    const config = store.add(new Config())
    const state = { keys: () => [], get: () => undefined, update: async () => {} }
    const certificates = new TrustedCertificates(state)
    connections = store.add(
      new SiteConnections(config, {
        prompts: silent,
        certificates,
        proxies: { of: () => undefined },
        servers: new KnownServers(state),
        log,
      }),
    )
    hints = new CharsetHints()
    const failures = new Failures(new SiteActions(config, connections, certificates), certificates, log)
    return store.add(new SitesTree(config, connections, failures, hints))
  }

  async function siteRow(): Promise<FolderRow> {
    const [row] = await tree.getChildren()
    assert.ok(row?.kind === 'site')
    return row
  }

  /** The next row of this kind that the view is told of. */
  function nextChange(kind: Row['kind']): Promise<Row> {
    return new Promise((resolve) => {
      store.add(tree.onDidChangeTreeData((row) => row !== undefined && !Array.isArray(row) && row.kind === kind && resolve(row)))
    })
  }

  /** What is in the site's folder, once it is known where its link leads: until then, rows change by themselves. */
  async function settledChildren(row: FolderRow): Promise<Row[]> {
    const found = nextChange('entry')
    const rows = await tree.getChildren(row)
    await found
    return rows
  }

  function labelOf(row: Row): unknown {
    return tree.getTreeItem(row).label
  }

  async function childrenOf(row: Row, name: string): Promise<Row[]> {
    const child = (await tree.getChildren(row)).find((candidate) => labelOf(candidate) === name)
    assert.ok(child)
    return tree.getChildren(child)
  }

  it('shows a site with its mode and its security, and connects to nothing', async () => {
    const { label, description, contextValue, accessibilityInformation } = tree.getTreeItem(await siteRow())
    assert.equal(label, 'test site')
    assert.equal(description, 'passive, NOT ENCRYPTED')
    assert.equal(contextValue, 'site')
    assert.match(accessibilityInformation?.label ?? '', /not connected/)
    assert.equal(site.server.accepted, 0)
  })

  it('shows folders first, links with their target, and opens files', async () => {
    const rows = await tree.getChildren(await siteRow())
    const items = rows.map((row) => tree.getTreeItem(row))
    assert.deepEqual(
      items.map(({ label }) => label),
      ['htdocs', 'index.html', 'www'],
    )
    assert.equal(items[2]?.description, '→ htdocs')
    assert.equal(items[1]?.command?.command, 'vscode.open')
    assert.equal(items[1].resourceUri?.toString(), site.uri('/index.html').toString())
    const { tooltip } = tree.resolveTreeItem(new vscode.TreeItem(''), rows[1] as Row)
    assert.ok(typeof tooltip === 'string')
    assert.match(tooltip, /14 bytes/)
  })

  it('shows a name that is not in the charset with its bytes, in words, and asks for the charset', async () => {
    site.server.handlers.LIST = async (connection) => {
      const data = await connection.data.connect()
      connection.reply('150 Here it comes.')
      data.end(Buffer.from('-rw-r--r-- 1 a a 6 Jan 01 2020 caf\xe9.txt\r\n', 'latin1'))
      connection.data.release()
      connection.reply('226 Done.')
    }
    const root = await siteRow()
    const [row] = await tree.getChildren(root)
    assert.ok(row?.kind === 'entry')
    const item = tree.getTreeItem(row)
    assert.equal(item.label, 'caf\\xE9.txt')
    assert.match(item.accessibilityInformation?.label ?? '', /^caf\\xE9\.txt, /)
    assert.doesNotMatch(`${item.id}${item.resourceUri?.toString()}`, /\p{Surrogate}/u)
    assert.equal(item.command?.command, 'vscode.open')
    const { tooltip } = tree.resolveTreeItem(new vscode.TreeItem(''), row)
    assert.ok(typeof tooltip === 'string')
    assert.match(tooltip, /^\/caf\\xE9\.txt\n[^]*site's charset, such as windows-1252/)
    assert.equal(hints.sample(root.siteId), 'caf\udce9.txt')
  })

  it('finds out that a link leads to a folder', async () => {
    const told = nextChange('entry')
    await tree.getChildren(await siteRow())
    assert.equal(tree.getTreeItem(await told).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed)
  })

  it('says why a folder can not be shown, and shows it after a retry', async () => {
    const { server } = site
    const enter = server.defaultHandler('CWD')
    server.handlers.CWD = (connection, argument) => {
      if (argument === '/htdocs') connection.reply('550 Permission denied by me.')
      else return enter?.(connection, argument)
    }
    const [problem] = await childrenOf(await siteRow(), 'htdocs')
    assert.ok(problem?.kind === 'problem')
    assert.deepEqual([labelOf(problem), tree.getTreeItem(problem).description], ['Retry', 'Permission denied.'])
    delete server.handlers.CWD
    await writeFile(join(site.folder, 'htdocs/style.css'), '')
    tree.refresh(problem.parent)
    assert.deepEqual((await tree.getChildren(problem.parent)).map(labelOf), ['style.css'])
  })

  it('says what is wrong when the server is gone', async () => {
    await site.server.stop()
    const [problem] = await tree.getChildren(await siteRow())
    assert.ok(problem)
    assert.deepEqual([labelOf(problem), tree.getTreeItem(problem).description], ['Retry', 'Nothing answers there.'])
  })

  it('sees after a refresh what others did', async () => {
    const row = await siteRow()
    await tree.getChildren(row)
    await rm(join(site.folder, 'index.html'))
    assert.equal((await tree.getChildren(row)).length, 3)
    tree.refresh(row)
    assert.equal((await tree.getChildren(row)).length, 2)
  })

  it('shows a large folder in parts', async () => {
    await mkdir(join(site.folder, 'large'))
    for (let index = 0; index < 2050; index++) await writeFile(join(site.folder, `large/f${index}`), '')
    const rows = await childrenOf(await siteRow(), 'large')
    const more = rows.at(-1)
    assert.ok(more?.kind === 'more')
    assert.equal(labelOf(more), 'Show 50 more…')
    tree.showMore(more)
    assert.equal((await tree.getChildren(more.parent)).length, 2050)
  })

  it('names a site in the settings that can not be read', async () => {
    await site.change({ port: 99_999 })
    const [row] = await tree.getChildren()
    assert.ok(row?.kind === 'badSite')
    assert.match(String(labelOf(row)), /"port" is a number/)
  })

  it('connects to nothing because a connection was closed', async () => {
    const row = await siteRow()
    const before = await settledChildren(row)
    const [folder] = before
    assert.ok(folder)
    const inside = await tree.getChildren(folder)
    const accepted = site.server.accepted
    const told = nextChange('site')
    for (const connection of site.server.connections) connection.destroyControl()
    assert.equal(await told, row)
    connections.get(row.siteId)?.files.invalidate() // as if it had been listed long ago
    assert.match(tree.getTreeItem(row).accessibilityInformation?.label ?? '', /not connected/)
    assert.deepEqual(await tree.getChildren(row), before)
    assert.deepEqual(await tree.getChildren(folder), inside)
    assert.equal(site.server.accepted, accepted)
  })

  it('shows what is in a folder now when it is opened a second time', async () => {
    const row = await siteRow()
    await settledChildren(row)
    await rm(join(site.folder, 'index.html'))
    tree.rowClosed(row)
    connections.get(row.siteId)?.files.invalidate()
    const told = nextChange('site')
    tree.rowOpened(row)
    assert.equal(await told, row)
    assert.equal((await tree.getChildren(row)).length, 2)
  })

  it('closes a site that leads somewhere else now, and does not connect there', async () => {
    const row = await siteRow()
    await tree.getChildren(row)
    const { id } = tree.getTreeItem(row)
    const accepted = site.server.accepted
    await site.change({ user: 'bob' })
    const changed = await siteRow()
    assert.notEqual(tree.getTreeItem(changed).id, id)
    assert.equal(site.server.accepted, accepted)
  })

  it('keeps a site open that only has another name', async () => {
    const row = await siteRow()
    const before = await tree.getChildren(row)
    const { id } = tree.getTreeItem(row)
    await site.change({ name: 'renamed' })
    const renamed = await siteRow()
    assert.equal(tree.getTreeItem(renamed).id, id)
    assert.equal(labelOf(renamed), 'renamed')
    connections.get(row.siteId)?.files.invalidate()
    assert.deepEqual(await tree.getChildren(renamed), before)
  })

  it('tries a refused login again only when asked to', async () => {
    site.server.handlers.USER = (connection) => connection.reply('331 Password?')
    const row = await siteRow()
    const [problem] = await tree.getChildren(row)
    assert.ok(problem?.kind === 'problem')
    assert.equal((await tree.getChildren(row))[0], problem)
    assert.equal(site.server.accepted, 1)
    tree.refresh(row)
    await tree.getChildren(row)
    assert.equal(site.server.accepted, 2)
  })

  it('says that a list of sites is no list', async () => {
    await vscode.workspace.getConfiguration('portside').update('sites', 'ftp.example.org', vscode.ConfigurationTarget.Global)
    const [row] = await tree.getChildren()
    assert.ok(row?.kind === 'badSite')
    const config = store.add(new Config())
    await assert.rejects(config.removeSite('one'), /is not a list/)
  })
})
