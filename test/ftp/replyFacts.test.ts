import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ReplyParser, type Reply } from '../../src/ftp/reply.ts'
import { announcedSizeIn, digestIn, folderIn, isAbsoluteFolder, sizeIn, timeIn } from '../../src/ftp/replyFacts.ts'

/** Each character is a byte. */
function reply(text: string): Reply {
  const [first, ...rest] = [...new ReplyParser().push(Buffer.from(`${text}\r\n`, 'latin1'))]
  assert.ok(first && rest.length === 0)
  return first
}

const [md5, sha1, sha256] = ['d41d8cd98f00b204e9800998ecf8427e', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'e3b0c442'.repeat(8)]

describe('the folder of a reply', () => {
  for (const [text, folder] of [
    ['257 "/" is the current directory', '/'],
    ['257 "/pub"', '/pub'],
    ['257 "/a ""b""" directory created', '/a "b"'],
    ['257 """" is quoted', '"'],
    ['257 cwd is "/pub" now', '/pub'],
    ['257 "/a ""b" and "c"', '/a "b'],
    ['250 "/made" created', '/made'],
    ['257 / ', '/'],
    ['257 /path/without quotes', '/path/without quotes'],
    ['257 /pub is the current directory.', '/pub'],
    ['257 /this is it', '/this is it'],
    ["257 '/pub' is current directory", '/pub'],
    ["257 '/pub'", '/pub'],
    ["257 '/it's here'.", "/it's here"],
    ["257 cwd '/pub'", '/pub'],
    ["257 /it's here", "/it's here"],
    ['257 "C:/somedir" is the current directory', 'C:/somedir'],
    ['257 "QGPL" is the current library', 'QGPL'],
    [`257 "'USER1.'" is working directory.`, "'USER1.'"],
    ['257-The folder is\r\n257 "/pub"', '/pub'],
  ] as const) {
    it(`is ${folder}: ${text}`, () => assert.equal(folderIn(reply(text)), folder))
  }

  for (const text of [
    '257 "/unclosed',
    '257 "/un""closed',
    '257 /un"closed',
    '257 ""',
    '257',
    "257 ''",
    '257 "/\u0003"',
    '257 "/\r"',
    '257 "/a\u001b[2J"',
    '257 "/\u007f"',
    '550 "/pub" no',
  ]) {
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(folderIn(reply(text)), undefined))
  }

  it('is absolute if it starts with a slash', () => {
    assert.deepEqual(['/', '/a b', 'C:/somedir', 'QGPL', '', '~'].map(isAbsoluteFolder), [true, true, false, false, false, false])
  })

  it('keeps the bytes of a name that is not in UTF-8', () => {
    assert.equal(folderIn(reply('257 "/\xfcbung"')), '/\udcfcbung')
  })

  it('is read whatever it is, with or without words around it', () => {
    const path = fc.string({ minLength: 1 }).filter((text) => !/\p{Cc}|\p{Surrogate}/u.test(text))
    const before = fc.constantFrom('', 'cwd ', "it's ")
    const behind = fc.constantFrom('', '.', ' is current', ' "x"', " 'y'")
    fc.assert(
      fc.property(path, before, behind, (folder, first, last) => {
        const text = `${first}"${folder.replaceAll('"', '""')}"${last}`
        assert.equal(folderIn({ code: 257, lines: [text] }), folder)
      }),
    )
  })
})

describe('the size in a reply', () => {
  for (const [text, size] of [
    ['213 0', 0],
    ['213 51', 51],
    ['213  51 ', 51],
    ['213 5555, some commentary', 5555],
    ['213 5555 bytes in 2 blocks', 5555],
    ['213 file: 213, Size =51', 51],
    ['213 a.txt is 51 bytes.', 51],
    ['213 9007199254740991', Number.MAX_SAFE_INTEGER],
    ['213 000051', 51],
  ] as const) {
    it(`is ${size}: ${text}`, () => assert.equal(sizeIn(reply(text)), size))
  }

  for (const text of [
    '213',
    '213 unknown',
    '213 -1',
    '213 9,730',
    '213 1.5',
    '213 33.5k',
    '213 file2',
    '213 file-2',
    '213 9007199254740992',
    '213 99999999999999999999999',
    '213 half of 102, the whole',
    '213-Status of folder:\r\n 51\r\n213 51',
    '550 51',
  ]) {
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(sizeIn(reply(text)), undefined))
  }

  it('is read up to 2^53 - 1', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.constantFrom('', ' ', ', as asked', ' bytes'),
        fc.constantFrom('', 'Size = ', 'a b: '),
        (size, behind, before) => {
          if (before !== '' && behind === ', as asked') return
          assert.equal(sizeIn(reply(`213 ${before}${size}${behind}`)), size)
        },
      ),
    )
  })
})

