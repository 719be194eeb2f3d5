import assert from 'node:assert/strict'
import { FtpError } from '../../src/ftp/ftpError.ts'
import type { Handler } from '../support/ftpServer.ts'
import type { Peer } from '../support/scriptedServer.ts'
import { testCertificate } from '../support/testCertificate.ts'
import { AnsweringPrompts, Bench, deadPort, failsWith, within, type ConnectChoices } from './support.ts'

const explicit: ConnectChoices = { security: 'explicit', tls: { ca: testCertificate().cert } }

/** Answers each command with the next of `replies`, then stays. */
async function answer(peer: Peer, ...replies: readonly string[]): Promise<void> {
  for (const reply of replies) {
    await peer.line()
    await peer.send(`${reply}\r\n`)
  }
  await peer.closed()
}

describe('connecting', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('logs in, asks for the features, sets binary mode and learns the folder', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    assert.deepEqual(served.server.commands, ['USER demo', 'PASS demo', 'FEAT', 'OPTS UTF8 ON', 'TYPE I', 'PWD'])
    assert.deepEqual([session.loginFolder, session.banner, session.isEncrypted], ['/', 'Portside test server', false])
    assert.equal(session.features.of('MLST'), 'yes')
  })

  it('over TLS protects the data connections too', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    await bench.connect(served, explicit)
    assert.deepEqual(served.server.commands, [
      'AUTH TLS',
      'USER demo',
      'PASS demo',
      'PBSZ 0',
      'PROT P',
      'FEAT',
      'OPTS UTF8 ON',
      'TYPE I',
      'PWD',
    ])
  })

  it('waits through a greeting of 120', async () => {
    const served = await bench.serve({ greeting: (connection) => connection.reply('120 Service ready in 5 minutes', '220 now') })
    assert.equal((await bench.connect(served)).banner, 'now')
  })

  it('needs no login where the greeting says so', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('230 You are in already\r\n')
      await answer(peer, '500 FEAT?', '200 ok', '257 "/"')
    })
    await bench.connect(address)
    assert.deepEqual(address.server.commands, ['FEAT', 'TYPE I', 'PWD'])
  })

  it('asks for TLS and logs in all the same when the greeting says it is not needed', async () => {
    const served = await bench.serve({ tls: testCertificate(), greeting: (connection) => connection.reply('230 You are in already') })
    await bench.connect(served, explicit)
    assert.deepEqual(served.server.commands.slice(0, 3), ['AUTH TLS', 'USER demo', 'PASS demo'])
  })

  it('sends no password where the user name is enough', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await answer(peer, '230 welcome', '211 no features', '200 ok', '257 "/"')
    })
    const password = () => Promise.reject(new Error('the password was asked for'))
    await bench.connect(address, { password })
  })

  for (const reply of ['534 Policy', '530 Not logged in', '200 Fine', '334 ADAT']) {
    it(`stops before the user name when AUTH is answered with ${reply}`, async () => {
      const served = await bench.serve({ handlers: { AUTH: (connection) => connection.reply(reply) } })
      await assert.rejects(bench.connect(served, explicit), failsWith('tlsRefused', reply.slice(0, 3)))
      assert.deepEqual(served.server.commands, ['AUTH TLS'])
    })
  }

  for (const reply of ['500 What?', '502 Not implemented', '504 Unknown']) {
    it(`asks for TLS by its older name after ${reply}, and stops before the user name if that is refused too`, async () => {
      const AUTH: Handler = (connection, type) => connection.reply(type === 'TLS' ? reply : '334 ADAT')
      const served = await bench.serve({ handlers: { AUTH } })
      await assert.rejects(bench.connect(served, explicit), failsWith('tlsRefused', reply))
      assert.deepEqual(served.server.commands, ['AUTH TLS', 'AUTH SSL'])
    })
  }

  it('is protected as well where TLS is known by its older name', async () => {
    const AUTH: Handler = (connection, type) => (type === 'TLS' ? connection.reply('504 Unknown AUTH type.') : connection.default())
    const served = await bench.serve({ tls: { ...testCertificate(), required: true }, handlers: { AUTH } })
    const session = await bench.connect(served, explicit)
    assert.equal(session.isEncrypted, true)
    assert.deepEqual(served.server.commands.slice(0, 6), ['AUTH TLS', 'AUTH SSL', 'USER demo', 'PASS demo', 'PBSZ 0', 'PROT P'])
  })

  it('stops before the user name when the greeting says that one is logged in already and TLS is refused', async () => {
    const served = await bench.serve({ greeting: (connection) => connection.reply('230 You are in already') })
    await assert.rejects(bench.connect(served, explicit), failsWith('tlsRefused'))
    assert.deepEqual(served.server.commands, ['AUTH TLS', 'AUTH SSL'])
  })

  it('stops before the user name when something came unprotected behind the consent to TLS', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('234 go on\r\n230 You are in already\r\n')
      await peer.closed()
    })
    await assert.rejects(bench.connect(address, explicit), failsWith('protocol', 'unprotected'))
    assert.deepEqual(address.server.commands, ['AUTH TLS'])
  })

  for (const verb of ['PBSZ', 'PROT'] as const) {
    it(`stops when ${verb} is refused: data would go unprotected`, async () => {
      const served = await bench.serve({
        tls: testCertificate(),
        handlers: { [verb]: (connection: { reply(line: string): void }) => connection.reply('536 no') },
      })
      await assert.rejects(bench.connect(served, explicit), failsWith('tlsRefused', verb, '536'))
      assert.equal(served.server.commands.at(-1)?.split(' ')[0], verb)
    })
  }

  it('says why the login was refused', async () => {
    const served = await bench.serve()
    await assert.rejects(
      bench.connect(served, { password: async () => 'wrong' }),
      failsWith('loginRefused', 'demo', '530 Login incorrect.'),
    )
  })

  it('keeps the password out of every message and log line', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await answer(peer, '331 password?', '530 no')
    })
    await assert.rejects(
      bench.connect(address, { password: async () => 'hunter2' }),
      (error) => error instanceof FtpError && !error.message.includes('hunter2'),
    )
    assert.equal(bench.log.count('hunter2'), 0)
    assert.equal(bench.log.count('→ PASS ****'), 1)
  })

  it('sends no password with a line break in it', async () => {
    const served = await bench.serve()
    await assert.rejects(bench.connect(served, { password: async () => 'demo\r\nDELE /a' }), failsWith('badName'))
    assert.deepEqual(served.server.commands, ['USER demo'])
  })

  it("gives the server's own words when it gives up in the middle of a login", async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('331 password?\r\n')
      await peer.line()
      await peer.send('500 OOPS: ')
      await peer.send('cannot change directory:/nonexistent\r\n')
      peer.end()
    })
    await assert.rejects(
      bench.connect(address),
      (error) => error instanceof FtpError && error.message.includes('OOPS: cannot change directory:/nonexistent'),
    )
  })

  for (const [where, greeting] of [
    ['the greeting', '421 Too many connections (8) from this IP\r\n'],
    ['the user name', '220 ready\r\n'],
  ] as const) {
    it(`says that there are too many connections when 421 answers ${where}`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.send(greeting)
        await answer(peer, '421 Too many connections (8) from this IP')
      })
      await assert.rejects(bench.connect(address), failsWith('tooManyConnections', 'Too many connections (8)'))
    })
  }

  for (const [banner, reason, part] of [
    ['SSH-2.0-OpenSSH_9.2p1\r\n', 'notFtp', 'SFTP'],
    ['HTTP/1.1 400 Bad Request\r\n', 'notFtp', 'HTTP'],
    ['500 OOPS: vsftpd: cannot locate user\r\n', 'unsupported', 'OOPS: vsftpd'],
    ['530 Not from there\r\n', 'loginRefused', 'Not from there'],
    ['450 Not now\r\n', 'refused', 'Not now'],
    ['421 Service not available\r\n', 'connectionLost', 'Service not available'],
    ['530 Sorry, the maximum number of clients (3) are already connected.\r\n', 'tooManyConnections', 'maximum number'],
  ] as const) {
    it(`ends at the greeting ${banner.trim()}`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.send(banner)
        await peer.closed()
      })
      await assert.rejects(bench.connect(address), failsWith(reason, part))
      assert.deepEqual(address.server.commands, [])
    })
  }

  it('shows a banner without control characters', async () => {
    const served = await bench.serve({ greeting: (connection) => connection.reply('220 a\u001b[2J\u202eb') })
    assert.equal((await bench.connect(served)).banner, 'a\\u{1b}[2J\\u{202e}b')
  })

  it('ends in time when there is no greeting, and says what that may mean', async () => {
    const address = await bench.script((peer) => peer.closed())
    await within(1000, assert.rejects(bench.connect(address, { timeouts: { connectMs: 100 } }), failsWith('timeout', 'implicit FTPS')))
  })

  for (const [what, bytes, reason] of [
    ['an alert', Buffer.of(0x15, 3, 3, 0, 2, 2, 10), 'protocol'],
    ['an alert without an end of line', Buffer.of(0x15, 3, 3, 0, 2, 2, 70), 'connectionLost'],
    ['nothing', Buffer.alloc(0), 'connectionLost'],
  ] as const) {
    it(`says that the port may begin with encryption when ${what} comes instead of a greeting`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.send(bytes)
        peer.end()
        await peer.closed()
      })
      await assert.rejects(bench.connect(address, explicit), failsWith(reason, 'implicit FTPS'))
      assert.deepEqual(address.server.commands, [])
    })
  }

  it('says that the port is another one when an encrypted connection has no greeting', async () => {
    const served = await bench.serve({ tls: { ...testCertificate(), implicit: true }, greeting: (connection) => connection.closeControl() })
    await assert.rejects(bench.connect(served, { ...explicit, security: 'implicit' }), failsWith('connectionLost', 'Check the port'))
  })

  it('dials nothing where there is no such charset', async () => {
    const served = await bench.serve()
    await assert.rejects(bench.connect(served, { login: { charset: 'klingon' } }), failsWith('unsupported', 'klingon'))
    assert.equal(served.server.accepted, 0)
  })

  it('ends in time when a command of the login is not answered', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await answer(peer, '331 password?')
    })
    await within(1000, assert.rejects(bench.connect(address, { timeouts: { replyMs: 100 } }), failsWith('timeout', 'PASS ****')))
  })

  it('says that nothing listens there', async () => {
    const port = await deadPort()
    await assert.rejects(bench.connect({ host: '127.0.0.1', port }), failsWith('connectionRefused', String(port)))
  })

  it('says that there is no such server', async () => {
    await assert.rejects(bench.connect({ host: 'no-such-host.invalid', port: 21 }), failsWith('hostNotFound', 'no-such-host.invalid'))
  })

  it('sends nothing when it is cancelled before it begins', async () => {
    const served = await bench.serve()
    await assert.rejects(bench.connect(served, { signal: AbortSignal.abort() }), { name: 'AbortError' })
    assert.equal(served.server.accepted, 0)
  })

  for (const [where, replies] of [
    ['the greeting', undefined],
    ['the user name', []],
    ['the features', ['331 password?', '230 ok']],
  ] as const) {
    it(`can be cancelled while ${where} is waited for, and leaves nothing open`, async () => {
      const abort = new AbortController()
      const address = await bench.script(async (peer) => {
        if (replies) await peer.send('220 ready\r\n')
        for (const reply of replies ?? []) {
          await peer.line()
          await peer.send(`${reply}\r\n`)
        }
        if (replies) await peer.line()
        abort.abort()
        await peer.closed()
      })
      await within(1000, assert.rejects(bench.connect(address, { signal: abort.signal }), { name: 'AbortError' }))
      await address.server.clientsGone()
    })
  }

  it('closes the connection when no password is given', async () => {
    const served = await bench.serve()
    const prompts = new AnsweringPrompts()
    const password = () => Promise.reject(new DOMException('no', 'AbortError'))
    await assert.rejects(bench.connect(served, { prompts, password }), { name: 'AbortError' })
    await served.server.clientsGone()
  })
})
