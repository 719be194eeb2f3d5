import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hasNoBytes, hasRawBytes } from '../../src/base/rawText.ts'
import { loadCharset, utf8, type Charset } from '../../src/ftp/charset.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import { Bench, failsWith } from './support.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A name in each, and its bytes, one character a byte. */
const samples: readonly (readonly [charset: string, text: string, bytes: string])[] = [
  ['windows-1251', 'Отчёт я.txt', '\xce\xf2\xf7\xb8\xf2 \xff.txt'],
  ['KOI8-R', 'Отчёт.txt', '\xef\xd4\xde\xa3\xd4.txt'],
  ['cp866', 'Отчёт.txt', '\x8e\xe2\xe7\xf1\xe2.txt'],
  ['ISO-8859-1', 'Übung ÿ.txt', '\xdcbung \xff.txt'],
  ['iso-8859-15', '5 €.txt', '5 \xa4.txt'],
  ['windows-1252', '5 €.txt', '5 \x80.txt'],
  ['cp437', 'Übung.txt', '\x9abung.txt'],
  ['macintosh', 'Übung.txt', '\x86bung.txt'],
  ['Shift_JIS', '表示ソ能|~.txt', '\x95\x5c\x8e\xa6\x83\x5c\x94\x5c|~.txt'],
  ['EUC-JP', '日本語.txt', '\xc6\xfc\xcb\xdc\xb8\xec.txt'],
  ['EUC-KR', '한국어.txt', '\xc7\xd1\xb1\xb9\xbe\xee.txt'],
  ['GBK', '中文誠.txt', '\xd6\xd0\xce\xc4\xd5\x5c.txt'],
  ['GB18030', '中文🚢.txt', '\xd6\xd0\xce\xc4\x95\x30\x8e\x38.txt'],
  ['Big5', '功能許.txt', '\xa5\x5c\xaf\xe0\xb3\x5c.txt'],
]

describe('UTF-8', () => {
  it('is the charset where none is named, in any spelling', async () => {
    for (const name of [undefined, 'utf8', 'UTF-8', 'Utf_8', ' utf-8 ']) assert.equal(await loadCharset(name), utf8)
  })

  it('reads and writes every character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.deepEqual(utf8.encode(text), Buffer.from(text))
        assert.equal(utf8.decode(Buffer.from(text)), text)
      }),
    )
  })

  it('leaves raw exactly what is not valid', () => {
    for (const [bytes, text] of [
      ['\xfcbung', '\udcfcbung'],
      ['\xc3\xbcb\xfc\xc3\xbc', 'üb\udcfcü'],
      ['\xe6\x97\xa5\xf0\x9f\x9a\xa2\xfc', '日🚢\udcfc'],
      ['\xe3\x81', '\udce3\udc81'],
      ['\xc0\xaf', '\udcc0\udcaf'], // a slash in too many bytes
      ['\xed\xb2\x80', '\udced\udcb2\udc80'], // U+DC80 itself
      ['\xf4\x90\x80\x80', '\udcf4\udc90\udc80\udc80'], // above U+10FFFF
    ] as const) {
      assert.equal(utf8.decode(latin1(bytes)), text)
      assert.deepEqual(utf8.encode(text), latin1(bytes))
    }
  })

  it('has no bytes for half a character', () => {
    for (const text of ['a\ud800', '\udc00', '\udc80\ud83d']) assert.throws(() => utf8.encode(text), failsWith('badName'))
  })
})

