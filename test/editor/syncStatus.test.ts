import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { UploadModes } from '../../src/workbench/autoUpload/uploadModes.ts'
import type { FolderMapping } from '../../src/workbench/mappings.ts'
import { SyncDecorations } from '../../src/workbench/syncDecorations.ts'
import { SyncKnowledge } from '../../src/workbench/syncKnowledge.ts'
import { SyncStatus } from '../../src/workbench/syncStatus.ts'
import { planItem, previewOf } from '../workbench/syncItems.ts'
import { workspaceFolder } from './projectFile.ts'
import { standIn } from './standIns.ts'

describe('what is known of mapped files', () => {
  let store: DisposableStore
  let knowledge: SyncKnowledge
  let mapping: FolderMapping
  let mappings: {
    all: readonly FolderMapping[]
    of(uri: vscode.Uri): FolderMapping
    relative(mapping: FolderMapping, uri: vscode.Uri): string
  }

  beforeEach(() => {
    store = new DisposableStore()
    knowledge = store.add(new SyncKnowledge())
    const folder = workspaceFolder()
    const rules = { include: [], exclude: [], gitignore: true }
    const project = { local: '', site: 'test site', remote: '/htdocs', direction: 'both', alwaysPreview: false, ...rules } as const
    mapping = { key: 'k', folder, localRoot: '/w', siteId: 's', mapping: project, label: 'w ↔ test site' }
    mappings = { all: [mapping], of: () => mapping, relative: (_, uri) => uri.path.slice('/w/'.length) }
    const changed = { local: 'changed' } as const
    knowledge.learn(
      mapping,
      previewOf(
        planItem('changed', 'changedHere', changed),
        planItem('new', 'newHere', { local: 'new', remote: 'absent' }),
        planItem('theirs', 'changedThere', { remote: 'changed' }),
        planItem('both', 'bothChanged', { local: 'changed', remote: 'changed', isConflict: true }),
        planItem('same', 'equal'),
      ),
    )
  })

  afterEach(() => store.dispose())

  const onDidChange = () => ({ dispose() {} })

  function marks(hasDecorations = true): (string | undefined)[] {
    const decorations = store.add(new SyncDecorations({ hasDecorations }, { ...mappings, onDidChange }, knowledge))
    return ['changed', 'new', 'theirs', 'both', 'same', 'unheard of'].map((path) => {
      const decoration = decorations.provideFileDecoration(vscode.Uri.file(`/w/${path}`))
      assert.equal(decoration?.badge === undefined, decoration?.tooltip === undefined)
      return decoration?.badge
    })
  }

  function status(): Record<string, unknown> {
    const item = { show: () => (item.isShown = true), hide: () => (item.isShown = false), dispose() {}, isShown: false }
    standIn(store, 'createStatusBarItem', () => item)
    const modes = new UploadModes({ get: () => undefined, update: async () => {} })
    store.add(new SyncStatus({ ...mappings, onDidChange }, modes, knowledge))
    return item
  }

  it('marks the files with a letter and a hover', () => {
    assert.deepEqual(marks(), ['↑', '+', '↓', '!', undefined, undefined])
    knowledge.failed(mapping, ['new'], 'No room.')
    assert.deepEqual(marks(), ['↑', '!↑', '↓', '!', undefined, undefined])
  })

  it('marks nothing where nobody wants it', () => {
    assert.ok(marks(false).every((badge) => badge === undefined))
  })

  it('is counted in the status bar', () => {
    const item = status()
    assert.deepEqual([item['text'], item['command'], item['isShown']], ['$(sync) 2 ↑ 1 ↓ 1 !', 'portside.previewSync', true])
    assert.match(String(item['tooltip']), /In conflict: 1\nw ↔ test site: upload on save: Never$/)
    knowledge.learn(mapping, previewOf())
    assert.equal(item['isShown'], false)
  })

  it('has failed uploads in the colour of a warning until they are solved', () => {
    const item = status()
    knowledge.failed(mapping, ['new'], 'No room.')
    assert.deepEqual([item['text'], item['command']], ['$(warning) 1 upload failed', 'portside.showFailedUploads'])
    assert.ok(item['backgroundColor'])
    knowledge.dismiss(mapping, 'new')
    assert.equal(item['backgroundColor'], undefined)
  })
})
