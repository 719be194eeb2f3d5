import assert from 'node:assert/strict'
import { createProgress, describeBytes } from '../../src/cli/progress.ts'
import { terminal } from '../support/terminal.ts'

describe('Progress on a terminal', () => {
  it('is shown on one line, with files, bytes and speed', () => {
    const { shown, stream } = terminal(true)
    let now = 0
    const progress = createProgress(stream, true, () => now)
    now = 2000
    progress.moved(3_000_000)
    now = 3000
    progress.fileDone()
    progress.clear()
    assert.deepEqual(shown, ['\r\u001b[K0 files, 3.0 MB, 1.5 MB/s', '\r\u001b[K1 file, 3.0 MB, 1.0 MB/s', '\r\u001b[K'])
  })

  it('is not written more often than can be read', () => {
    const { shown, stream } = terminal(true)
    let now = 0
    const progress = createProgress(stream, true, () => now)
    for (; now < 1000; now++) progress.moved(now)
    assert.equal(shown.length, 10)
  })

  it('does not wrap in a narrow window', () => {
    const { shown, stream } = terminal(true, 12)
    createProgress(stream, true).moved(1)
    assert.equal(shown.join('').length, '\r\u001b[K'.length + 11)
  })

  it('is silent where nobody looks', () => {
    const file = terminal(false)
    const unwanted = terminal(true)
    for (const progress of [createProgress(file.stream, true), createProgress(unwanted.stream, false)]) {
      progress.moved(1)
      progress.fileDone()
      progress.clear()
    }
    assert.deepEqual([...file.shown, ...unwanted.shown], [])
  })

  it('counts in thousands', () => {
    const shown = [0, 999, 1000, 9_949, 34_000_000, 1e9, 2.5e15].map(describeBytes)
    assert.deepEqual(shown, ['0 bytes', '999 bytes', '1.0 kB', '9.9 kB', '34 MB', '1.0 GB', '2500 TB'])
  })
})
