import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { nullLogger } from '../../src/base/log.ts'
import type { Mapping } from '../../src/sites/mapping.ts'
import type { FolderMapping } from '../../src/workbench/folderMapping.ts'
import { Config } from '../../src/workbench/config.ts'
import { SiteConnections } from '../../src/workbench/siteConnections.ts'
import { Synchronizers } from '../../src/workbench/synchronizers.ts'
import { workspaceFolder } from './projectFile.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'

describe('the synchronizer of a mapping', () => {
  let store: DisposableStore
  let server: ServerSite
  let synchronizers: Synchronizers

  beforeEach(async () => {
    store = new DisposableStore()
    server = await startServerSite()
    const prompts = { password: never, account: never, proxyPassword: never, certificate: async () => false }
    const services = { prompts, certificates: { fingerprint: () => undefined }, proxies: { of: () => undefined }, log: nullLogger }
    const connections = store.add(new SiteConnections(store.add(new Config()), services))
    const storage = vscode.Uri.file(tmpdir())
    synchronizers = store.add(new Synchronizers({ connections, storage, computer: 'here', log: nullLogger }))
  })

  afterEach(async () => {
    store.dispose()
    await server.stop()
  })

  function mappingWith(changed: Partial<Mapping> = {}): FolderMapping {
    const usual = { local: '', site: 'test site', remote: '/', direction: 'both', include: [], exclude: [] } as const
    const mapping: Mapping = { ...usual, gitignore: true, alwaysPreview: false, ...changed }
    const folder = workspaceFolder()
    return { key: 'k', folder, localRoot: folder.uri.fsPath, siteId: server.uri('/').authority, mapping, label: 'a ↔ b' }
  }

  it('is made once, and dials nothing', () => {
    assert.equal(synchronizers.of(mappingWith()), synchronizers.of(mappingWith()))
    assert.equal(server.server.accepted, 0)
  })

  it('is another when the mapping is', () => {
    const before = synchronizers.of(mappingWith())
    for (const changed of [{ remote: '/other' }, { exclude: ['*.map'] }, { direction: 'up' }, { fileMode: '644' }] as const) {
      const now = synchronizers.of(mappingWith(changed))
      assert.notEqual(now, before)
      assert.equal(synchronizers.of(mappingWith(changed)), now)
    }
  })

  it('is another when the site leads somewhere else', async () => {
    const before = synchronizers.of(mappingWith())
    await server.change({ transferMode: 'active' })
    assert.equal(synchronizers.of(mappingWith()), before)
    await server.change({ user: 'bob' })
    assert.notEqual(synchronizers.of(mappingWith()), before)
  })

  it('is none without a site', () => {
    assert.throws(() => synchronizers.of({ ...mappingWith(), siteId: 'gone' }), /a ↔ b/)
  })

  it('has the rules of the mapping', () => {
    const { direction, rules, fileMode, undoBytes } = synchronizers.settingsOf(mappingWith({ exclude: ['*.map'], fileMode: '644' }))
    assert.deepEqual(
      { direction, rules, fileMode },
      { direction: 'both', rules: { include: [], exclude: ['*.map'], gitignore: true }, fileMode: '644' },
    )
    assert.ok(undoBytes > 0)
  })
})

async function never(): Promise<undefined> {
  return undefined
}
