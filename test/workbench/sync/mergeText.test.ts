import assert from 'node:assert/strict'
import { textOf, undecidedIn } from '../../../src/workbench/sync/mergeText.ts'

describe('text to be merged', () => {
  it('is UTF-8, and keeps the mark at its beginning', () => {
    assert.equal(textOf(Buffer.from('\ufeffGrüße\r\n')), '\ufeffGrüße\r\n')
  })

  it('is nothing with a zero byte in it, and no other charset', () => {
    assert.equal(textOf(Buffer.from('a\0b')), undefined)
    assert.equal(textOf(Buffer.from('Grüße', 'latin1')), undefined)
  })

  it('has as many open places as it has first markers', () => {
    const open = '<<<<<<< mine\na\n=======\nb\n>>>>>>> theirs\n'
    assert.equal(undecidedIn(`x\n${open}y\n${open}`), 2)
    assert.equal(undecidedIn('a <<<<<<< b\n<<<<<<<<\n'), 0)
  })
})
