import assert from 'node:assert/strict'
import fc from 'fast-check'
import { utf8 } from '../../src/ftp/charset.ts'
import { isFtpError } from '../../src/ftp/ftpError.ts'
import {
  isNegative,
  isPositive,
  isPreliminary,
  isUnknownCommand,
  ReplyParser,
  replyText,
  type Decode,
  type Reply,
} from '../../src/ftp/reply.ts'
import { failsWith, replyOf } from './support.ts'

/** Each character is a byte. */
function parse(text: string, decode?: Decode): Reply[] {
  return [...new ReplyParser({ decode }).push(Buffer.from(text, 'latin1'))]
}

/** A parser that has been given `text`, which completes no reply. */
function parserAfter(text: string): ReplyParser {
  const parser = new ReplyParser()
  assert.deepEqual([...parser.push(Buffer.from(text, 'latin1'))], [])
  return parser
}

/** All that comes out of `pieces`: the replies, and why it ended if it did. */
function outcome(pieces: readonly Buffer[], decode?: Decode): { readonly replies: Reply[]; readonly reason: string | undefined } {
  const parser = new ReplyParser({ decode })
  const replies: Reply[] = []
  try {
    for (const piece of pieces) for (const reply of parser.push(piece)) replies.push(reply)
  } catch (error) {
    assert.ok(isFtpError(error), String(error))
    return { replies, reason: error.reason }
  }
  return { replies, reason: undefined }
}

const windows1251 = new TextDecoder('windows-1251')
const cyrillic: Decode = (bytes) => windows1251.decode(bytes)

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

