/** What a journal says after a crash: syncs, what they have touched, what they may have left. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Journal, parseRecord, type JournalRecord } from '../../src/sync/journal.ts'
import { openRows, runsOf } from '../../src/sync/journalledRun.ts'
import type { Touch } from '../../src/sync/touched.ts'
import { FrailWorld, MemoryLog } from './frailFileSystem.ts'
import '../support/unhandledRejections.ts'

const start: JournalRecord = { kind: 'start', id: '2026-1', at: 5, identity: 'us', rules: 'r', base: '', undoes: '' }
const modified = { ms: 1000, precision: 'second' } as const
const wasThere: Touch = {
  side: 'remote',
  path: 'a/b',
  content: { kind: 'file', size: 3, modified, sha256: 'b'.repeat(64), permissions: 'rw-r--r--' },
}
const isGone: Touch = { side: 'remote', path: 'a/b', content: { kind: 'nothing' } }
const intent: JournalRecord = { kind: 'intent', row: 'a/b', before: [wasThere], agreed: { kind: 'folder' } }
const temporary: JournalRecord = { kind: 'temporary', row: 'a/b', side: 'remote', path: '/x/.portside-1.part', target: '/x/a/b' }
const all: readonly JournalRecord[] = [
  start,
  { kind: 'mark' },
  intent,
  temporary,
  { kind: 'failed', row: 'a/b' },
  { kind: 'agreed', path: 'a/b', entry: undefined },
  { kind: 'agreed', path: 'a', entry: { kind: 'folder' } },
  { kind: 'done', row: 'a/b', after: [isGone] },
  { kind: 'end' },
]

describe('A journal', () => {
  it('gives back what was written into it', async () => {
    const journal = new Journal(new MemoryLog([], new FrailWorld()))
    for (const record of all) journal.note(record)
    await journal.flush()
    assert.deepEqual(await journal.read(), { records: all, damaged: 0 })
  })

  it('makes nothing of lines that it can not read, and counts them', async () => {
    const lines: string[] = []
    const journal = new Journal(new MemoryLog(lines, new FrailWorld()))
    await journal.write(start)
    lines.push('["intent","../out",[],null]', 'nonsense', '["agreed","a",[1,2,3]]', '["start","../id",1,"us","","",""]', '{}', 'null')
    assert.deepEqual(await journal.read(), { records: [start], damaged: 6 })
  })

  it('reads any line without throwing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseRecord(line)))
  })
})

describe('What a journal comes to', () => {
  it('is nothing for other folders, and nothing without a start', () => {
    assert.deepEqual(runsOf(all, 'others'), [])
    assert.deepEqual(runsOf(all.slice(1), 'us'), [])
  })

  it('is a row that is open, with its temporary files, where it ends in the middle', () => {
    const [run] = runsOf([start, intent, temporary], 'us')
    assert.ok(run)
    assert.equal(openRows(run), 1)
    assert.deepEqual(run.rows, [{ path: 'a/b', agreed: { kind: 'folder' }, before: [wasThere], after: undefined }])
    assert.deepEqual(
      run.temporaries.map(({ path }) => path),
      ['/x/.portside-1.part'],
    )
  })

  it('has no temporary files of what went well', () => {
    const [run] = runsOf([start, intent, temporary, { kind: 'done', row: 'a/b', after: [isGone] }], 'us')
    assert.deepEqual([run?.temporaries, run && openRows(run)], [[], 0])
  })

  it('has those of a try that came to nothing, though a later one went well', () => {
    const [run] = runsOf(all, 'us')
    assert.ok(run)
    assert.deepEqual([run.temporaries.length, run.hasMark, run.isEnded], [1, true, true])
  })

  it('has no row of which nothing was done', () => {
    const [run] = runsOf([start, intent, { kind: 'done', row: 'a/b', after: [] }], 'us')
    assert.deepEqual(run?.rows, [])
  })
})
