/** What is remembered of a file that was just carried from one side to the other. */

import assert from 'node:assert/strict'
import type { Entry } from '../../src/base/entry.ts'
import { FileError } from '../../src/files/fileError.ts'
import type { FileStat } from '../../src/files/fileSystem.ts'
import type { Side } from '../../src/sync/side.ts'
import { traceOfCopy, traceOfSource } from '../../src/sync/traces.ts'
import '../support/unhandledRejections.ts'

const time = { ms: 60_000, precision: 'second' } as const
const later = { ms: 65_000, precision: 'second' } as const
const minute = { ms: 60_000, precision: 'minute' } as const
const entry: Entry = { name: 'a', type: 'file', size: 5, modified: time }
const stat: FileStat = { type: 'file', isLink: false, size: 5, modified: time }

function copied(side: Side, found: FileStat, look: () => Promise<Entry | undefined> = () => assert.fail('it knows enough')) {
  return traceOfCopy(side, found, time, 5, () => 99, look)
}

describe('The trace of a file that was read', () => {
  it('has the time that it had before and after', () => {
    assert.deepEqual(traceOfSource(entry, entry, 5, 99), { size: 5, modified: time, seenAt: 99 })
  })

  it('has none if the file may have changed before it was read', () => {
    assert.deepEqual(traceOfSource(entry, { ...entry, modified: later }, 5, 99), { size: 5, seenAt: 99 })
    assert.deepEqual(traceOfSource(entry, undefined, 5, 99), { size: 5, seenAt: 99 })
    assert.deepEqual(traceOfSource(entry, entry, 6, 99), { size: 6, seenAt: 99 })
  })
})

describe('The trace of a file that was written', () => {
  it('has the time that the place says', async () => {
    assert.deepEqual(await copied('remote', { ...stat, modified: later }), { size: 5, modified: later, seenAt: 99 })
    assert.deepEqual(await copied('local', stat), { size: 5, modified: time, seenAt: 99 })
  })

  it('has none where somebody has written to it since', async () => {
    assert.deepEqual(await copied('local', { ...stat, modified: later }), { size: 5, seenAt: 99 })
    assert.deepEqual(await copied('remote', { ...stat, size: 7 }), { size: 5, seenAt: 99 })
  })

  it('has a more exact one from a server that tells only the minute at first, if that is to be had', async () => {
    const coarse = { ...stat, modified: minute }
    const gone = () => Promise.reject(new FileError('unavailable', '/a', 'gone'))
    assert.deepEqual(await copied('remote', coarse, async () => entry), { size: 5, modified: time, seenAt: 99 })
    assert.deepEqual(await copied('remote', coarse, gone), { size: 5, modified: minute, seenAt: 99 })
  })
})
