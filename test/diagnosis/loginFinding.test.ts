import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { StepId } from '../../src/diagnosis/observations.ts'
import type { FtpErrorReason } from '../../src/ftp/ftpError.ts'
import { encryption, endedAt } from './samples.ts'

describe('a probe that ended before the ways were tried', () => {
  const ends: readonly (readonly [StepId, FtpErrorReason | undefined, string, RegExp])[] = [
    ['connect', 'hostNotFound', 'The server x was not found. Check its name and your network.', /Check its name and your network\.$/],
    ['connect', 'connectionRefused', 'x refuses connections on port 22.', /port 22\. FTP uses port 21, or 990/],
    [
      'connect',
      'timeout',
      'x did not answer on port 21 in 10 s.',
      /Check the address and the port\. .*port 21 must be open in the server's firewall\.$/,
    ],
    ['greeting', 'timeout', 'No greeting has come.', /Check that an FTP server is on port 21\.$/],
    ['login', 'timeout', 'No answer has come.', /may be overloaded/],
    ['greeting', 'protocol', 'This makes no sense.', /Check that an FTP server is on port 21\.$/],
    ['login', 'connectionLost', 'The server closed the connection.', /may block this computer/],
    ['greeting', 'notFtp', 'This port speaks SSH: use an SFTP client.', /SFTP client\.$/],
    ['encryption', 'tlsRefused', 'x does not offer encryption (502 No). Nothing was sent.', /Nothing was sent\.$/],
    ['encryption', 'certificate', 'The certificate of x is not trusted.', /tells you the same fingerprint\.$/],
    [
      'login',
      'loginRefused',
      'x refused the login of bench: 530 Login incorrect.',
      /Login incorrect\. Check the user name and the password/,
    ],
    ['login', 'tooManyConnections', 'The server takes no more connections now: Sorry', /Sorry\. Close other programs/],
    ['connect', 'proxyRefused', 'The proxy p:1080 wants a password.', /wants a password\. Check the proxy's user name and password\.$/],
    ['login', undefined, 'The time for the diagnosis was up.', /was up\. It was still busy with the login\. Try again later\.$/],
  ]
  for (const [step, reason, message, verdict] of ends) {
    it(`by ${reason ?? 'the end of its time'} says what failed, and what to do`, () => {
      const diagnosis = conclude(endedAt(step, reason, message))
      assert.ok(diagnosis.verdict.startsWith(message))
      assert.match(diagnosis.verdict, verdict)
    })
  }

  it('by the end of its time is told as that, whatever error came of it', () => {
    const failure = { step: 'greeting', reason: 'timeout', message: 'The time was up.', isTimeUp: true } as const
    assert.match(conclude(endedAt('greeting', 'timeout', '', { failure })).verdict, /still busy with waiting for the server's greeting/)
  })

  it('for want of a way says that it is on this side', () => {
    const failure = {
      step: 'connect',
      reason: 'connectionRefused',
      message: 'connect ENETUNREACH',
      isTimeUp: false,
      code: 'ENETUNREACH',
    } as const
    const { verdict, advice } = conclude(endedAt('connect', 'connectionRefused', '', { failure }))
    assert.match(verdict, /^This computer has no way to port 21 of ftp\.example\.org \(ENETUNREACH\)\. Check its network, VPN and firewall/)
    assert.deepEqual(
      advice.map(({ id, who }) => `${id} ${who}`),
      ['check-network client'],
    )
  })

  for (const text of [
    'Non-anonymous sessions must use encryption.', // vsftpd, 530
    'SSL/TLS required on the control channel', // ProFTPD, 550
    'Sorry, cleartext sessions and weak ciphers are not accepted on this server.', // Pure-FTPd, 421
  ]) {
    it(`with "${text}" is about encryption, which is one click away`, () => {
      const failure = { step: 'login', reason: 'loginRefused', message: text, isTimeUp: false, reply: { code: 530, text } } as const
      const { verdict, advice } = conclude(endedAt('login', 'loginRefused', '', { failure }))
      assert.match(verdict, /lets nobody in without encryption: choose FTPS \(explicit\)/)
      assert.deepEqual(
        advice.map(({ id, action }) => [id, action]),
        [['use-encryption', { kind: 'setSecurity', security: 'explicit' }]],
      )
    })
  }

  it('where USER is not known is about another kind of server', () => {
    const reply = { code: 502, text: 'Command not implemented' }
    const failure = { step: 'login', reason: 'loginRefused', message: 'No.', isTimeUp: false, reply } as const
    const { verdict, advice } = conclude(endedAt('login', 'loginRefused', '', { failure }))
    assert.equal(verdict, 'No. Check that an FTP server is on port 21.')
    assert.deepEqual(
      advice.map(({ id }) => id),
      ['check-protocol'],
    )
  })

  it('by a certificate says in words what is wrong with it, and leaves the fingerprint to the advice', () => {
    const certificate = { ...encryption.certificate, problem: 'CERT_HAS_EXPIRED' }
    const failure = { step: 'encryption', reason: 'certificate', message: 'CERT_HAS_EXPIRED 1A:2B', isTimeUp: false, certificate } as const
    const { verdict } = conclude(endedAt('encryption', 'certificate', '', { failure }))
    assert.match(verdict, /^The certificate of ftp\.example\.org is not trusted: its time is over\. Trust it only if/)
    const changed = { ...failure, expectedFingerprint: '1A' }
    assert.match(
      conclude(endedAt('encryption', 'certificate', '', { failure: changed })).verdict,
      /has changed\. Ask whoever runs the server/,
    )
  })

  it('leaves both modes undecided', () => {
    const { passive, active } = conclude(endedAt('login', 'loginRefused', 'No.'))
    assert.deepEqual([passive.works, active.works, passive.culprit, active.culprit], [undefined, undefined, undefined, undefined])
    assert.equal(active.reason, 'Active was not tried: the way to it ended before.')
  })

  it('leaves it to the message where the proxy was not reached', () => {
    const proxy = { kind: 'http', host: 'p', port: 8080 } as const
    const message = 'The proxy p:8080 did not answer in 10 s. Check its address.'
    assert.equal(conclude(endedAt('connect', 'timeout', message, { proxy })).verdict, message)
    assert.match(conclude(endedAt('connect', 'proxyRefused', 'No.', { proxy })).verdict, /^No\. Check the proxy's user name/)
  })
})
