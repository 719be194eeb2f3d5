import assert from 'node:assert/strict'
import { once } from 'node:events'
import { isAbort } from '../../src/base/abort.ts'
import { dial } from '../../src/ftp/dial.ts'
import { isFtpError } from '../../src/ftp/ftpError.ts'
import type { ProxySettings } from '../../src/ftp/server.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import type { Address } from '../support/listenOn.ts'
import { ProxyServer, type ProxyServerOptions } from '../support/proxyServer.ts'
import { testCertificate } from '../support/testCertificate.ts'
import { AnsweringPrompts, Bench, dataVerbs, deadPort, failsWith, Held, identity, Kept, letGo, timeouts, within } from './support.ts'

const login = { user: 'paula', password: 'sec:ret Ü' }
const encodedLogin = Buffer.from(`${login.user}:${login.password}`).toString('base64')
/** Known to the proxy alone. */
const name = 'ftp.example'

/** All that can be read in an error, its causes and theirs. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = Object.values(error).map((value: unknown) => JSON.stringify(value))
  return [error.message, error.stack, ...own, error.cause === undefined ? '' : everythingIn(error.cause)].join('\n')
}

function assertNoSecret(text: string): void {
  for (const secret of [login.password, encodedLogin]) assert.ok(!text.includes(secret), text)
}

for (const kind of ['socks5', 'http'] as const) {
  describe(`a proxy of the kind ${kind}`, () => {
    let bench: Bench
    let proxy: ProxyServer
    let settings: ProxySettings

    async function start(options: ProxyServerOptions = {}): Promise<void> {
      proxy = new ProxyServer({ hosts: { [name]: '127.0.0.1', 'xn--bcher-kva.example': '127.0.0.1' }, ...options })
      settings = { kind, ...(await proxy.start()) }
    }

    beforeEach(() => (bench = new Bench()))
    afterEach(async () => {
      try {
        await bench.end()
        await within(2000, proxy.clientsGone())
      } finally {
        await proxy.stop()
      }
    })

    const dialling = (target: Address, timeoutMs = timeouts.connectMs, signal?: AbortSignal) =>
      dial({ ...target, proxy: settings, timeoutMs, signal })

    for (const habit of [undefined, 'dribble', 'together'] as const) {
      const what = habit === undefined ? '' : `, also when its answers come ${habit === 'dribble' ? 'in bytes' : 'with the greeting'}`
      it(`carries the control connection and the data in both directions${what}`, async () => {
        await start(habit && { habit })
        const served = await bench.serve({}, { a: 'hello' })
        const session = await bench.connect({ ...served, host: name }, { proxy: settings })
        const kept = new Kept()
        await session.retrieve('/a', kept)
        await session.list('/')
        assert.equal(kept.bytes.toString(), 'hello')
        assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPSV MLSD')
        assert.equal(proxy.targets[0], `${name}:${served.port}`)
        assert.deepEqual(
          proxy.targets.map((target) => target.split(':')[0]),
          [name, name, name],
        )
      })
    }

    for (const implicit of [false, true]) {
      it(`carries TLS, ${implicit ? 'implicit' : 'explicit'}, and its session is reused for the data`, async () => {
        await start()
        const served = await bench.serve({ tls: { ...testCertificate(), implicit } }, { a: 'hello' })
        const tls = { ca: testCertificate().cert }
        const session = await bench.connect(served, { security: implicit ? 'implicit' : 'explicit', tls, proxy: settings })
        const kept = new Kept()
        await session.retrieve('/a', kept)
        assert.deepEqual([kept.bytes.toString(), session.isEncrypted, proxy.targets.length], ['hello', true, 2])
        assert.equal(bench.log.count('session reused'), 1)
      })
    }

    it('reaches a server by its IPv6 address, and is reached by one', async () => {
      proxy = new ProxyServer()
      settings = { kind, ...(await proxy.start('::1')) }
      const served = await bench.serve({ host: '::1' }, { a: 'hello' })
      const session = await bench.connect(served, { proxy: settings })
      await session.retrieve('/a', new Kept())
      assert.equal(proxy.targets.length, 2)
    })

    it('is told a name with letters of its own as DNS has it', async () => {
      await start()
      const { address } = await bench.listener()
      const socket = await dialling({ host: 'bücher.example', port: address.port })
      assert.deepEqual(proxy.targets, [`xn--bcher-kva.example:${address.port}`])
      socket.destroy()
    })

    it('gets user and password, and they get into no log', async () => {
      await start({ login })
      Object.assign(settings, login)
      const session = await bench.connect({ ...(await bench.serve()), host: name }, { proxy: settings })
      await session.list('/')
      assert.equal(proxy.targets.length, 2)
      assertNoSecret(bench.log.lines.join('\n'))
    })

    for (const [what, given] of [
      ['none', {}],
      ['a wrong one', { user: 'paula', password: 'secret' }],
    ] as const) {
      it(`that wants a login says so when there is ${what}`, async () => {
        await start({ login })
        Object.assign(settings, given)
        const blames = failsWith('proxyRefused', `The proxy 127.0.0.1:${settings.port} `, 'user name', 'password')
        await assert.rejects(dialling({ host: name, port: 21 }), blames)
        assert.deepEqual(proxy.targets, [])
      })
    }

    for (const refuses of kind === 'http' ? [403, 405, 502, 504] : [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      it(`that answers ${refuses} is named, with the server, and without what it says of the login`, async () => {
        await start({ login, refuses })
        Object.assign(settings, login)
        await assert.rejects(dialling({ host: name, port: 2121 }), (error) => {
          failsWith('connectionRefused', `The proxy 127.0.0.1:${settings.port} `, `${name}:2121`)(error)
          assertNoSecret(everythingIn(error))
          return true
        })
      })
    }

    it("is not what is blamed for the server's port that is closed", async () => {
      await start()
      const port = await deadPort()
      await assert.rejects(dialling({ host: name, port }), failsWith('connectionRefused', "can't reach", `${name}:${port}`))
    })

    it('that is not there is named', async () => {
      await start()
      settings = { kind, host: '127.0.0.1', port: await deadPort() }
      await assert.rejects(
        dialling({ host: name, port: 21 }),
        failsWith('connectionRefused', `The proxy 127.0.0.1:${settings.port} refuses`),
      )
    })

    it('that does not exist is named', async () => {
      await start()
      settings = { kind, host: 'no-such-proxy.invalid', port: 1080 }
      await assert.rejects(dialling({ host: name, port: 21 }), failsWith('hostNotFound', 'The proxy no-such-proxy.invalid'))
    })

    it('that closes the connection is named', async () => {
      await start({ habit: 'drop' })
      await within(1000, assert.rejects(dialling({ host: name, port: 21 }), failsWith('connectionRefused', 'The proxy', 'closed')))
    })

    it('that never answers is given up in time', async () => {
      await start({ habit: 'silent' })
      const failing = assert.rejects(dialling({ host: name, port: 21 }, 80), failsWith('timeout', 'The proxy', `${name}:21`, '0.08 s'))
      await within(1000, failing)
    })

    it('that never answers can be waited for no more', async () => {
      await start({ habit: 'silent' })
      const abort = new AbortController()
      const failing = assert.rejects(dialling({ host: name, port: 21 }, 5000, abort.signal), { name: 'AbortError' })
      setImmediate(() => abort.abort())
      await within(1000, failing)
    })

    it('that is none is told from one', async () => {
      await start({ habit: 'banner' })
      await assert.rejects(dialling({ host: name, port: 21 }), failsWith('connectionRefused', 'does not answer as'))
    })

    it('takes PASV where EPSV is refused, and asks for the server whatever address 227 names', async () => {
      await start()
      const served = await bench.serve({
        handlers: {
          EPSV: (connection) => connection.reply('500 EPSV?'),
          PASV: async (connection) => {
            const port = await connection.data.listen()
            connection.reply(`227 ok (10,1,2,3,${port >> 8},${port & 255})`)
          },
        },
      })
      const session = await bench.connect({ ...served, host: name }, { proxy: settings })
      await session.list('/')
      assert.match(proxy.targets[1] ?? '', /^ftp\.example:/)
    })

    it('makes active mode impossible, and the error says why', async () => {
      await start()
      bench.transfer = { mode: 'active' }
      const served = await bench.serve()
      const session = await bench.connect({ ...served, host: name }, { proxy: settings })
      await assert.rejects(session.list('/'), (error) => {
        failsWith('dataConnection', "can't work through a proxy", 'passive')(error)
        return isFtpError(error) && error.otherMode === 'passive'
      })
      assert.equal(dataVerbs(served.server.commands), '')
      await session.noop()
    })

    it('leaves automatic mode the passive ways alone', async () => {
      await start()
      bench.transfer = { mode: 'auto' }
      const refuse = { EPSV: '229 ok (|||1|)', PASV: '227 ok (127,0,0,1,0,1)' }
      const served = await bench.serve({
        handlers: { EPSV: (connection) => connection.reply(refuse.EPSV), PASV: (connection) => connection.reply(refuse.PASV) },
      })
      const session = await bench.connect({ ...served, host: name }, { proxy: settings })
      await assert.rejects(session.list('/'), failsWith('dataConnection', 'EPSV', 'PASV', `The proxy 127.0.0.1:${settings.port}`))
      assert.equal(dataVerbs(served.server.commands), 'EPSV PASV')
    })

    it('is what no advice to try active mode is given for', async () => {
      await start()
      const refuse = (connection: FtpConnection) => connection.reply('500 Not here.')
      const served = await bench.serve({ handlers: { EPSV: refuse, PASV: refuse } })
      for (const [choices, otherMode] of [
        [{ proxy: settings }, undefined],
        [{}, 'active'],
      ] as const) {
        const session = await bench.connect(served, choices)
        await assert.rejects(session.list('/'), (error) => isFtpError(error, 'dataConnection') && error.otherMode === otherMode)
      }
    })

    describe('whose password is asked for', () => {
      async function poolWith(...passwords: (string | undefined)[]) {
        await start({ login })
        const prompts = new AnsweringPrompts('demo')
        prompts.proxyPasswords.push(...passwords)
        const served = await bench.serve()
        const proxySettings = { ...settings, user: login.user }
        const pool = bench.pool(served, { prompts, server: identity({ ...served, host: name }), proxy: () => proxySettings })
        return { pool, prompts, served }
      }

      it('is asked about once for all connections, and tells of the password that was right', async () => {
        const { pool, prompts, served } = await poolWith(login.password)
        const held = [new Held(pool), new Held(pool)]
        for (const { session } of held) await (await session).list('/')
        await letGo(held)
        assert.deepEqual([prompts.asked, served.server.accepted, proxy.targets.length], [[undefined, undefined], 2, 4])
        assert.ok(prompts.taken.includes(`${login.password}@${settings.port}`))
        assertNoSecret(bench.log.lines.join('\n'))
      })

      it('is asked about again when it refuses, three times at most', async () => {
        const { pool, prompts } = await poolWith('1', '2', login.password)
        await pool.use({}, async () => {})
        const { length, 1: again = '' } = prompts.asked
        assert.equal(length, 4) // and the server's
        assert.match(again, /^The proxy /)
        assert.deepEqual(prompts.taken.length, 2)
      })

      it('has the last word after three', async () => {
        const { pool, prompts } = await poolWith('1', '2', '3', login.password)
        for (let count = 0; count < 3; count++)
          await assert.rejects(
            pool.use({}, async () => {}),
            failsWith('proxyRefused'),
          )
        assert.deepEqual([prompts.asked.length, prompts.taken, proxy.targets], [3, [], []])
        pool.forgive()
        await pool.use({}, async () => {})
      })

      it('is not dialled where none is given', async () => {
        const { pool, prompts } = await poolWith(undefined, login.password)
        for (let count = 0; count < 3; count++)
          await assert.rejects(
            pool.use({}, async () => {}),
            isAbort,
          )
        assert.deepEqual([prompts.asked.length, proxy.clients], [1, 0])
      })

      it('is not asked about again because the server is down', async () => {
        const { pool, prompts, served } = await poolWith(login.password)
        await served.server.stop()
        for (let count = 0; count < 2; count++)
          await assert.rejects(
            pool.use({}, async () => {}),
            failsWith('connectionRefused'),
          )
        assert.deepEqual([prompts.asked.length, prompts.taken], [1, []])
      })
    })

    it('keeps what comes before anybody reads', async () => {
      await start({ habit: 'together' })
      const { address, sockets } = await bench.listener()
      const dialled = dialling({ host: name, port: address.port })
      while (!sockets[0]) await new Promise((resolve) => setImmediate(resolve))
      sockets[0].write('early')
      const socket = await dialled
      sockets[0].end(' and late')
      await new Promise((resolve) => setTimeout(resolve, 20)) // whatever would flow by itself has flowed
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
      await once(socket, 'end')
      assert.equal(text, 'early and late')
    })
  })
}

describe('a SOCKS proxy', () => {
  it('is sent no user name that is too long for it', async () => {
    const proxy = new ProxyServer({ login })
    const settings: ProxySettings = { kind: 'socks5', ...(await proxy.start()), user: 'ü'.repeat(128), password: '' }
    try {
      await assert.rejects(dial({ host: name, port: 21, proxy: settings, timeoutMs: 1000 }), failsWith('proxyRefused'))
      await proxy.clientsGone()
    } finally {
      await proxy.stop()
    }
  })
})
