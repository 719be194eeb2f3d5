import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { loadCharset } from '../../src/ftp/charset.ts'
import { command } from '../../src/ftp/command.ts'
import { ControlConnection, type ControlOptions } from '../../src/ftp/controlConnection.ts'
import { FtpError } from '../../src/ftp/ftpError.ts'
import type { Address } from '../support/listenOn.ts'
import { testCertificate } from '../support/testCertificate.ts'
import { Bench, failsWith, isSettled, replyOf, within } from './support.ts'

describe('the control connection', () => {
  let bench: Bench
  let made: ControlConnection[]

  beforeEach(() => {
    bench = new Bench()
    made = []
  })
  afterEach(async () => {
    for (const control of made) control.dispose()
    await bench.end()
  })

  async function controlWith(address: Address, options: Partial<ControlOptions>): Promise<ControlConnection> {
    const socket = connectTcp(address)
    await once(socket, 'connect')
    const control = new ControlConnection(socket, { log: bench.log, replyMs: 2000, ...options })
    made.push(control)
    return control
  }

  it('gives the greeting, in however many pieces it comes', async () => {
    const address = await bench.script(async (peer) => {
      for (const piece of ['22', '0 rea', 'dy\r', '\n']) await peer.send(piece)
    })
    const control = await bench.control(address)
    assert.deepEqual(await control.greeting(1000), replyOf('220 ready'))
  })

  it('waits on after a greeting of 120', async () => {
    const address = await bench.script((peer) => peer.send('120 Service ready in 5 minutes\r\n220 ready\r\n'))
    const control = await bench.control(address)
    assert.deepEqual(await control.greeting(1000), replyOf('220 ready'))
  })

  it('does not wait forever after a greeting of 120', async () => {
    const address = await bench.script((peer) => peer.send('120 Service ready in 5 minutes\r\n120 Service ready in 4 minutes\r\n'))
    const control = await bench.control(address)
    await within(500, assert.rejects(control.greeting(100), failsWith('timeout')))
  })

  it('gives the 1yz and the 2yz of one command apart', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150 here it comes\r\n226 done\r\n')
    })
    const control = await bench.control(address)
    const exchange = control.send(command('RETR', '/a'))
    assert.deepEqual(await exchange.started, replyOf('150 here it comes'))
    assert.deepEqual(await exchange.finished, replyOf('226 done'))
  })

  it('gives the final reply twice where there was no 1yz', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('226 done\r\n')
    })
    const exchange = (await bench.control(address)).send(command('RETR', '/a'))
    assert.deepEqual([await exchange.started, await exchange.finished], [replyOf('226 done'), replyOf('226 done')])
  })

  it('matches replies to commands in the order they were sent', async () => {
    const address = await bench.script(async (peer) => {
      for (let count = 0; count < 3; count++) await peer.line()
      await peer.send('200 one\r\n150 two\r\n226 two\r\n500 three\r\n')
    })
    const control = await bench.control(address)
    const requests = [control.request('NOOP'), control.request('LIST'), control.request('XYZ')]
    assert.deepEqual(await Promise.all(requests), [replyOf('200 one'), replyOf('226 two'), replyOf('500 three')])
  })

  it('counts replies', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150 a\r\n226 b\r\n')
    })
    const control = await bench.control(address)
    await control.request('LIST')
    assert.equal(control.replies, 2)
  })

  it('ignores a reply that nobody asked for, and does not take it for the next answer', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('500 Unknown option: MLST\r\n500 Unknown option: OPTS UTF8\r\n')
      await peer.line()
      await peer.send('257 "/"\r\n')
    })
    const control = await bench.control(address)
    assert.equal((await control.request('OPTS', 'MLST type;')).code, 500)
    assert.deepEqual(await control.request('PWD'), replyOf('257 "/"'))
    assert.equal(bench.log.count('warn unasked-for reply ignored: 500 Unknown option: OPTS UTF8'), 1)
  })

  it('ignores a second final reply that comes in a packet of its own, before the next command is sent', async () => {
    let sendSecond = () => {}
    const second = new Promise<void>((resolve) => (sendSecond = resolve))
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('500 Unknown option: MLST\r\n')
      await second
      await peer.send('500 Unknown option: OPTS UTF8\r\n')
      await peer.line()
      await peer.send('257 "/"\r\n')
    })
    const control = await bench.control(address)
    assert.equal((await control.request('OPTS', 'MLST type;')).code, 500)
    sendSecond()
    await seen(() => bench.log.count('warn unasked-for reply ignored: 500 Unknown option: OPTS UTF8') === 1)
    assert.deepEqual(await control.request('PWD'), replyOf('257 "/"'))
  })

  it('ignores what came before a command was sent, 1yz and replies of several lines too', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('150 early\r\n200-one\r\n200 two\r\n226 late\r\n')
      await peer.line()
      await peer.send('257 "/"\r\n')
    })
    const control = await bench.control(address)
    await seen(() => bench.log.count('unasked-for') === 3)
    assert.deepEqual(await control.request('PWD'), replyOf('257 "/"'))
  })

  it('ignores the second of two 226 after a transfer', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150 here it comes\r\n226 Transfer complete\r\n226 Transfer complete\r\n')
      await peer.line()
      await peer.send('250 ok\r\n')
    })
    const control = await bench.control(address)
    assert.equal((await control.request('RETR', '/a')).code, 226)
    assert.deepEqual(await control.request('CWD', '/'), replyOf('250 ok'))
    assert.equal(bench.log.count('warn unasked-for reply ignored: 226'), 1)
  })

  for (const verb of ['LIST', 'NLST', 'MLSD', 'RETR', 'STOR', 'APPE', 'STOU']) {
    it(`does not take a 200 before the 150 for the end of ${verb}`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.line()
        await peer.send('200 ok\r\n150 here it comes\r\n226 done\r\n')
      })
      const exchange = (await bench.control(address)).send(command(verb, '/a'))
      assert.deepEqual(await exchange.started, replyOf('200 ok'))
      assert.deepEqual(await exchange.finished, replyOf('226 done'))
    })
  }

  it('takes a 200 for the end of a transfer where nothing follows', async () => {
    const address = await bench.script(async (peer) => {
      for (let count = 0; count < 2; count++) {
        await peer.line()
        await peer.send('200 ok\r\n')
      }
    })
    const control = await bench.control(address)
    const exchange = control.send(command('RETR', '/a'))
    await exchange.started
    assert.equal(await isSettled(exchange.finished), false)
    exchange.expectEnd(50)
    assert.deepEqual(await exchange.finished, replyOf('200 ok'))
    assert.deepEqual(await control.request('NOOP'), replyOf('200 ok'))
  })

  it('takes a refusal after a 200 for the end of a transfer', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send("200 ok\r\n425 Can't open data connection\r\n")
    })
    const exchange = (await bench.control(address)).send(command('STOR', '/a'))
    assert.equal((await exchange.finished).code, 425)
  })

  it('gives a 1yz and a 226 of several lines', async () => {
    // Pure-FTPd.
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150-Accepted data connection\r\n150 29296.9 kbytes to download\r\n')
      await peer.send('226-File successfully transferred\r\n226 0.000 seconds (measured here), 106.39 Kbytes per second\r\n')
    })
    const exchange = (await bench.control(address)).send(command('RETR', '/a'))
    assert.deepEqual(await exchange.started, { code: 150, lines: ['Accepted data connection', '29296.9 kbytes to download'] })
    const lines = ['File successfully transferred', '0.000 seconds (measured here), 106.39 Kbytes per second']
    assert.deepEqual(await exchange.finished, { code: 226, lines })
  })

  it('takes a reply of several lines for ended at a line with another code, if nothing follows', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220-Hi\r\n221 ready\r\n')
      await peer.line()
      await peer.send('200 ok\r\n')
    })
    const control = await controlWith(address, { quietMs: 50 })
    assert.deepEqual(await control.greeting(1000), { code: 221, lines: ['Hi', 'ready'] })
    assert.equal(bench.log.count('warn a reply of several lines ends with another code'), 1)
    assert.deepEqual(await control.request('NOOP'), replyOf('200 ok'))
  })

  it('does not take a reply of several lines for ended while more of it comes', async () => {
    const address = await bench.script(async (peer) => {
      for (const piece of ['220-Hi\r\n221 users\r\n', '222 files\r\n', '220 ready\r\n']) {
        await peer.send(piece)
        await new Promise((resolve) => setTimeout(resolve, 300)) // all of it takes longer than the silence that would end it
      }
    })
    const control = await controlWith(address, { quietMs: 500 })
    assert.deepEqual(await control.greeting(2000), { code: 220, lines: ['Hi', '221 users', '222 files', 'ready'] })
    assert.equal(bench.log.count('warn'), 0)
  })

  it('takes a reply of several lines for ended at a line with another code, if the server goes', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('221-Bye\r\n226 bye\r\n')
      peer.end()
    })
    const control = await bench.control(address)
    assert.deepEqual(await control.request('QUIT'), { code: 226, lines: ['Bye', 'bye'] })
  })

  it('does not wait for silence once it is disposed', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('200 ok\r\n220-Hi\r\n221 ready\r\n')
    })
    const control = await controlWith(address, { quietMs: 30 })
    await control.request('NOOP')
    control.dispose()
    await new Promise((resolve) => setTimeout(resolve, 60))
    assert.equal(bench.log.count('warn'), 0)
  })

  it('does not go on to TLS while a reply may be going on', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('234 ok\r\n220-Hi\r\n221 ready\r\n')
    })
    const control = await controlWith(address, { quietMs: 10_000 })
    await control.request('AUTH', 'TLS')
    const upgrade = () => Promise.reject(new Error('the handshake was begun'))
    await assert.rejects(control.startTls(upgrade), failsWith('protocol', 'unprotected'))
  })

  it('tells of the words that the server did not end', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('500 OOPS: hunter2 is no way\u001b in')
      peer.end()
    })
    const control = await bench.control(address)
    await assert.rejects(control.request('PASS', 'hunter2'), failsWith('connectionLost', '500 OOPS: **** is no way\\u{1b} in'))
  })

  it("reads and writes in the site's charset", async () => {
    const { address, sockets } = await bench.listener()
    const control = await controlWith(address, { charset: await loadCharset('windows-1251') })
    const made257 = control.request('MKD', '/Музыка')
    await seen(() => sockets.length === 1)
    const [server] = sockets
    assert.ok(server)
    const [sent] = (await once(server, 'data')) as [Buffer]
    assert.equal(sent.toString('latin1'), 'MKD /\xcc\xf3\xe7\xfb\xea\xe0\r\n')
    server.write(Buffer.from('257 "/\xcc\xf3\xe7\xfb\xea\xe0"\r\n', 'latin1'))
    assert.deepEqual(await made257, replyOf('257 "/Музыка"'))
  })

  it('shows words in no known charset as Latin-1', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send(Buffer.from('550 \xfcbung: nicht gefunden\r\n', 'latin1'))
    })
    await (await bench.control(address)).request('DELE', '/a')
    assert.equal(bench.log.count('trace ← 550 übung: nicht gefunden'), 1)
  })

  it('is given up when replies that nobody asked for do not end', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('226 again\r\n'.repeat(1000))
    })
    const control = await bench.control(address)
    const error = await new Promise<Error>((resolve) => control.onDidClose(resolve))
    assert.ok(error instanceof FtpError)
    assert.equal(error.reason, 'protocol')
  })

  it('is lost at 421 in answer to a command', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('421 Too many connections (8) from this IP\r\n')
    })
    const control = await bench.control(address)
    await assert.rejects(control.request('CWD', '/'), (error) => {
      assert.ok(error instanceof FtpError)
      assert.deepEqual([error.reason, error.reply?.code], ['connectionLost', 421])
      return true
    })
  })

  it('is lost at 421 that nobody asked for', async () => {
    const address = await bench.script((peer) => peer.send('421 Timeout.\r\n'))
    const control = await bench.control(address)
    await new Promise((resolve) => control.onDidClose(resolve))
    assert.ok(failsWith('connectionLost', 'Timeout.')(control.error))
    await assert.rejects(control.request('NOOP'), failsWith('connectionLost', 'Timeout.'))
  })

  it('ends every command that waits, when it is lost', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      peer.destroy()
    })
    const control = await bench.control(address)
    const requests = [control.request('NOOP'), control.request('PWD'), control.request('SYST')]
    for (const request of requests) await assert.rejects(request, failsWith('connectionLost'))
  })

  it("gives the server's last words before its end", async () => {
    // vsftpd: the code in one write, the text in another, then it goes.
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('500 OOPS: ')
      await peer.send('cannot change directory:/nonexistent')
      await peer.send('\r\n')
      peer.end()
    })
    const control = await bench.control(address)
    assert.deepEqual(await control.request('PASS', 'x'), replyOf('500 OOPS: cannot change directory:/nonexistent'))
    await assert.rejects(control.request('PWD'), failsWith('connectionLost'))
  })

  for (const [what, bytes] of [
    ['a NUL', '200 a\0b\r\n'],
    ['an endless line', '200 '.padEnd(20_000, 'a')],
    ['an endless multi-line reply', `200-a\r\n${'b\r\n'.repeat(50_000)}`],
    ['a flood of 1yz', '150 soon\r\n'.repeat(200)],
  ] as const) {
    it(`is given up at ${what}`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.line()
        await peer.send(bytes)
      })
      const control = await bench.control(address)
      await assert.rejects(control.request('NOOP'), failsWith('protocol'))
      assert.ok(control.error)
      await address.server.clientsGone()
    })
  }

  for (const [banner, name] of [
    ['SSH-2.0-OpenSSH_9.2p1 Debian\r\n', 'SSH'],
    ['HTTP/1.1 400 Bad Request\r\n', 'HTTP'],
  ] as const) {
    it(`says that a port speaks ${name}`, async () => {
      const address = await bench.script((peer) => peer.send(banner))
      await assert.rejects((await bench.control(address)).greeting(1000), failsWith('notFtp', name))
    })
  }

  it('is given up when a reply does not come in time', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
    })
    const control = await bench.control(address, 80)
    await assert.rejects(control.request('CWD', '/a'), failsWith('timeout', 'CWD /a', '0.08 s'))
    assert.ok(control.error)
  })

  it('is given up when a command that moves no data was announced an answer that never comes', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150 soon\r\n')
    })
    const control = await bench.control(address, 80)
    await within(500, assert.rejects(control.request('CWD', '/a'), failsWith('timeout')))
  })

  it('gives each command its own time', async () => {
    const address = await bench.script(async (peer) => {
      for (let count = 0; count < 4; count++) {
        await peer.line()
        await new Promise((resolve) => setTimeout(resolve, 60))
        await peer.send('200 ok\r\n')
      }
    })
    const control = await bench.control(address, 150)
    await Promise.all([1, 2, 3, 4].map(() => control.request('NOOP')))
  })

  it('is in no hurry after the 1yz of a transfer, until the end is expected', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('150 soon\r\n')
      await peer.line()
    })
    const control = await bench.control(address, 50)
    const exchange = control.send(command('RETR', '/a'))
    await exchange.started
    await new Promise((resolve) => setTimeout(resolve, 150))
    assert.equal(await isSettled(exchange.finished), false)
    exchange.expectEnd(50)
    await assert.rejects(exchange.finished, failsWith('timeout', 'RETR /a'))
  })

  it('keeps the order of replies when a request is cancelled', async () => {
    const abort = new AbortController()
    const address = await bench.script(async (peer) => {
      await peer.line()
      abort.abort()
      await peer.line()
      await peer.send('250 the cancelled one\r\n')
      await peer.send('257 "/"\r\n')
    })
    const control = await bench.control(address)
    await assert.rejects(control.request('CWD', '/a', abort.signal), { name: 'AbortError' })
    assert.deepEqual(await control.request('PWD'), replyOf('257 "/"'))
  })

  it('sends nothing for a request that is cancelled already', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('200 ok\r\n')
    })
    const control = await bench.control(address)
    await assert.rejects(control.request('DELE', '/a', AbortSignal.abort()), { name: 'AbortError' })
    await control.request('NOOP')
    assert.deepEqual(address.server.commands, ['NOOP'])
  })

  it('masks a password that the server repeats, whatever stands in it', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send("530 I don't know 'a.b$(c)' of 'PASS a.b$(c)'. Not even xa.b$(c)x.\r\n")
    })
    const control = await bench.control(address)
    const reply = await control.request('PASS', 'a.b$(c)')
    assert.deepEqual(reply.lines, ["I don't know '****' of 'PASS ****'. Not even xa.b$(c)x."])
    assert.equal(bench.log.count("'a.b$(c)'"), 0)
  })

  it('tells that a reply is owed to somebody who has given up', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.line()
      await peer.send('200 one\r\n200 two\r\n')
    })
    const control = await bench.control(address)
    const cancel = new AbortController()
    const cancelled = control.request('SIZE', '/a', cancel.signal)
    assert.equal(control.isOwed, false)
    cancel.abort()
    await assert.rejects(cancelled, { name: 'AbortError' })
    assert.equal(control.isOwed, true)
    const next = control.request('NOOP')
    await control.settled()
    assert.equal(control.isOwed, false)
    assert.deepEqual((await next).lines, ['two'])
  })

  it('writes the dialogue to the log, without the password', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('230-Hello\r\n230 you\u001b[2J\r\n')
    })
    await (await bench.control(address)).request('PASS', 'hunter2')
    assert.deepEqual(bench.log.lines, ['trace → PASS ****', 'trace ← 230 Hello', 'trace ← 230 you\\u{1b}[2J'])
  })

  it('may be disposed twice', async () => {
    const address = await bench.script(async () => {})
    const control = await bench.control(address)
    control.dispose()
    control.dispose()
    await assert.rejects(control.request('NOOP'), failsWith('connectionLost'))
  })

  for (const [what, injected] of [
    ['a whole reply', '230 You are in already\r\n'],
    ['a piece of one', '230 You are'],
  ] as const) {
    it(`does not go on to TLS after ${what} came unprotected`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.line()
        await peer.send(`234 ok\r\n${injected}`)
      })
      const control = await bench.control(address)
      assert.equal((await control.request('AUTH', 'TLS')).code, 234)
      const upgrade = () => Promise.reject(new Error('the handshake was begun'))
      await assert.rejects(control.startTls(upgrade), failsWith('protocol', 'unprotected'))
      assert.ok(control.error)
    })
  }

  it('does not go on to TLS with a command under way', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.line()
      await peer.send('234 ok\r\n')
    })
    const control = await bench.control(address)
    const [auth, other] = [control.request('AUTH', 'TLS'), control.request('NOOP')]
    await auth
    await assert.rejects(
      control.startTls(() => Promise.reject(new Error('the handshake was begun'))),
      failsWith('protocol'),
    )
    await assert.rejects(other, failsWith('protocol'))
  })

  it('is lost when the handshake fails', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('234 ok\r\n')
    })
    const control = await bench.control(address)
    await control.request('AUTH', 'TLS')
    const failure = new FtpError('tlsFailed', 'no common cipher')
    const upgrade = async (socket: Socket) => {
      socket.destroy()
      throw failure
    }
    await assert.rejects(control.startTls(upgrade), failsWith('tlsFailed'))
    assert.equal(control.error, failure)
  })

  it('notices that the server went away during the handshake', async () => {
    const address = await bench.script(async (peer) => {
      await peer.line()
      await peer.send('234 ok\r\n')
      await peer.secure(testCertificate())
      peer.destroy()
    })
    const control = await bench.control(address)
    await control.request('AUTH', 'TLS')

    await control.startTls(async (socket) => {
      const tls = connect({ socket, rejectUnauthorized: false })
      tls.on('error', () => {})
      await new Promise((resolve) => tls.once('close', resolve))
      return tls
    })
    await within(500, assert.rejects(control.request('USER', 'demo'), failsWith('connectionLost')))
  })
})

/** Resolves when `isSo`; the test's own time limit is the end of the wait. */
async function seen(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