describe('replies', () => {
  it('are a code and a text', () => {
    assert.deepEqual(parse('220 ready\r\n'), [{ code: 220, lines: ['ready'] }])
  })

  it('may be the code alone', () => {
    assert.deepEqual(parse('200\r\n'), [{ code: 200, lines: [''] }])
  })

  it('end with LF where a server forgets the CR', () => {
    assert.deepEqual(parse('220 ready\n331 password?\n'), [replyOf('220 ready'), replyOf('331 password?')])
  })

  it('of several lines end with the same code and a blank', () => {
    const [reply] = parse('150-A\r\n160-B\r\n 150 B\r\n1500 C\r\n150 D\r\n')
    assert.deepEqual(reply, { code: 150, lines: ['A', '160-B', ' 150 B', '1500 C', 'D'] })
  })

  it('of several lines may end with the code alone', () => {
    assert.deepEqual(parse('200-A\r\n200\r\n'), [{ code: 200, lines: ['A', ''] }])
  })

  it('lose the code that a server repeats on each line', () => {
    assert.deepEqual(parse('211-Features:\r\n211-MDTM\r\n211-SIZE\r\n211 End\r\n')[0]?.lines, ['Features:', 'MDTM', 'SIZE', 'End'])
  })

  it('may be padded with empty lines', () => {
    assert.deepEqual(parse('\r\n220 ready\r\n\r\n'), [replyOf('220 ready')])
  })

  it('are not read before their line has ended', () => {
    const parser = new ReplyParser()
    assert.deepEqual([...parser.push(Buffer.from('500 OOPS: '))], [])
    assert.equal(parser.isEmpty, false)
    assert.deepEqual([...parser.push(Buffer.from('cannot change directory\r\n'))], [replyOf('500 OOPS: cannot change directory')])
    assert.equal(parser.isEmpty, true)
  })

  it('are not complete while their last line is missing', () => {
    const parser = new ReplyParser()
    assert.deepEqual([...parser.push(Buffer.from('220-Welcome\r\n'))], [])
    assert.equal(parser.isEmpty, false)
  })

  it('that are not UTF-8 are shown as Latin-1', () => {
    assert.equal(replyText(parse('550 Datei nicht gefunden: \xfcbung\r\n')[0] ?? replyOf('')), 'Datei nicht gefunden: übung')
  })

  it('that are not UTF-8 keep the very bytes of the path in them', () => {
    const [reply] = parse('257 "/\xfcbung"\r\n')
    assert.deepEqual(utf8.encode(reply?.lines[0] ?? ''), Buffer.from('"/\xfcbung"', 'latin1'))
  })

  it("that are not UTF-8 are read in the site's charset", () => {
    const [reply] = parse('550 \xcd\xe5\xf2 \xf4\xe0\xe9\xeb\xe0\r\n', cyrillic)
    assert.deepEqual(reply, replyOf('550 Нет файла'))
  })

  it("that are UTF-8 are not read in the site's charset", () => {
    const [reply] = parse(Buffer.from('550 Нет файла\r\n').toString('latin1'), cyrillic)
    assert.deepEqual(reply, replyOf('550 Нет файла'))
  })

  it("that the site's charset can't read either are shown as Latin-1", () => {
    const [reply] = parse('550 \xfcbung\r\n', () => undefined)
    assert.equal(reply && replyText(reply), 'übung')
  })

  it('may begin with a byte order mark', () => {
    assert.deepEqual(parse('\xef\xbb\xbf220 ready\r\n'), [replyOf('220 ready')])
  })

  for (const [what, bytes, text] of [
    ['WILL ECHO and DO SUPPRESS-GO-AHEAD in front', '\xff\xfb\x01\xff\xfd\x03220 ready\r\n', 'ready'],
    ['WONT and DONT inside', '220 re\xff\xfc\x18a\xff\xfe\x1fdy\r\n', 'ready'],
    ['NOP and DM, which have no option', '220 re\xff\xf1ad\xff\xf2y\r\n', 'ready'],
    ["an IP and a DM that were the client's own", "500 '\xff\xf4\xff\xf2ABOR': what?\r\n", "'ABOR': what?"],
    ['a doubled 255, as vsftpd sends it', '220 \xff\xff\r\n', 'ÿ'],
    ['two doubled ones', '220 \xff\xff\xff\xffx\r\n', 'ÿÿx'],
    ['a command without its option at the end of a line', '220 ready\xff\xfd\n', 'ready'],
    ['no Telnet but an ÿ', "220 L'Ha\xff-les-Roses\r\n", "L'Haÿ-les-Roses"],
    ['no Telnet but an ÿ at the end', '220 Ha\xff\r\n', 'Haÿ'],
  ] as const) {
    it(`may hold Telnet: ${what}`, () => {
      for (const pieces of [[Buffer.from(bytes, 'latin1')], [...Buffer.from(bytes, 'latin1')].map((byte) => Buffer.of(byte))]) {
        const { replies, reason } = outcome(pieces)
        assert.equal(reason, undefined)
        assert.deepEqual(replies.map(replyText), [text])
      }
    })
  }

  it('that are nothing but Telnet are none', () => {
    assert.deepEqual(parse('\xff\xf1\r\n220 ready\r\n'), [replyOf('220 ready')])
  })

  it("keep letters of the site's charset that look like Telnet", () => {
    // In windows-1251 255 is я; what follows in these words are т, р, ю.
    assert.deepEqual(parse('257 "/\xe4\xe5\xf1\xff\xf2\xfc/\xff\xf0/\xec\xe5\xed\xff\xfe"\r\n', cyrillic)[0]?.lines, ['"/десять/яр/меняю"'])
  })

  it("lose Telnet's options in a site's charset too", () => {
    assert.deepEqual(parse('\xff\xfb\x01\xff\xfd\x03220 \xff\xff\xe1\r\n', cyrillic), [replyOf('220 яб')])
  })

  it('hold a CR where Telnet has CR NUL', () => {
    assert.deepEqual(parse('220 a\r\0b\r\n'), [replyOf('220 a\rb')])
  })

  it('that are protected are refused: no protection was agreed on', () => {
    assert.throws(() => parse('633 XXXXXXXXXXXXXXXX\r\n'), failsWith('protocol', '633', 'protect'))
    assert.throws(() => parse('631-XXXX\r\n'), failsWith('protocol', '631', 'protect'))
  })

  it('may have ended where the last line has another code', () => {
    const parser = parserAfter('220-Hi\r\n221 ready\r\n')
    assert.equal(parser.mayHaveEnded, true)
    assert.deepEqual(parser.endHere(), { code: 221, lines: ['Hi', 'ready'] })
    assert.equal(parser.isEmpty, true)
    assert.equal(parser.endHere(), undefined)
  })

  for (const text of [
    '',
    '220-Hi\r\n',
    '220-221 ready\r\n',
    '220-Hi\r\n220-221 ready\r\n',
    '220-Hi\r\n221-more\r\n',
    '220-Hi\r\n 221 ready\r\n',
    '220-Hi\r\n2210 ready\r\n',
    '220-Hi\r\n621 ready\r\n',
    '220-Hi\r\n221 ready\r\n221',
    '220-Hi\r\n221 ready\r\nand more\r\n',
  ]) {
    it(`can't have ended in ${JSON.stringify(text)}`, () => {
      const parser = parserAfter(text)
      assert.equal(parser.mayHaveEnded, false)
      assert.equal(parser.endHere(), undefined)
    })
  }

  it('may have ended in a code alone', () => {
    assert.deepEqual(parserAfter('230-Hi\r\n220\r\n').endHere(), { code: 220, lines: ['Hi', ''] })
  })

  it('go on after a line that looked like the last one', () => {
    const [reply] = parse('150-A\r\n160 B\r\n150 C\r\n')
    assert.deepEqual(reply, { code: 150, lines: ['A', '160 B', 'C'] })
  })

  it('that are not complete can be looked at', () => {
    assert.equal(parserAfter('').unfinished, '')
    assert.equal(parserAfter('500 OOPS: vsf_sysutil_bind').unfinished, '500 OOPS: vsf_sysutil_bind')
    assert.equal(parserAfter('421-Too many\r\n\xfcbrig').unfinished, 'Too many übrig')
  })

  it('before a broken one are still given', () => {
    const { replies, reason } = outcome([Buffer.from('220 ready\r\nwhat?\r\n')])
    assert.deepEqual(replies, [replyOf('220 ready')])
    assert.equal(reason, 'notFtp')
  })

  it('with a NUL are refused, and the message has no raw control characters', () => {
    assert.throws(() => parse('220 a\0b\r\n'), failsWith('protocol', 'a\\u{0}b'))
  })

  it('without a line end are refused after 16 KB', () => {
    const parser = new ReplyParser()
    const piece = Buffer.alloc(1024, 'a')
    assert.throws(() => {
      for (let count = 0; count < 17; count++) assert.deepEqual([...parser.push(piece)], [])
    }, failsWith('protocol'))
  })

  it('with a line of 17 KB are refused although it ends', () => {
    assert.throws(() => parse(`220 ${'a'.repeat(17 * 1024)}\r\n`), failsWith('protocol'))
  })

  for (const line of ['220 not the end', '', ' ', 'x'.repeat(1000)]) {
    it(`of endless lines like "${line.slice(0, 10)}" are refused after 64 KB`, () => {
      const parser = new ReplyParser()
      const piece = Buffer.from(`${line.replace('220', '221')}\r\n`.repeat(100))
      assert.deepEqual([...parser.push(Buffer.from('220-Welcome\r\n'))], [])
      assert.throws(() => {
        for (let bytes = 0; bytes < 128 * 1024; bytes += piece.length) assert.deepEqual([...parser.push(piece)], [])
      }, failsWith('protocol'))
    })
  }

  it('of a mail or chat server are not FTP', () => {
    assert.throws(() => parse('* OK IMAP4rev1 ready\r\n'), failsWith('notFtp', '* OK IMAP4rev1 ready'))
  })

  it('with a code outside 100 to 599 are not FTP', () => {
    for (const line of ['099 x', '700 x', '22 x', '2200 x', '220x']) assert.throws(() => parse(`${line}\r\n`), failsWith('notFtp'))
  })

  it('of an SSH server name SFTP', () => {
    assert.throws(() => parse('SSH-2.0-OpenSSH_9.2p1\r\n'), failsWith('notFtp', 'SSH', 'SFTP'))
  })

  it('of a web server name HTTP', () => {
    assert.throws(() => parse('HTTP/1.1 400 Bad Request\r\n'), failsWith('notFtp', 'HTTP'))
  })

  it('are sorted by their first digit', () => {
    assert.deepEqual(['150 ', '226 ', '331 ', '450 ', '550 '].map(replyOf).map(isPreliminary), [true, false, false, false, false])
    assert.deepEqual(['150 ', '226 ', '331 ', '450 ', '550 '].map(replyOf).map(isPositive), [false, true, false, false, false])
    assert.deepEqual(['150 ', '226 ', '331 ', '450 ', '550 '].map(replyOf).map(isNegative), [false, false, false, true, true])
    const unknown = ['500 ', '501 ', '502 ', '503 ', '504 ', '550 '].map(replyOf).filter(isUnknownCommand)
    assert.deepEqual(
      unknown.map(({ code }) => code),
      [500, 502],
    )
  })

  it('are the same however well-formed bytes are split', () => {
    const line = fc.oneof(fc.constantFrom('', ' ', '220', '220 x', ' 220 x', '221-y', 'ü ñ 日本'), fc.string({ maxLength: 30 }))
    const body = line.map((text) => text.replace(/[\0\r\n]/g, '?'))
    const reply = fc
      .tuple(fc.integer({ min: 100, max: 599 }), fc.array(body, { maxLength: 4 }), body, fc.constantFrom('\r\n', '\n'))
      .map(
        ([code, lines, last, end]) =>
          [...lines.map((text, index) => (index === 0 ? `${code}-${text}` : text)), `${code} ${last}`].join(end) + end,
      )
    const bytes = fc.array(reply, { minLength: 1, maxLength: 5 }).map((replies) => Buffer.from(replies.join('')))
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 12 }), (whole, cuts) => {
        const pieces = cutAt(
          whole,
          cuts.map((cut) => cut % (whole.length + 1)),
        )
        assert.deepEqual(outcome(pieces), outcome([whole]))
        assert.deepEqual(outcome([...whole].map((byte) => Buffer.of(byte))), outcome([whole]))
      }),
    )
  })

  const wild = fc.oneof(
    fc.constantFrom('220 a\r\n', '220-b\n', '220 c\n', '221 d\r\n', '633 e\r\n', '\n', '\r', '\r\0', '\0', 'SSH-', '5', 'x'),
    fc.constantFrom('\xff', '\xff\xfb', '\xff\xfd\x01', '\xff\xff', '\xff\xf4', '\xfa', '\xef\xbb\xbf', '\xc3\xa4', '\xe4'),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  const wildBytes = fc.array(wild, { maxLength: 14 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'))

  it('are the same however any bytes are split, errors included', () => {
    fc.assert(
      fc.property(wildBytes, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), (whole, cuts, hasCharset) => {
        const pieces = cutAt(
          whole,
          cuts.map((cut) => cut % (whole.length + 1)),
        )
        const decode = hasCharset ? cyrillic : undefined
        assert.deepEqual(outcome(pieces, decode), outcome([whole], decode))
      }),
      { numRuns: 500 },
    )
  })

  it('of any bytes end in replies or an FtpError, and what is left can be looked at', () => {
    fc.assert(
      fc.property(wildBytes, (bytes) => {
        const parser = new ReplyParser()
        try {
          for (const reply of parser.push(bytes)) assert.ok(reply.code >= 100 && reply.code <= 599 && reply.lines.length > 0)
        } catch (error) {
          assert.ok(isFtpError(error), String(error))
        }
        assert.equal(typeof parser.unfinished, 'string')
        const [mayHaveEnded, reply] = [parser.mayHaveEnded, parser.endHere()]
        assert.equal(reply !== undefined, mayHaveEnded)
      }),
      { numRuns: 500 },
    )
  })

  for (const [what, text] of [
    ['lines', `220-a\r\n${'b'.repeat(60)}\r\n`.repeat(1000)],
    ['empty lines', '\r\n'.repeat(30_000)],
    ['Telnet', `220 ${'\xff\xfd\x01'.repeat(5000)}\r\n`.repeat(4)],
    ['bytes that make no character', `220 ${'\xe4'.repeat(16_000)}\r\n`.repeat(4)],
  ] as const) {
    it(`of many ${what} are read in no time, byte by byte too`, () => {
      const bytes = Buffer.from(text.slice(0, 60_000), 'latin1')
      const start = performance.now()
      outcome([bytes])
      outcome([...bytes].map((byte) => Buffer.of(byte)))
      assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`)
    })
  }
})