describe('the time in a reply', () => {
  for (const [text, iso, precision] of [
    ['213 20030405060708', '2003-04-05T06:07:08.000Z', 'second'],
    ['213 20030405060708 ', '2003-04-05T06:07:08.000Z', 'second'],
    ['213 19980615100045.014', '1998-06-15T10:00:45.014Z', 'millisecond'],
    ['213 20240229000000', '2024-02-29T00:00:00.000Z', 'second'],
    ['213 19691231235959', '1969-12-31T23:59:59.000Z', 'second'],
  ] as const) {
    it(`is ${iso}: ${text}`, () => {
      const time = timeIn(reply(text))
      assert.ok(time)
      assert.deepEqual([new Date(time.ms).toISOString(), time.precision], [iso, precision])
    })
  }

  for (const text of [
    '213',
    '213  20030405060708',
    '213 2003040506070',
    '213 200304050607081',
    '213 20030405060708 GMT',
    '213 20030405060708\xff',
    '213 20030405060708.',
    '213 191000405060708', // the year 2000 as 19100
    '213 20031305060708',
    '213 20030230060708',
    '213 20030405240000',
    '213 -0030405060708',
    '213-20030405060708\r\n213 20030405060708',
    '550 20030405060708',
  ]) {
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(timeIn(reply(text)), undefined))
  }

  it('is read to the second', () => {
    const date = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(date, (at) => {
        const digits = at.toISOString().replace(/\.\d+Z$/, '')
        assert.equal(timeIn(reply(`213 ${digits.replace(/[-:T]/g, '')}`))?.ms, Date.parse(`${digits}Z`))
      }),
    )
  })
})

describe('the size that a 1yz announces', () => {
  for (const [text, size] of [
    ['150 Opening BINARY mode data connection for /etc/passwd (2241 bytes).', 2241],
    ['150 Opening ASCII mode data connection for b (137.167.104.91,37445) (0 bytes)', 0],
    ['125 Data connection already open (1 byte)', 1],
    ['150 Opening connection for a (5 bytes) (12 Bytes).', 12],
    ['150 a.txt(1234 bytes).', 1234],
    ['150-Accepted data connection\r\n150 (2241 bytes)', 2241],
  ] as const) {
    it(`is ${size}: ${JSON.stringify(text)}`, () => assert.equal(announcedSizeIn(reply(text)), size))
  }

  for (const text of [
    '150-Accepted data connection\r\n150 29296.9 kbytes to download',
    '150 Connecting to port 60103',
    '150 Opening ASCII mode data connection for /bin/ls',
    '150 a (12 kbytes)',
    '150 a (1.5 bytes)',
    '150 a (1,234 bytes)',
    '150 a (-1 bytes)',
    '150 a 2241 bytes',
    '150 a (99999999999999999999 bytes)',
    '226 Transfer complete (2241 bytes)',
  ]) {
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(announcedSizeIn(reply(text)), undefined))
  }
})

