import assert from 'node:assert/strict'
import type { WorkspaceFolder } from 'vscode'
import type { Mapping } from '../../src/sites/mapping.ts'
import type { Site } from '../../src/sites/site.ts'
import { Environments } from '../../src/workbench/environments.ts'
import {
  activeEnvironment,
  environmentsOf,
  folderSiteId,
  mappingOf,
  resolveMappings,
  type FolderMapping,
} from '../../src/workbench/folderMapping.ts'

const folder = folderAt('/home/ann/shop')
const production: Site = { id: 'a1', name: 'production', host: 'ftp.example', user: 'ann', security: 'explicit', transferMode: 'auto' }
const mapping: Mapping = {
  local: 'public',
  site: 'production',
  remote: '/htdocs',
  direction: 'both',
  include: [],
  exclude: [],
  gitignore: false,
  alwaysPreview: false,
}

function folderAt(fsPath: string): WorkspaceFolder {
  const uri: unknown = { fsPath, scheme: 'file', toString: () => `file://${fsPath}` }
  return { uri: uri as WorkspaceFolder['uri'], name: 'shop', index: 0 }
}

function resolve(mappings: readonly Mapping[], sites: { own?: readonly Site[]; ofFolders?: readonly Site[] }, environment?: string) {
  return resolveMappings({ folder, mappings }, { own: [], ofFolders: [], ...sites }, environment)
}

function only(mappings: readonly FolderMapping[]): FolderMapping {
  const [first, ...others] = mappings
  assert.ok(first && others.length === 0)
  return first
}

describe('a mapping of a project file', () => {
  it('is a folder of this computer and a site', () => {
    const { localRoot, siteId, label } = only(resolve([mapping], { own: [production] }).mappings)
    assert.deepEqual({ localRoot, siteId, label }, { localRoot: '/home/ann/shop/public', siteId: 'a1', label: 'public ↔ production' })
  })

  it('is named by the workspace folder where it is about all of that', () => {
    const { localRoot, label } = only(resolve([{ ...mapping, local: '' }], { own: [production] }).mappings)
    assert.deepEqual({ localRoot, label }, { localRoot: '/home/ann/shop', label: 'shop ↔ production' })
  })

  it('means a site of the user before one of the folder, by its name before its id', () => {
    const ofFolder = { ...production, id: folderSiteId('file:///home/ann/shop', 'production') }
    const named = { ...production, id: 'b2', name: 'a1' }
    assert.equal(only(resolve([mapping], { ofFolders: [ofFolder] }).mappings).siteId, ofFolder.id)
    assert.equal(only(resolve([mapping], { own: [production], ofFolders: [ofFolder] }).mappings).siteId, 'a1')
    assert.equal(only(resolve([{ ...mapping, site: 'a1' }], { own: [production] }).mappings).siteId, 'a1')
    assert.equal(only(resolve([{ ...mapping, site: 'a1' }], { own: [production, named] }).mappings).siteId, 'b2')
  })

  it('does not mean a site of another folder', () => {
    const elsewhere = { ...production, id: folderSiteId('file:///home/ann/other', 'production') }
    assert.deepEqual(resolve([mapping], { ofFolders: [elsewhere] }), { mappings: [], unusable: [{ mapping, why: 'noSuchSite' }] })
  })

  it('is refused where the same two folders are mapped already', () => {
    const again = { ...mapping, direction: 'up' } as const
    const { mappings, unusable } = resolve([mapping, again], { own: [production] })
    assert.equal(only(mappings).mapping, mapping)
    assert.deepEqual(unusable, [{ mapping: again, why: 'twice' }])
  })

  it('counts in its environment only, and always without one', () => {
    const [staging, live] = [
      { ...mapping, remote: '/staging', environment: 'staging' },
      { ...mapping, remote: '/live', environment: 'live' },
    ]
    const { mappings, unusable } = resolve([mapping, staging, live], { own: [production] }, 'live')
    assert.deepEqual(
      mappings.map((each) => each.mapping.remote),
      ['/htdocs', '/live'],
    )
    assert.deepEqual(unusable, [])
  })

  it('keeps its key while only its rules change, and has another for other folders', () => {
    const keyOf = (changed: Partial<Mapping>) => only(resolve([{ ...mapping, ...changed }], { own: [production] }).mappings).key
    assert.equal(keyOf({ exclude: ['*.map'], direction: 'up' }), keyOf({}))
    assert.notEqual(keyOf({ remote: '/other' }), keyOf({}))
    assert.notEqual(keyOf({ local: 'other' }), keyOf({}))
  })
})

describe('the environment', () => {
  it('is the first that is named until another is chosen', () => {
    const names = environmentsOf([mapping, { ...mapping, environment: 'staging' }, { ...mapping, environment: 'live' }])
    assert.deepEqual(names, ['staging', 'live'])
    assert.equal(activeEnvironment(names, undefined), 'staging')
    assert.equal(activeEnvironment(names, 'live'), 'live')
    assert.equal(activeEnvironment(names, 'gone'), 'staging')
    assert.equal(activeEnvironment([], 'live'), undefined)
  })

  it('that was chosen counts in all folders of the window, each having its first until then', () => {
    const [shop, blog] = [['staging', 'live'], ['live']].map((names) => ({
      parsed: { mappings: names.map((environment) => ({ ...mapping, environment })) },
    }))
    assert.ok(shop && blog)
    const activeIn = (chosen?: string) => {
      const environments = new Environments({ get: () => chosen, update: async () => {} } as ConstructorParameters<typeof Environments>[0])
      return [shop, blog].map((file) => environments.activeInside(file, [shop, blog]))
    }
    assert.deepEqual(activeIn(), ['staging', 'live'])
    assert.deepEqual(activeIn('staging'), ['staging', 'staging'])
    assert.deepEqual(activeIn('gone'), ['staging', 'live'])
  })
})

describe('the mapping of a file', () => {
  const { mappings } = resolve(
    [
      { ...mapping, local: '' },
      { ...mapping, local: 'public/css' },
    ],
    { own: [production] },
  )
  const localOf = (path: string) => mappingOf(mappings, path)?.mapping.local

  it('is the one with the deepest root above it', () => {
    assert.equal(localOf('/home/ann/shop/public/css/site.css'), 'public/css')
    assert.equal(localOf('/home/ann/shop/public/css'), 'public/css')
    assert.equal(localOf('/home/ann/shop/public/cssx'), '')
  })

  it('is none outside of all roots', () => {
    assert.equal(localOf('/home/ann/shopping/a.txt'), undefined)
  })
})

describe('the id of a site that came with a folder', () => {
  it('can stand in a URI, and is another for another folder or name', () => {
    const id = folderSiteId('file:///a', 'production')
    assert.match(id, /^[a-z0-9-]{1,64}$/)
    assert.notEqual(folderSiteId('file:///b', 'production'), id)
    assert.notEqual(folderSiteId('file:///a', 'staging'), id)
  })
})
