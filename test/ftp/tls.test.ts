import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { isFtpError, type FtpError } from '../../src/ftp/ftpError.ts'
import type { CertificateQuestion } from '../../src/ftp/prompts.ts'
import { offeredTicket } from '../support/clientHello.ts'
import { acceptTls, renewTickets } from '../support/serverTls.ts'
import { someBytes } from '../support/streams.ts'
import { expiredCertificate, otherCertificate, testCertificate, type TestCertificate } from '../support/testCertificate.ts'
import { AnsweringPrompts, Bench, failsWith, Kept, within, workOf, type ConnectChoices, type Served } from './support.ts'

const fingerprintOf = ({ cert }: TestCertificate) => new X509Certificate(cert).fingerprint256
const trusted: ConnectChoices = { security: 'explicit', tls: { ca: testCertificate().cert } }

const old = { ...testCertificate(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

/** Looks at what has come, and leaves it there. */
async function firstBytes(socket: Socket): Promise<Buffer> {
  await once(socket, 'readable')
  const bytes = socket.read() as Buffer
  socket.unshift(bytes)
  return bytes
}

describe('TLS on the control connection', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('trusts a certificate of a known authority without asking', async () => {
    const prompts = new AnsweringPrompts()
    const session = await bench.connect(await bench.serve({ tls: testCertificate() }), { ...trusted, prompts })
    assert.equal(session.isEncrypted, true)
    assert.deepEqual(prompts.questions, [])
    assert.equal(bench.log.count('debug TLS: TLSv1.3'), 1)
  })

  it('may begin with the first byte', async () => {
    const served = await bench.serve({ tls: { ...testCertificate(), implicit: true } })
    const session = await bench.connect(served, { ...trusted, security: 'implicit' })
    assert.equal(session.isEncrypted, true)
    assert.ok(!served.server.commands.includes('AUTH TLS'))
    assert.deepEqual(served.server.commands.slice(0, 4), ['USER demo', 'PASS demo', 'PBSZ 0', 'PROT P'])
  })

  it('asks about a certificate that nobody vouches for, with what there is to know of it', async () => {
    const prompts = new AnsweringPrompts()
    prompts.trusts = true
    const served = await bench.serve({ tls: testCertificate() })
    await bench.connect(served, { security: 'explicit', prompts })
    const [question] = prompts.questions
    assert.ok(question)
    const { server, fingerprint, names, problem } = question
    assert.deepEqual(
      { server, fingerprint, problem },
      {
        server: { host: served.host, port: served.port, user: 'demo', security: 'explicit' },
        fingerprint: fingerprintOf(testCertificate()),
        problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      },
    )
    assert.ok(names.includes('DNS:ftp.test') && names.includes('IP Address:127.0.0.1'), names.join())
    assert.ok(Date.parse(question.validFrom) < Date.parse(question.validTo))
    assert.equal(question.subject, question.issuer)
    assert.equal(prompts.questions.length, 1)
  })

  for (const [what, certificate, problem] of [
    ['expired', expiredCertificate(), 'CERT_HAS_EXPIRED'],
    ['for another host', otherCertificate(), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const) {
    it(`asks about a certificate that is ${what}, although its authority is known`, async () => {
      const prompts = new AnsweringPrompts()
      const served = await bench.serve({ tls: certificate })
      await assert.rejects(
        bench.connect(served, { security: 'explicit', tls: { ca: certificate.cert }, prompts }),
        failsWith('certificate', problem),
      )
      assert.deepEqual(
        prompts.questions.map((question: CertificateQuestion) => question.problem),
        [problem],
      )
    })
  }

  it('sends no name and no password to a server whose certificate is not accepted', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    await assert.rejects(bench.connect(served, { security: 'explicit' }), failsWith('certificate', fingerprintOf(testCertificate())))
    assert.deepEqual(served.server.commands, ['AUTH TLS'])
  })

  for (const [form, pin] of [
    ['with colons', fingerprintOf(testCertificate())],
    ['without, in small letters', fingerprintOf(testCertificate()).replaceAll(':', '').toLowerCase()],
  ] as const) {
    it(`takes the pinned certificate without asking, written ${form}`, async () => {
      const prompts = new AnsweringPrompts()
      await bench.connect(await bench.serve({ tls: testCertificate() }), { security: 'explicit', tls: { pin }, prompts })
      assert.deepEqual(prompts.questions, [])
    })
  }

  it('stops at a certificate other than the pinned one, and does not ask', async () => {
    const prompts = new AnsweringPrompts()
    prompts.trusts = true
    const served = await bench.serve({ tls: otherCertificate() })
    const pin = fingerprintOf(testCertificate())
    const tls = { pin, ca: otherCertificate().cert }
    await assert.rejects(bench.connect(served, { security: 'explicit', tls, prompts }), (error) => {
      failsWith('certificate', 'changed', pin, fingerprintOf(otherCertificate()))(error)
      const { certificate } = error as FtpError
      assert.deepEqual([certificate?.expected, certificate?.question.fingerprint], [pin, fingerprintOf(otherCertificate())])
      return true
    })
    assert.deepEqual(prompts.questions, [])
    assert.deepEqual(served.server.commands, ['AUTH TLS'])
  })

  it('is given up when the server does not shake hands', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('234 ok\r\n')
      await peer.closed()
    })
    await within(1000, assert.rejects(bench.connect(address, { ...trusted, timeouts: { connectMs: 100 } }), failsWith('tlsFailed')))
  })

  it('is given up when the server is of another time, and says what to set', async () => {
    const served = await bench.serve({ tls: old })
    await assert.rejects(bench.connect(served, trusted), failsWith('tlsFailed', 'older than TLSv1.2', 'minVersion'))
    assert.deepEqual(served.server.commands, ['AUTH TLS'])
  })

  for (const minVersion of ['TLSv1', 'TLSv1.1'] as const) {
    it(`goes back to TLS 1.1 where the site says ${minVersion}`, async () => {
      const served = await bench.serve({ tls: { ...old, required: true, sessionReuseRequired: true } })
      const session = await bench.connect(served, { ...trusted, tls: { ...trusted.tls, minVersion } })
      await session.list('/')
      assert.equal(bench.log.count('debug TLS: TLSv1.1'), 1)
      assert.equal(bench.log.count('TLS data connection: session reused'), 1)
    })
  }

  it('takes the newest version there is, also where the site allows old ones', async () => {
    await bench.connect(await bench.serve({ tls: testCertificate() }), { ...trusted, tls: { ...trusted.tls, minVersion: 'TLSv1' } })
    assert.equal(bench.log.count('debug TLS: TLSv1.3'), 1)
  })

  it('offers no version newer than the site says', async () => {
    const tls = { ...trusted.tls, maxVersion: 'TLSv1.2' } as const
    await bench.connect(await bench.serve({ tls: testCertificate() }), { ...trusted, tls })
    assert.equal(bench.log.count('debug TLS: TLSv1.2'), 1)
    const newer = await bench.serve({ tls: { ...testCertificate(), minVersion: 'TLSv1.3' } })
    await assert.rejects(bench.connect(newer, { ...trusted, tls }), failsWith('tlsFailed', 'from TLSv1.2 to TLSv1.2', 'maxVersion'))
  })

  it('says that a server which begins in the clear is no implicit one', async () => {
    const served = await bench.serve()
    await assert.rejects(
      bench.connect(served, { ...trusted, security: 'implicit' }),
      failsWith('tlsFailed', `Port ${served.port}`, 'explicit FTPS', '990'),
    )
    assert.ok(!served.server.commands.some((line) => /USER|PASS/.test(line)))
  })

  it('says so when a server agrees to TLS and goes on in the clear', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('234 ok\r\n')
      await new Promise((resolve) => setImmediate(resolve)) // in a packet of its own
      await peer.send('500 What?\r\n')
      await peer.closed()
    })
    await assert.rejects(bench.connect(address, trusted), (error) => isFtpError(error, 'tlsFailed', 'protocol'))
    assert.ok(!address.server.commands.some((line) => /^(USER|PASS)/.test(line)))
  })

  it('survives that the server hangs up while the user looks at the certificate', async () => {
    const address = await bench.script(async (peer) => {
      await peer.send('220 ready\r\n')
      await peer.line()
      await peer.send('234 ok\r\n')
      await peer.secure(testCertificate())
      await asked
      peer.destroy()
      await peer.closed()
      decide(true)
    })
    let ask = () => {}
    let decide: (trust: boolean) => void = () => {}
    const asked = new Promise<void>((resolve) => (ask = resolve))
    const prompts = new AnsweringPrompts()
    prompts.certificate = () => {
      ask()
      return new Promise((resolve) => (decide = (trust) => setTimeout(() => resolve(trust), 20)))
    }
    await within(1000, assert.rejects(bench.connect(address, { security: 'explicit', prompts }), failsWith('connectionLost')))
  })

  it('can be cancelled while the user looks at the certificate', async () => {
    const abort = new AbortController()
    const prompts = new AnsweringPrompts()
    prompts.certificate = () => {
      abort.abort()
      return new Promise(() => {}) // a question that nobody answers
    }
    const served = await bench.serve({ tls: testCertificate() })
    await assert.rejects(bench.connect(served, { security: 'explicit', prompts, signal: abort.signal }), { name: 'AbortError' })
  })
})