describe('a charset', () => {
  for (const [name, text, bytes] of samples) {
    it(`is ${name}`, async () => {
      const charset = await loadCharset(name)
      assert.equal(charset.decode(latin1(bytes)), text)
      assert.deepEqual(charset.encode(text), latin1(bytes))
    })
  }

  it('is named in any spelling', async () => {
    for (const name of ['cp1251', 'CP-1251', 'win1251', 'WINDOWS_1251']) assert.equal((await loadCharset(name)).decode(latin1('\xff')), 'я')
  })

  it('may not be there: the message names it and says what to do', async () => {
    await assert.rejects(loadCharset('klingon\u001b'), failsWith('unsupported', 'klingon\\u{1b}', 'windows-1251'))
    await assert.rejects(loadCharset(''), failsWith('unsupported'))
  })

  // Where ASCII has other bytes, no command could be written; with blanks inside characters, no listing read.
  for (const name of ['utf-16', 'utf-16be', 'utf-7', 'utf-7-imap', 'base64', 'hex', 'viscii', 'cp864', 'iso646-jp'])
    it(`is not ${name}`, async () => assert.rejects(loadCharset(name), failsWith('unsupported')))

  it('does not write what it has no character for', async () => {
    for (const [name, text] of [
      ['windows-1251', '日本'],
      ['ISO-8859-1', '5 €'],
      ['ISO-8859-1', 'a\ud800'],
      ['cp437', 'я\udc80'],
      ['Shift_JIS', '¥'], // its byte would be read as a backslash
      ['GBK', '🚢'],
      ['windows-1251', '\ufffd'],
    ] as const) {
      const charset = await loadCharset(name)
      assert.throws(() => charset.encode(text), failsWith('badName', name))
    }
  })

  it('leaves raw what it can not read, or would write otherwise', async () => {
    for (const [name, bytes, text] of [
      ['windows-1251', '\x98\xff', '\udc98я'],
      ['Shift_JIS', '\x95\x5c\x95', '表\udc95'],
      ['Shift_JIS', '\x95 \x95\x5c', '\udc95 表'],
      ['Shift_JIS', '\xed\x40\x95\x5c', '\udced@表'], // 纊, which has two places and is written in the other
      ['GBK', '\xff\xd6\xd0', '\udcff中'],
      ['EUC-KR', '\xb1', '\udcb1'],
      ['GB18030', '\x95\x30\x8e\x38\x95', '🚢\udc95'],
      ['CESU-8', '\xed\xb2\x80', '\udced\udcb2\udc80'], // half a character
    ] as const) {
      const charset = await loadCharset(name)
      assert.equal(charset.decode(latin1(bytes)), text, name)
      assert.deepEqual(charset.encode(text), latin1(bytes), name)
    }
  })

  const others = ['Big5-HKSCS', 'cp949', 'CESU-8', 'windows-1255', 'windows-1258', 'tis620', 'binary', 'us-ascii']
  for (const name of [...samples.map(([charset]) => charset), ...others]) {
    it(`gives all bytes back: ${name}`, async () => checkRoundTrips(await loadCharset(name)))
  }
})

/** Both ways: any bytes, and any text that it writes at all. */
function checkRoundTrips(charset: Charset): void {
  const byte = fc.oneof(fc.nat(255), fc.integer({ min: 0x80, max: 0xff }), fc.constantFrom(0x20, 0x2f, 0x5c, 0x7c, 0x39, 0x88))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 12 }), (array) => {
      const bytes = Buffer.from(array)
      const text = charset.decode(bytes)
      assert.equal(hasNoBytes(text), false)
      assert.deepEqual(charset.encode(text), bytes)
      // Listings are cut at blanks before names are decoded.
      assert.equal(charset.decode(Buffer.concat([bytes, latin1(' '), bytes])), `${text} ${text}`)
    }),
    { numRuns: 300 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 3 }), (text) => {
      let bytes
      try {
        bytes = charset.encode(text)
      } catch {
        return // it has no such character
      }
      assert.equal(hasRawBytes(text), false)
      assert.equal(charset.decode(bytes), text)
    }),
    { numRuns: 300 },
  )
}

describe('the folder that a server names at login', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it("is in the site's charset, also where its bytes could be UTF-8", async () => {
    const PWD = (connection: FtpConnection) => void connection.write(Buffer.from('257 "/\xc4\xa3"\r\n', 'latin1'))
    const served = await bench.serve({ handlers: { PWD } })
    const session = await bench.connect(served, { login: { charset: 'gbk' } })
    assert.equal(session.loginFolder, '/模')
  })
})
