import assert from 'node:assert/strict'
import { createSyncProgress } from '../../../src/cli/sync/progress.ts'
import { terminal } from '../../support/terminal.ts'

describe('The progress of a sync', () => {
  it('says what is under way, how far it is, and how long it will take', () => {
    const { shown, stream } = terminal(true)
    let now = 0
    const progress = createSyncProgress(stream, true, () => now)
    progress.update({ phase: 'scanning', items: 12, bytes: 0 })
    now = 1000
    progress.update({ phase: 'applying', items: 3, totalItems: 12, bytes: 1_000_000, totalBytes: 4_000_000, path: 'css/a\u001b.css' })
    progress.clear()
    assert.deepEqual(shown, [
      '\r\u001b[KLooking at both sides: 12',
      '\r\u001b[KSyncing: 3 of 12, 1.0 MB of 4.0 MB, 1.0 MB/s, about 3 s left, css/a\\u{1b}.css',
      '\r\u001b[K',
    ])
  })

  it('is written no more often than can be read, and not over the edge', () => {
    const { shown, stream } = terminal(true, 20)
    let now = 0
    const progress = createSyncProgress(stream, true, () => now)
    for (; now < 1000; now++) progress.update({ phase: 'comparing', items: now, bytes: 0, path: 'long/'.repeat(9) })
    assert.equal(shown.length, 10)
    assert.ok(shown.every((line) => line.length <= '\r\u001b[K'.length + 19))
  })

  it('is silent where nobody looks', () => {
    const file = terminal(false)
    const unwanted = terminal(true)
    for (const progress of [createSyncProgress(file.stream, true), createSyncProgress(unwanted.stream, false)]) {
      progress.update({ phase: 'undoing', items: 1, bytes: 0 })
      progress.clear()
    }
    assert.deepEqual([...file.shown, ...unwanted.shown], [])
  })
})
