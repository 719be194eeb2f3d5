import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isFtpError } from '../../src/ftp/ftpError.ts'
import { isNegative, isPositive, isPreliminary, isUnknownCommand, ReplyParser, replyText, type Reply } from '../../src/ftp/reply.ts'
import { failsWith, replyOf } from './support.ts'

function parse(text: string): Reply[] {
  return [...new ReplyParser().push(Buffer.from(text, 'latin1'))]
}

/** All that comes out of `pieces`: the replies, and why it ended if it did. */
function outcome(pieces: readonly Buffer[]): { readonly replies: Reply[]; readonly reason: string | undefined } {
  const parser = new ReplyParser()
  const replies: Reply[] = []
  try {
    for (const piece of pieces) for (const reply of parser.push(piece)) replies.push(reply)
  } catch (error) {
    assert.ok(isFtpError(error), String(error))
    return { replies, reason: error.reason }
  }
  return { replies, reason: undefined }
}

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

  it('that are not UTF-8 are taken as Latin-1', () => {
    assert.equal(replyText(parse('550 Datei nicht gefunden: \xfcbung\r\n')[0] ?? replyOf('')), 'Datei nicht gefunden: übung')
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

  it('with a code outside 100 to 699 are not FTP', () => {
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
      .tuple(fc.integer({ min: 100, max: 699 }), fc.array(body, { maxLength: 4 }), body, fc.constantFrom('\r\n', '\n'))
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

  it('are the same however any bytes are split, errors included', () => {
    const piece = fc.oneof(
      fc.constantFrom('220 a\r\n', '220-b\n', '220 c\n', '\n', '\r', '\0', 'SSH-', '5', 'x'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    const bytes = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join('')))
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 12 }), (whole, cuts) => {
        const pieces = cutAt(
          whole,
          cuts.map((cut) => cut % (whole.length + 1)),
        )
        assert.deepEqual(outcome(pieces), outcome([whole]))
      }),
    )
  })
})
