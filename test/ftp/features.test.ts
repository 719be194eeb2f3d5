import assert from 'node:assert/strict'
import fc from 'fast-check'
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
    ['nothing in front', '211-Features:\r\nMDTM\r\nMLST type*;size*;\r\nUTF8\r\n211 End\r\n'],
    ['a tab in front', '211-Features:\r\n\tMDTM\r\n\tMLST\ttype*;size*;\r\n\tUTF8\r\n211 End\r\n'],
    ['empty lines between', '211-Features:\r\n\r\n MDTM\r\n \r\n MLST type*;size*;\r\n UTF8\r\n211 End\r\n'],
    ['small letters', '211-Features:\r\n mdtm\r\n mlst type*;size*;\r\n utf8\r\n211 End\r\n'],
  ] as const) {
    it(`are read with ${form}`, () => {
      const features = featuresOf(text)
      assert.deepEqual(
        ['MDTM', 'MLST', 'UTF8'].map((name) => features.of(name)),
        ['yes', 'yes', 'yes'],
      )
      assert.deepEqual(
        ['MDTM', 'MLST', 'UTF8'].map((name) => features.parameters(name)),
        ['', 'type*;size*;', ''],
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

  it('have parameters', () => {
    const features = featuresOf('211-Extensions:\r\n HASH SHA-256;SHA-1*;MD5\r\n REST STREAM\r\n TVFS\r\n211 END\r\n')
    assert.equal(features.parameters('HASH'), 'SHA-256;SHA-1*;MD5')
    assert.equal(features.parameters('REST'), 'STREAM')
    assert.equal(features.parameters('TVFS'), '')
    assert.equal(features.parameters('MLST'), undefined)
  })

  it('of drftpd have commas between parameters, and PRET', () => {
    const features = featuresOf('211-Extensions supported:\r\n PRET\r\n MLST type*,x.crc32*,size*,modify*\r\n211 End\r\n')
    assert.equal(features.has('PRET'), true)
    assert.equal(features.has('MLST'), true)
    assert.equal(features.parameters('MLST'), 'type*;x.crc32*;size*;modify*')
  })

  it('that have a line for each parameter have all of them', () => {
    const features = featuresOf('211-Features:\r\n AUTH TLS;\r\n AUTH SSL\r\n SITE MKDIR\r\n SITE Utime\r\n211 End\r\n')
    assert.equal(features.parameters('AUTH'), 'TLS;SSL')
    assert.deepEqual(
      ['SITE', 'SITE UTIME', 'SITE MKDIR', 'SITE CHMOD', 'SITE MK', 'SITE UTIME time'].map((name) => features.of(name)),
      ['yes', 'yes', 'yes', 'unknown', 'unknown', 'unknown'],
    )
  })

  it('of a command that was refused with one parameter are there with another', () => {
    const features = featuresOf('211-Features:\r\n SITE MKDIR;UTIME\r\n211 End\r\n')
    features.refuse('SITE UTIME')
    assert.deepEqual([features.of('SITE UTIME'), features.of('SITE MKDIR')], ['no', 'yes'])
  })

  it('may be none at all', () => {
    const features = featuresOf('211 no-features\r\n')
    assert.deepEqual([features.of('MLST'), features.of('SIZE'), features.parameters('no-features')], ['no', 'unknown', undefined])
  })

  it('are unknown where FEAT is answered after the login only', () => {
    const features = featuresOf('530 Login first with USER and PASS, or QUIT\r\n')
    assert.equal(features.of('MLST'), 'unknown')
    for (const reply of new ReplyParser().push(Buffer.from('211-Features:\r\n MLST type*;\r\n211 End\r\n'))) features.learn(reply)
    assert.equal(features.of('MLST'), 'yes')
  })

  it('are the same in every form', () => {
    const feature = fc.tuple(fc.stringMatching(/^[A-Z][A-Z0-9]{2,7}$/), fc.stringMatching(/^([a-z][a-z*;]{0,20})?$/))
    const listed = fc.uniqueArray(feature, { selector: ([name]) => name, maxLength: 20 })
    fc.assert(
      fc.property(listed, fc.constantFrom(' ', '    ', '211-', '', '\t'), fc.constantFrom('\r\n', '\n'), (all, front, end) => {
        const lines = all.map(([name, parameters]) => `${front}${name}${parameters === '' ? '' : ' '}${parameters}`)
        const features = featuresOf(['211-Features:', ...lines, '211 End', ''].join(end))
        for (const [name, parameters] of all) assert.deepEqual([features.of(name), features.parameters(name)], ['yes', parameters])
      }),
    )
  })

  it('that were refused are not there, whatever was announced', () => {
    const features = featuresOf('211-Features:\r\n MLST type*;\r\n211 End\r\n')
    features.refuse('MLST')
    assert.equal(features.of('MLST'), 'no')
  })
})
