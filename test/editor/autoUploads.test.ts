import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { nullLogger } from '../../src/base/log.ts'
import { SyncLocked, type Synchronizer } from '../../src/sync/synchronizer.ts'
import { AutoUploads } from '../../src/workbench/autoUpload/autoUploads.ts'
import { describeError } from '../../src/workbench/describeError.ts'
import type { FolderMapping } from '../../src/workbench/mappings.ts'
import { SyncKnowledge } from '../../src/workbench/syncKnowledge.ts'
import { planItem, previewOf } from '../workbench/syncItems.ts'
import { workspaceFolder } from './projectFile.ts'

const rules = { include: [], exclude: [], gitignore: true }

describe('uploads by themselves', () => {
  let store: DisposableStore
  let knowledge: SyncKnowledge
  let all: readonly FolderMapping[]
  let mapping: FolderMapping

  beforeEach(() => {
    store = new DisposableStore()
    knowledge = store.add(new SyncKnowledge())
    const folder = workspaceFolder()
    const project = { local: '', site: 'test site', remote: '/htdocs', direction: 'both', alwaysPreview: false, ...rules } as const
    mapping = { key: 'k', folder, localRoot: folder.uri.path, siteId: 's', mapping: project, label: 'w ↔ test site' }
    all = [mapping]
  })

  afterEach(() => store.dispose())

  /** With a synchronizer that only looks. */
  function uploads(preview: Synchronizer['preview']): AutoUploads {
    const synchronizer = { preview, apply: async () => assert.fail('nothing should be done') }
    const failed = (error: unknown, what: string) => describeError(error, what)
    return store.add(
      new AutoUploads({
        mappings: {
          get all() {
            return all
          },
          localUri: () => vscode.Uri.file('/'),
        },
        synchronizers: { of: () => synchronizer, settingsOf: () => ({ direction: 'both', rules, undoBytes: 0 }) },
        knowledge,
        site: () => undefined,
        failures: { suggest: failed, note: failed },
        log: nullLogger,
      }),
    )
  }

  it('wait for a sync of the same folders that is under way', async () => {
    let looks = 0
    const preview = async () => {
      if (++looks === 1) throw new SyncLocked({ kind: 'holder', pid: 1, since: 0 })
      return previewOf(planItem('a', 'equal'))
    }
    await uploads(preview).upload(mapping, ['a'], 'person')
    assert.equal(looks, 2)
    assert.deepEqual(knowledge.failures, [])
  })

  it('do not begin where the mapping is gone', async () => {
    all = []
    await uploads(async () => assert.fail('nobody should look')).upload(mapping, ['a'], 'person')
    assert.deepEqual(knowledge.failures, [])
  })

  it('ask no server about what is not synced', async () => {
    await uploads(async () => assert.fail('nobody should look')).upload(mapping, ['.env', '.git/config'], 'person')
    assert.deepEqual(knowledge.failures, [])
  })

  it('stay known as failed where a person did not want to connect', async () => {
    const preview = async () => Promise.reject(new DOMException('A question was not answered.', 'AbortError'))
    await uploads(preview).upload(mapping, ['a', 'b'], 'person')
    assert.deepEqual(
      knowledge.failures.map(({ path, message }) => [path, message.includes('Could not upload 2 files')]),
      [
        ['a', true],
        ['b', true],
      ],
    )
  })

  it('end with the window, and nothing is told', async () => {
    const uploading = uploads(async (options) => {
      uploading.dispose()
      options?.signal?.throwIfAborted()
      return previewOf()
    })
    await uploading.upload(mapping, ['a'], 'person')
    assert.deepEqual(knowledge.failures, [])
  })
})