describe('the digest in a reply', () => {
  for (const [text, digest] of [
    [`213 SHA-1 0-511 ${sha1} a name`, { algorithm: 'SHA-1', hex: sha1 }],
    [`213 SHA-1 ${sha1}`, { algorithm: 'SHA-1', hex: sha1 }],
    [`213 SHA-256 0-0 ${sha256.toUpperCase()} deadbeef`, { algorithm: 'SHA-256', hex: sha256 }],
    [`213 sha256 ${sha256}`, { algorithm: 'SHA-256', hex: sha256 }],
    [`213 SHA-512 ${sha256}${sha256} a`, { algorithm: 'SHA-512', hex: sha256 + sha256 }],
    [`213 MD5 ${md5} deadbeef`, { algorithm: 'MD5', hex: md5 }],
    [`250 XMD5 ${md5}`, { algorithm: 'MD5', hex: md5 }],
    [`250 XSHA ${sha1}`, { algorithm: 'SHA-1', hex: sha1 }],
    [`250 XSHA1: ${sha1}`, { algorithm: 'SHA-1', hex: sha1 }],
    [`250 XSHA256 ${sha256}`, { algorithm: 'SHA-256', hex: sha256 }],
    ['250 XCRC 1A2B3C4D', { algorithm: 'CRC32', hex: '1a2b3c4d' }],
    ['250 XCRC 2B3C', { algorithm: 'CRC32', hex: '00002b3c' }],
    ['250 CRC32 00000000', { algorithm: 'CRC32', hex: '00000000' }],
    [`250 ${md5}`, { hex: md5 }],
    [`250  ${md5.toUpperCase()}`, { hex: md5 }],
    ['250 1A2B3C4D', { hex: '1a2b3c4d' }],
    [`251 "a name" ${md5}`, { hex: md5 }],
    [`251 "deadbeef" ${md5.toUpperCase()}`, { hex: md5 }],
    [`251 ${md5} ${sha1}`, { hex: sha1 }],
    [`250-Computing MD5 digest\r\n250 ${md5}`, { hex: md5 }],
  ] as const) {
    it(`is read: ${JSON.stringify(text)}`, () => assert.deepEqual(digestIn(reply(text)), digest))
  }

  for (const text of [
    '250',
    '250 ok',
    '250 added',
    '250 1a2b3c',
    '250 1a2b3c4d5e',
    `213 SHA-1 ${md5}`,
    `213 SHA-256 0-511 ${sha1} ${sha256}`,
    `213 MD5 ${md5}0`,
    `213 SHA-3 ${sha1}`,
    '250 XCRC',
    '250 XCRC 1A2B3C4D5',
    `250 the digest of ${md5} is not known`,
    `251 "a name" ${md5}0`,
    `251 ${md5}`,
    `550 ${md5}`,
    `250-${md5}\r\n250 done`,
  ]) {
    it(`is none: ${JSON.stringify(text)}`, () => assert.equal(digestIn(reply(text)), undefined))
  }
})

describe('any reply', () => {
  const readers = [folderIn, sizeIn, timeIn, announcedSizeIn, digestIn]
  const pieces = fc.constantFrom('"', "'", ' ', '/', '(', ')', ' bytes', '213', '0-9', 'MD5 ', 'abcdef01', ' is current', ',', '\t')
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 20 }).map((all) => all.join('')),
  )
  const any = fc.record({
    code: fc.constantFrom(125, 150, 213, 250, 251, 257, 331, 550),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  })

  it('gives facts that make sense, or none', () => {
    fc.assert(
      fc.property(any, (said) => {
        const folder = folderIn(said)
        assert.ok(folder === undefined || (folder !== '' && !/\p{Cc}/u.test(folder)))
        for (const size of [sizeIn(said), announcedSizeIn(said)]) assert.ok(size === undefined || (Number.isSafeInteger(size) && size >= 0))
        assert.ok(Number.isFinite(timeIn(said)?.ms ?? 0))
        assert.match(digestIn(said)?.hex ?? '00000000', /^(?:[\da-f]{8}){1,16}$/)
      }),
      { numRuns: 1000 },
    )
  })

  for (const piece of [
    ' ',
    '"',
    "'",
    " '",
    " 'x",
    '""',
    '1',
    '1 ',
    '1  ',
    '(',
    '(1',
    '(1 bytes) ',
    'a',
    'a ',
    ' a',
    'is ',
    ' is ',
    '1-',
    'MD5 ',
    ',1',
  ]) {
    it(`is read in no time: ${JSON.stringify(piece)} again and again`, () => {
      const text = piece.repeat(60_000 / piece.length)
      const start = performance.now()
      for (const said of [text, `"${text}`, `'${text}`, `${text}x`, `1${text}x`, `(${text}`, `MD5 ${text}x`]) {
        for (const code of [150, 213, 251, 257]) for (const reader of readers) reader({ code, lines: [said] })
      }
      assert.ok(performance.now() - start < 500, `${performance.now() - start} ms`)
    })
  }
})
