import assert from 'node:assert/strict'
import fc from 'fast-check'
import { loadCharset, type Charset } from '../../src/ftp/charset.ts'
import { command } from '../../src/ftp/command.ts'
import { failsWith } from './support.ts'

describe('commands', () => {
  it('are a verb, a blank, an argument and CR LF', () => {
    assert.equal(command('CWD', '/a b').bytes.toString(), 'CWD /a b\r\n')
    assert.equal(command('PWD').bytes.toString(), 'PWD\r\n')
  })

  it('keep blanks at both ends of a name', () => {
    assert.equal(command('DELE', ' a ').bytes.toString(), 'DELE  a \r\n')
  })

  it('are sent as UTF-8', () => {
    assert.deepEqual(command('CWD', '/ü/日').bytes, Buffer.from('CWD /ü/日\r\n', 'utf8'))
  })

  it('can not carry a second command', () => {
    assert.throws(() => command('RETR', 'x\r\nDELE y'), failsWith('badName'))
  })

  it('with CR, LF or NUL anywhere are always refused', () => {
    const bad = fc.constantFrom('\r', '\n', '\0')
    const verb = fc.constantFrom('RETR', 'STOR', 'USER', 'PASS', 'ACCT', 'CWD')
    fc.assert(
      fc.property(verb, fc.string({ unit: 'binary' }), bad, fc.string({ unit: 'binary' }), (name, before, byte, after) => {
        assert.throws(() => command(name, before + byte + after), failsWith('badName'))
      }),
    )
  })

  it('with a lone surrogate are refused: it would be sent as something else', () => {
    for (const name of ['a\ud800b', '\udc00', '\udc7f', '\udc80\ud800']) assert.throws(() => command('RETR', name), failsWith('badName'))
    assert.equal(command('RETR', '😀').bytes.toString(), 'RETR 😀\r\n')
  })

  it('send raw bytes as the bytes they are', () => {
    assert.deepEqual(command('DELE', '/ü/\udcfcbung\udcff').bytes, Buffer.from('DELE /\u00c3\u00bc/\u00fcbung\u00ff\r\n', 'latin1'))
    assert.equal(command('DELE', '\udcfcbung').shown, 'DELE \\xFCbung')
  })

  it('are in the charset of the site, raw bytes aside', async () => {
    const { bytes } = command('RETR', '/表 \udc81', await loadCharset('Shift_JIS'))
    assert.deepEqual(bytes, Buffer.from('RETR /\x95\x5c \x81\r\n', 'latin1'))
  })

  it('that the charset has no characters for are refused, and the message names it', async () => {
    const charset = await loadCharset('windows-1251')
    assert.throws(() => command('RETR', '日本', charset), failsWith('badName', 'windows-1251', 'RETR 日本'))
    assert.throws(
      () => command('PASS', '日本', charset),
      (error) => error instanceof Error && !`${error.message} ${String(error.cause)}`.includes('日本'),
    )
  })

  it('with CR, LF or NUL inside a character of the charset are refused', () => {
    for (const byte of [0, 10, 13]) {
      const stateful: Charset = { name: 'stateful', decode: () => '', encode: () => Buffer.of(0x81, byte, 0x82) }
      assert.throws(() => command('RETR', 'x', stateful), failsWith('badName'))
    }
  })

  it('are one line whatever else the argument holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (argument) => {
        fc.pre(!/[\0\r\n]/.test(argument))
        const { bytes } = command('CWD', argument)
        assert.equal(bytes.toString('utf8'), `CWD ${argument}\r\n`)
        assert.equal(bytes.indexOf(10), bytes.length - 1)
      }),
    )
  })

  it('never show a secret', () => {
    fc.assert(
      fc.property(fc.constantFrom('PASS', 'ACCT'), fc.string({ unit: 'grapheme' }), (verb, secret) => {
        fc.pre(!/[\0\r\n]/.test(secret))
        assert.equal(command(verb, secret).shown, `${verb} ****`)
      }),
    )
  })

  it('that are refused do not show a secret either', () => {
    assert.throws(
      () => command('PASS', 'hunter2\r\n'),
      (error) => error instanceof Error && !error.message.includes('hunter2'),
    )
  })

  it('show control characters escaped', () => {
    assert.equal(command('CWD', 'a\u001b[2Jb').shown, 'CWD a\\u{1b}[2Jb')
  })
})
