import assert from 'node:assert/strict'
import type { FtpErrorReason } from '../../src/ftp/ftpError.ts'
import { refusalOf } from '../../src/ftp/refusal.ts'
import { replyOf } from './support.ts'

const meanings: readonly (readonly [string, FtpErrorReason])[] = [
  ['421 Timeout.', 'connectionLost'],
  ['425 No data connection', 'dataConnection'],
  ['426 Connection closed', 'incomplete'],
  ['450 File busy', 'refused'],
  ['451 Local error', 'refused'],
  ['452 Disk full', 'full'],
  ['500 What?', 'unsupported'],
  ['501 Bad parameter', 'refused'],
  ['502 Not implemented', 'unsupported'],
  ['504 Not for that parameter', 'unsupported'],
  ['530 Not logged in', 'loginRefused'],
  ['550 No such file', 'refused'],
  ['552 Quota exceeded', 'full'],
  ['553 Bad name', 'refused'],
]

describe('refusals', () => {
  for (const [line, reason] of meanings) {
    it(`${line} means ${reason}`, () => {
      const reply = replyOf(line)
      const error = refusalOf(reply, 'STOR /a')
      assert.equal(error.reason, reason)
      assert.equal(error.reply, reply)
      assert.ok(error.message.includes('STOR /a') && error.message.includes(line), error.message)
    })
  }

  it('show what the server and the user wrote without control characters', () => {
    const { message } = refusalOf(replyOf('550 a\u001b[31m\u202eb'), 'CWD /c\u0007')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    assert.ok(!/[\u0000-\u001f\u202e]/.test(message), message)
  })
})
