import assert from 'node:assert/strict'
import { Features } from '../../src/ftp/features.ts'
import { ReplyParser } from '../../src/ftp/reply.ts'

function featuresOf(text: string): Features {
  const features = new Features()
  for (const reply of new ReplyParser().push(Buffer.from(text))) features.learn(reply)
  return features
}

describe('features', () => {
  for (const [form, text] of [
    ['a blank in front', '211-Features:\r\n MDTM\r\n MLST type*;size*;\r\n UTF8\r\n211 End\r\n'],
    ['the code in front, as ProFTPD can', '211-Features:\r\n211-MDTM\r\n211-MLST type*;size*;\r\n211-UTF8\r\n211 End\r\n'],
    ['four blanks in front, as IIS', '211-FEAT\r\n    MDTM\r\n    MLST type*;size*;\r\n    UTF8\r\n211 END\r\n'],
    ['small letters', '211-Features:\r\n mdtm\r\n mlst type*;size*;\r\n utf8\r\n211 End\r\n'],
  ] as const) {
    it(`are read with ${form}`, () => {
      const features = featuresOf(text)
      assert.deepEqual(
        ['MDTM', 'MLST', 'UTF8'].map((name) => features.of(name)),
        ['yes', 'yes', 'yes'],
      )
    })
  }

  it('that are not announced may be there if they are older than FEAT', () => {
    assert.equal(featuresOf('211-Features:\r\n UTF8\r\n211 End\r\n').of('SIZE'), 'unknown')
  })

  it('that came with FEAT are missing if they are not announced', () => {
    const features = featuresOf('211-Features:\r\n SIZE\r\n211 End\r\n')
    assert.deepEqual(
      ['MLST', 'MFMT', 'UTF8'].map((name) => features.of(name)),
      ['no', 'no', 'no'],
    )
  })

  it('are unknown where FEAT was refused', () => {
    const features = featuresOf('500 What?\r\n')
    assert.equal(features.of('MLST'), 'unknown')
    assert.equal(features.has('MLST'), false)
  })

  it('are not read from the first and the last line', () => {
    const features = featuresOf('211-UTF8 and more:\r\n SIZE\r\n211 MLST\r\n')
    assert.deepEqual([features.has('UTF8'), features.has('MLST')], [false, false])
  })

  it('that were refused are not there, whatever was announced', () => {
    const features = featuresOf('211-Features:\r\n MLST type*;\r\n211 End\r\n')
    features.refuse('MLST')
    assert.equal(features.of('MLST'), 'no')
  })
})
