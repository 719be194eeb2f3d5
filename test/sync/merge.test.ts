/** Merging text line by line: what is taken, what is marked, and that no line is lost. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { merge3 } from '../../src/sync/merge.ts'
import '../support/unhandledRejections.ts'

const labels = { mine: 'here', theirs: 'server' }
const base = 'one\ntwo\nthree\nfour\nfive\n'

describe('Merging three texts', () => {
  it('takes what only one side has changed', () => {
    const merged = merge3(base, base.replace('one', 'ONE'), base.replace('five', 'FIVE'), labels)
    assert.deepEqual(merged, { text: 'ONE\ntwo\nthree\nfour\nFIVE\n', conflicts: 0 })
  })

  it('takes what both have changed alike', () => {
    const both = base.replace('two', 'TWO')
    assert.deepEqual(merge3(base, both, both, labels), { text: both, conflicts: 0 })
  })

  it('marks only what both have changed', () => {
    const { text, conflicts } = merge3(base, base.replace('two', 'mine').replace('five', 'FIVE'), base.replace('two', 'theirs'), labels)
    assert.equal(conflicts, 1)
    assert.equal(text, 'one\n<<<<<<< here\nmine\n=======\ntheirs\n>>>>>>> server\nthree\nfour\nFIVE\n')
  })

  it('marks every difference where nothing is known of the past', () => {
    const { text, conflicts } = merge3(undefined, 'a\nb\nc\n', 'a\nc\nd\n', labels)
    assert.equal(conflicts, 2)
    assert.equal(text, 'a\n<<<<<<< here\nb\n=======\n>>>>>>> server\nc\n<<<<<<< here\n=======\nd\n>>>>>>> server\n')
  })

  it('keeps Windows line ends, and gives its markers the same', () => {
    const { text } = merge3('a\r\n', 'mine\r\n', 'theirs\r\n', labels)
    assert.equal(text, '<<<<<<< here\r\nmine\r\n=======\r\ntheirs\r\n>>>>>>> server\r\n')
  })

  it('puts no marker behind a last line without an end', () => {
    const { text } = merge3('a', 'mine', 'theirs', labels)
    assert.equal(text, '<<<<<<< here\nmine\n=======\ntheirs\n>>>>>>> server\n')
  })

  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', '{', '}', ''), { maxLength: 12 })
    .map((all) => all.map((line) => `${line}\n`).join(''))

  it('gives back a side that alone has changed, whatever the texts', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        assert.deepEqual(merge3(before, after, before, labels), { text: after, conflicts: 0 })
        assert.deepEqual(merge3(before, before, after, labels), { text: after, conflicts: 0 })
      }),
    )
  })

  it('loses no line that one side has and the past has not', () => {
    fc.assert(
      fc.property(lines, lines, lines, (before, mine, theirs) => {
        const { text } = merge3(before, mine + 'mine only\n', 'theirs only\n' + theirs, labels)
        assert.ok(text.includes('mine only\n') && text.includes('theirs only\n'))
      }),
    )
  })
})
