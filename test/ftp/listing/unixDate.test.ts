import assert from 'node:assert/strict'
import { findUnixDate } from '../../../src/ftp/listing/unixDate.ts'
import { wordsOf } from '../../../src/ftp/listing/words.ts'

const now = new Date('2026-06-15T12:00:00Z')

/** The time as far as it is known, and what is left for the name. */
function read(text: string, at = now): [string, string] | undefined {
  const found = findUnixDate(wordsOf(text, 18), 0, at)
  if (!found) return undefined
  const lengths = { day: 10, minute: 16, second: 19, millisecond: 23 }
  return [new Date(found.modified.ms).toISOString().slice(0, lengths[found.modified.precision]), text.slice(found.end + 1)]
}

describe('dates of ls', () => {
  for (const [text, expected] of [
    ['Mar  2 15:13 a', '2026-03-02T15:13'],
    ['Mar  2  2019 a', '2019-03-02'],
    ['Mar  2 15:13:07 2019 a', '2019-03-02T15:13:07'],
    ['Jul 26 24:00 a', '2025-07-27T00:00'],
    ['Jul 26 20.10 a', '2025-07-26T20:10'],
    ['26 Jul 20:10 a', '2025-07-26T20:10'],
    ['26. Juli, 20:10 a', '2025-07-26T20:10'],
    ['Apr 04, 2000 21:06 a', '2000-04-04T21:06'],
    ['März 26 2003 a', '2003-03-26'],
    ['M\xe4r 26 2003 a', '2003-03-26'],
    ['févr. 26 2003 a', '2003-02-26'],
    ['septembre 26 2003 a', '2003-09-26'],
    ['szept 26 20:10 a', '2025-09-26T20:10'],
    ['paź 26 2003 a', '2003-10-26'],
    ['янв 26 2003 a', '2003-01-26'],
    ['3月  2 2003 a', '2003-03-02'],
    ['3月 2日 2003年 a', '2003-03-02'],
    ['2003年 3月 2日 a', '2003-03-02'],
    ['3월 2 20:10 a', '2026-03-02T20:10'],
    ['十一月 2 2003 a', '2003-11-02'],
    ['4\x8c\x8e 18\x93\xfa 2003\x94\x4e a', '2003-04-18'],
    ['4\x8c\x8e 18\x93\xfa 10:20 a', '2026-04-18T10:20'],
    ['2003 3 13 a', '2003-03-13'],
    ['07 26 20:10 a', '2025-07-26T20:10'],
    ['05-21 10:53 a', '2026-05-21T10:53'],
    ['26-05 2002 a', '2002-05-26'],
    ['05-26 2002 a', '2002-05-26'],
    ['2005-03-02 18:06 a', '2005-03-02T18:06'],
    ['2005-03-02 18:06:07.123456789 +0130 a', '2005-03-02T16:36:07'],
    ['1999/10/12 17:12 a', '1999-10-12T17:12'],
    ['2004.07.15 a', '2004-07-15'],
    ['15.07.2004 a', '2004-07-15'],
    ['01-jun-99 a', '1999-06-01'],
    ['07-15-04 a', '2004-07-15'],
    ['15-07-04 a', '2004-07-15'],
    ['04-23-103 a', '2003-04-23'],
  ] as const) {
    it(`say ${expected} by ${JSON.stringify(text)}`, () => {
      assert.deepEqual(read(text), [expected, 'a'])
    })
  }

  it('end with one blank, but for the two of an ISO day', () => {
    assert.deepEqual(read('Mar  2 15:13  a'), ['2026-03-02T15:13', ' a'])
    assert.deepEqual(read('2005-03-02 18:06  a'), ['2005-03-02T18:06', ' a'])
    assert.deepEqual(read('2005-03-02  a'), ['2005-03-02', 'a'])
  })

  it('leave to the name what could be more of them', () => {
    assert.deepEqual(read('Mar  2  2019 21:06 a'), ['2019-03-02', '21:06 a'])
    assert.deepEqual(read('Mar  2 15:13 2019 a'), ['2026-03-02T15:13', '2019 a'])
    assert.deepEqual(read('2005-03-02 18:06'), ['2005-03-02', '18:06'])
  })

  it('without a year are of the last twelve months or of tomorrow', () => {
    assert.equal(read('Dec 31 12:00 a', new Date('2007-12-30T12:00Z'))?.[0], '2007-12-31T12:00')
    assert.equal(read('Jan 01 12:00 a', new Date('2007-12-31T12:00Z'))?.[0], '2008-01-01T12:00')
    assert.equal(read('Jan 01 12:01 a', new Date('2007-12-31T12:00Z'))?.[0], '2007-01-01T12:01')
    assert.equal(read('Feb 29 00:00 a', new Date('2000-04-01T12:00Z'))?.[0], '2000-02-29T00:00')
  })

  it('that do not exist are none', () => {
    for (const text of [
      'Jam 4 00:03 a',
      'Aug 36 2001 a',
      'Aug 6 209 a',
      'Feb 29 10:00 a',
      '2005-13-02 18:06 a',
      'Aug 6 25:00 a',
      'Aug 6 24:01 a',
      'Aug 6 a',
    ])
      assert.equal(read(text), undefined, text)
  })
})