describe('TLS on the data connections', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  async function roundTrip(served: Served): Promise<void> {
    const session = await bench.connect(served, trusted)
    const bytes = someBytes(300_000)
    assert.equal(await session.store('/b', Readable.from([bytes])), bytes.length)
    const kept = new Kept()
    await session.retrieve('/b', kept)
    assert.ok(kept.bytes.equals(bytes))
    assert.deepEqual(
      (await session.list('/')).entries.map(({ name }) => name),
      ['b'],
    )
  }

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const mode of ['passive', 'active'] as const) {
      it(`resumes the control connection's session over ${version} in ${mode} mode, where servers insist on it`, async () => {
        bench.transfer = { mode }
        const tls = { ...testCertificate(), minVersion: version, maxVersion: version, required: true, sessionReuseRequired: true }
        await roundTrip(await bench.serve({ tls }))
        assert.equal(bench.log.count('TLS data connection: session reused'), 3)
        assert.equal(bench.log.count('new session'), 0)
      })
    }
  }

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const mode of ['passive', 'active'] as const) {
      it(`goes on resuming over ${maxVersion} in ${mode} mode, connection after connection, in all directions`, async () => {
        bench.transfer = { mode }
        const tls = { ...testCertificate(), minVersion: maxVersion, maxVersion, sessionReuseRequired: true }
        const session = await bench.connect(await bench.serve({ tls }), trusted)
        for (let count = 0; count < 4; count++) {
          await session.store(`/${count}`, Readable.from([someBytes(1000)]))
          await session.retrieve(`/${count}`, new Kept())
          await session.list('/')
        }
        assert.equal(bench.log.count('TLS data connection: session reused'), 12)
        assert.equal(bench.log.count('new session'), 0)
      })
    }
  }

  it('offers each connection a ticket of its own, and none of another control connection', async () => {
    const served = await bench.serve({
      tls: testCertificate(),
      handlers: {
        async MLSD(connection) {
          tickets.push(offeredTicket(await firstBytes(await connection.data.connect())))
          await connection.default()
        },
      },
    })
    const tickets: (string | undefined)[] = []
    assert.ok(served.server.secureContext)
    renewTickets(served.server.secureContext)
    const sessions = [await bench.connect(served, trusted), await bench.connect(served, trusted)]
    for (let round = 0; round < 3; round++) for (const session of sessions) await session.list('/')
    assert.ok(!tickets.includes(undefined))
    assert.equal(new Set(tickets).size, 6)
    assert.equal(bench.log.count('session reused'), 6)
  })

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    describe(`over ${version} at a server that wants to see the client's certificate`, () => {
      const tls = {
        ...testCertificate(),
        minVersion: version,
        maxVersion: version,
        clientCertificate: otherCertificate().cert,
        sessionIdContext: 'portside',
        required: true,
      }

      it('shows it on both connections', async () => {
        const { cert: certificate, key } = otherCertificate()
        const served = await bench.serve({ tls: { ...tls, sessionReuseRequired: true } })
        const session = await bench.connect(served, { ...trusted, tls: { ...trusted.tls, client: { certificate, key } } })
        await session.store('/a', Readable.from([Buffer.from('secret')]))
        assert.equal(await session.size('/a'), 6)
        assert.equal(bench.log.count('session reused'), 1)
      })

      it('says that it has none to show', async () => {
        const served = await bench.serve({ tls })
        await assert.rejects(bench.connect(served, trusted), failsWith('tlsFailed', 'clientCertificate'))
        assert.deepEqual(served.server.commands, ['AUTH TLS'])
      })
    })
  }

  it('stores a file of no bytes: the handshake is finished all the same', async () => {
    const session = await bench.connect(await bench.serve({ tls: testCertificate() }), trusted)
    assert.equal(await session.store('/empty', Readable.from([])), 0)
    assert.equal(await session.size('/empty'), 0)
    assert.equal(bench.log.count('TLS data connection: session reused'), 1)
  })

  it('says so when a server does not find the session resumed', async () => {
    const refuse = '522 SSL connection failed; session reuse required: see require_ssl_reuse option in vsftpd.conf man page'
    const served = await bench.serve({ tls: testCertificate(), handlers: { MLSD: (connection) => connection.reply(refuse) } })
    const session = await bench.connect(served, trusted)
    await assert.rejects(session.list('/'), failsWith('dataConnection', 'session reuse required'))
    await session.noop()
  })

  for (const mode of ['passive', 'active'] as const) {
    it(`refuses a data connection with another certificate in ${mode} mode, and transfers nothing`, async () => {
      bench.transfer = { mode }
      const served = await bench.serve({
        tls: testCertificate(),
        handlers: {
          async STOR(connection) {
            const raw = await connection.data.connect()
            connection.reply('150 go on')
            const gone = once(raw, 'close')
            // The client may leave before this side has seen the end of the handshake.
            const stranger = await acceptTls(raw, createSecureContext(otherCertificate())).catch(() => undefined)
            stranger?.on('data', (chunk: Buffer) => received.push(chunk))
            await gone
            connection.reply('426 you left')
          },
        },
      })
      const received: Buffer[] = []
      const session = await bench.connect(served, trusted)
      await assert.rejects(session.store('/a', Readable.from([Buffer.from('secret')])), failsWith('certificate', 'data connection'))
      assert.deepEqual(Buffer.concat(received).toString(), '')
      assert.deepEqual(workOf(served.server.commands).slice(1), ['STOR /a'])
    })
  }

  it('keeps no session of a stranger, and no connection where one has been: TLS 1.2 would resume it unseen', async () => {
    const stranger = createSecureContext({ ...otherCertificate(), maxVersion: 'TLSv1.2' })
    const served = await bench.serve({
      tls: { ...testCertificate(), maxVersion: 'TLSv1.2' },
      handlers: {
        async STOR(connection) {
          const raw = await connection.data.connect()
          connection.reply('150 go on')
          const data = await acceptTls(raw, stranger).catch(() => undefined)
          data?.on('data', (chunk: Buffer) => received.push(chunk))
          if (!raw.destroyed) await once(raw, 'close')
          connection.reply('226 thank you')
        },
      },
    })
    const received: Buffer[] = []
    const session = await bench.connect(served, trusted)
    const store = () => session.store('/a', Readable.from([Buffer.from('secret')]))
    await assert.rejects(store(), failsWith('certificate', 'data connection'))
    assert.ok(failsWith('certificate')(session.error))
    await assert.rejects(store(), failsWith('certificate'))
    assert.deepEqual(Buffer.concat(received).toString(), '')
  })

  it('ends a transfer whose handshake never comes', async () => {
    const served = await bench.serve({
      tls: testCertificate(),
      handlers: {
        async MLSD(connection) {
          const raw = await connection.data.connect()
          connection.reply('150 wait')
          await new Promise((resolve) => raw.resume().once('close', resolve))
          connection.reply('426 you left')
        },
      },
    })
    const session = await bench.connect(served, { ...trusted, timeouts: { dataIdleMs: 100 } })
    await within(1500, assert.rejects(session.list('/'), failsWith('dataConnection', '426')))
    await session.noop()
  })

  it('takes a file cut short without close_notify for incomplete', async () => {
    const served = await bench.serve(
      {
        tls: testCertificate(),
        handlers: {
          RETR(connection) {
            connection.data.cut = { after: 1000, by: 'fin', reply: '226 done' }
            return connection.default()
          },
        },
      },
      { big: someBytes(50_000) },
    )
    const session = await bench.connect(served, trusted)
    const kept = new Kept()
    await assert.rejects(session.retrieve('/big', kept), failsWith('incomplete'))
    assert.ok(kept.destroyed && !kept.writableFinished)
  })
})
