import assert from 'node:assert/strict'
import { parseDosLine } from '../../../src/ftp/listing/dos.ts'

const minute = (iso: string) => ({ ms: Date.parse(`${iso}:00Z`), precision: 'minute' })

describe('lines of IIS', () => {
  it('say all there is to know of a file', () => {
    assert.deepEqual(parseDosLine('07-17-13  02:43PM                12345 a name.txt'), {
      name: 'a name.txt',
      type: 'file',
      size: 12345,
      modified: minute('2013-07-17T14:43'),
    })
  })

  it('name folders and links', () => {
    assert.deepEqual(parseDosLine('07-17-13  02:43PM       <DIR>          pub'), {
      name: 'pub',
      type: 'folder',
      modified: minute('2013-07-17T14:43'),
    })
    assert.deepEqual(parseDosLine('07-17-13  02:43PM       <JUNCTION>     now'), {
      name: 'now',
      type: 'link',
      modified: minute('2013-07-17T14:43'),
    })
  })

  for (const [text, iso] of [
    ['07-17-2013  02:43PM', '2013-07-17T14:43'],
    ['07-17-13  12:00AM', '2013-07-17T00:00'],
    ['07-17-13  12:00PM', '2013-07-17T12:00'],
    ['07-17-13  14:43', '2013-07-17T14:43'],
    ['07-17-99  02:43AM', '1999-07-17T02:43'],
    ['02-29-24  02:43AM', '2024-02-29T02:43'],
  ] as const) {
    it(`mean ${iso} by ${text}`, () => {
      const parsed = parseDosLine(`${text}       <DIR>          pub`)
      assert.deepEqual(typeof parsed === 'object' && parsed.modified, minute(iso))
    })
  }

  it('may group the digits of a size', () => {
    const parsed = parseDosLine('07-17-13  02:43PM                9,730 a')
    assert.equal(typeof parsed === 'object' && parsed.size, 9730)
  })

  it('of IIS have a column for the name, blanks in front of it included', () => {
    for (const [line, name] of [
      ['01-01-24  12:00AM                 1204  b', ' b'],
      ['01-01-2024  12:00AM       <DIR>             c', '   c'],
      ['01-01-24  12:00AM          1204  b', 'b'],
    ] as const) {
      const parsed = parseDosLine(line)
      assert.ok(parsed !== undefined && parsed !== 'skip')
      assert.equal(parsed.name, name)
    }
  })

  it('for the folder itself and its parent are skipped', () => {
    assert.equal(parseDosLine('07-17-13  02:43PM       <DIR>          .'), 'skip')
    assert.equal(parseDosLine('07-17-13  02:43PM       <DIR>          ..'), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of [
      '02-30-13  02:43PM  12 a',
      '13-01-13  02:43PM  12 a',
      '07-17-13  10:75  12 a',
      '07-17-13  02:43PM  , a',
      '07-17-13  02:43PM  12',
      'a b c',
    ]) {
      assert.equal(parseDosLine(line), undefined, line)
    }
  })
})
