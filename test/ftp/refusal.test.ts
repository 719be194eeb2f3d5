import assert from 'node:assert/strict'
import type { FtpErrorReason } from '../../src/ftp/ftpError.ts'
import { isTooManyConnections, refusalOf } from '../../src/ftp/refusal.ts'
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

describe('too many connections', () => {
  for (const line of [
    // vsftpd
    '421 There are too many connected users, please try later.',
    '421 There are too many connections from your internet address.',
    // ProFTPD: MaxClients, MaxClientsPerHost, MaxClientsPerUser, MaxHostsPerUser, MaxConnectionsPerHost
    '530 Sorry, the maximum number of allowed clients (10) are already connected.',
    '530 Sorry, the maximum number of clients (5) from your host are already connected.',
    '530 Sorry, the maximum number of clients (5) for this user are already connected.',
    '530 Sorry, the maximum number of hosts (2) for this user are already connected.',
    '530 Sorry, the maximum number of connections (3) for your host are already connected.',
    // Pure-FTPd
    '421 8 users (the maximum) are already logged in, sorry',
    '421 Too many connections (8) from this IP',
    "421 I can't accept more than 5 connections as the same user",
    // FileZilla Server
    '421 Too many users are connected, please try again later.',
    '421 Too many users logged in for this account. Try again later.',
    '421 Refusing connection. No more connections allowed from your IP.',
    "421 Refusing connection. Maximum connection count reached for the user 'ann'",
    // pyftpdlib
    '421 Too many connections. Service temporarily unavailable.',
    '421 Too many connections from the same IP address.',
    // IIS, Serv-U, glftpd, Wing FTP Server and others, as reported
    '530 User ann cannot log in, maximum number of connections reached.',
    '421 Maximum connections exceeded.',
    '421 Sorry, only 2 sessions from same IP allowed concurrently.',
    '530 Sorry, the server only allows 2 simultaneous logins.',
    '550 Sorry, your maximum number of connections from this IP is reached.',
    '421 Connection limit reached.',
    '530 User limit exceeded for ann.',
    '530 Too many logins.',
    '421 Too many sessions',
  ]) {
    it(line, () => assert.equal(isTooManyConnections(replyOf(line)), true))
  }

  for (const line of [
    '230 You are user 3 of 50, the maximum number of connections is 4',
    '331 Too many connections are not allowed here. Password?',
    '530 Login incorrect.',
    '530 Login or password incorrect!',
    '530 temporarily not available',
    '530 User cannot log in, home directory inaccessible.',
    '530 Sorry, Authentication failed.',
    '530 Too many failed login attempts, please try again later',
    '530 Too many login failures. Disconnecting.',
    '530 Maximum login attempts (3) exceeded, connection refused',
    '421 Maximum session time exceeded - closing.',
    '421 Login timeout (300 seconds): closing control connection',
    '421 Login time exceeded. Closing control connection.',
    '421 Timeout.',
    '421 Service not available, closing control connection.',
    '421 No transfer timeout (600 seconds): closing control connection',
    '500 OOPS: cannot change directory:/home/ann',
    '521 This user is not allowed to connect from this IP',
    '530 This FTP server does not allow anonymous logins',
  ]) {
    it(`is not meant by ${line}`, () => assert.equal(isTooManyConnections(replyOf(line)), false))
  }

  it('is found in a long reply quickly', () => {
    const start = performance.now()
    isTooManyConnections(replyOf(`530 ${'too many maximum limit of '.repeat(4000)}`))
    assert.ok(performance.now() - start < 1000)
  })
})
