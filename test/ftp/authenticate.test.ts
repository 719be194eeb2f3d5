import assert from 'node:assert/strict'
import { isAbort } from '../../src/base/abort.ts'
import { testCertificate } from '../support/testCertificate.ts'
import type { Handler, Handlers } from '../support/ftpServer.ts'
import { AnsweringPrompts, Bench, failsWith, type ConnectChoices, type Served } from './support.ts'

const answers =
  (...replies: readonly string[]): Handler =>
  (connection) =>
    connection.reply(...replies)

/** Logs in whoever gives one of `accounts` after user and password. */
function accountHandlers(...accounts: readonly string[]): Handlers {
  return {
    PASS: (connection, password) => connection.reply(password === 'demo' ? '332 Need account for login.' : '530 Login incorrect.'),
    ACCT: (connection, account) => {
      if (!accounts.includes(account)) return connection.reply('532 No such account.')
      connection.session.isLoggedIn = true
      connection.reply('230 Welcome')
    },
  }
}

const lettingIn =
  (reply: string): Handler =>
  (connection) => {
    connection.session.isLoggedIn = true
    connection.reply(reply)
  }

describe('logging in', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const explicit: ConnectChoices = { security: 'explicit', tls: { ca: testCertificate().cert } }
  const noop = { repeatable: true }

  function loginOf({ server }: Served): readonly string[] {
    return server.commands.filter((line) => /^(HOST|USER|PASS|ACCT) /.test(line))
  }

  describe('with an account', () => {
    it('gives it after the password', async () => {
      const served = await bench.serve({ handlers: accountHandlers('books') })
      await bench.connect(served, { account: async () => 'books' })
      assert.deepEqual(loginOf(served), ['USER demo', 'PASS demo', 'ACCT books'])
    })

    it('gives it right after the user name, where no password is wanted', async () => {
      const served = await bench.serve({ handlers: { ...accountHandlers('books'), USER: answers('332 Need account for login.') } })
      await bench.connect(served, { account: async () => 'books' })
      assert.deepEqual(loginOf(served), ['USER demo', 'ACCT books'])
    })

    it('is asked for it once for all connections of a site, and shows it to nobody', async () => {
      const prompts = new AnsweringPrompts('demo')
      prompts.accounts.push('hunter2')
      const served = await bench.serve({ handlers: accountHandlers('hunter2') })
      const pool = bench.pool(served, { prompts })
      await pool.use(noop, async () => pool.use({ priority: 'transfer' }, async () => {}))
      assert.equal(served.server.accepted, 2)
      assert.deepEqual(prompts.asked, [undefined, undefined])
      assert.equal(bench.log.count('hunter2'), 0)
      assert.equal(bench.log.count('→ ACCT ****'), 2)
    })

    it('is asked for another when it is refused, and not for another password', async () => {
      const prompts = new AnsweringPrompts('demo')
      prompts.accounts.push('wrong', 'books')
      const served = await bench.serve({ handlers: accountHandlers('books') })
      await bench.pool(served, { prompts }).use(noop, async () => {})
      assert.deepEqual(prompts.asked, [undefined, undefined, 'No such account.'])
      assert.deepEqual(
        loginOf(served).filter((line) => line.startsWith('ACCT')),
        ['ACCT wrong', 'ACCT books'],
      )
    })

    it('ends as cancelled when none is given', async () => {
      const served = await bench.serve({ handlers: accountHandlers('books') })
      await assert.rejects(
        bench.pool(served, { prompts: new AnsweringPrompts('demo') }).use(noop, async () => {}),
        isAbort,
      )
      assert.deepEqual(loginOf(served), ['USER demo', 'PASS demo'])
    })
  })

  for (const reply of ['230 Welcome', '202 PASS is superfluous here']) {
    it(`is done when the password is answered with ${reply}`, async () => {
      await bench.connect(await bench.serve({ handlers: { PASS: lettingIn(reply) } }))
    })
  }

  it('is done when the user name is answered with 232: the certificate was enough', async () => {
    const served = await bench.serve({ handlers: { USER: lettingIn('232 User logged in, authorized by security data exchange.') } })
    await bench.connect(served)
    assert.deepEqual(loginOf(served), ['USER demo'])
  })

  describe('at a server that is many', () => {
    const login = { virtualHost: 'files.example.org' }

    it('says which one first, when the connection is protected, and asks TLS for the same', async () => {
      const served = await bench.serve({ tls: { ...testCertificate(), required: true }, handlers: { HOST: answers('220 Here I am') } })
      await bench.connect(served, { ...explicit, login: { virtualHost: 'localhost' } })
      assert.deepEqual(served.server.commands.slice(0, 4), ['AUTH TLS', 'HOST localhost', 'USER demo', 'PASS demo'])
      const other = bench.connect(served, { ...explicit, login }) // the certificate isn't that host's
      await assert.rejects(other, failsWith('certificate', 'ERR_TLS_CERT_ALTNAME_INVALID'))
    })

    for (const reply of ['500 Unknown command', '502 Not implemented']) {
      it(`goes on after ${reply}, and logs it`, async () => {
        const served = await bench.serve({ handlers: { HOST: answers(reply) } })
        await bench.connect(served, { login })
        assert.equal(bench.log.lines.filter((line) => line.startsWith('warn') && line.includes(reply.slice(0, 3))).length, 1)
      })
    }

    for (const reply of ['504 Host files.example.org unknown', '530 Not here', '503 Bad sequence of commands']) {
      it(`gives nothing away after ${reply}: there is none of that name`, async () => {
        const served = await bench.serve({ handlers: { HOST: answers(reply) } })
        await assert.rejects(bench.connect(served, { login }), failsWith('loginRefused', 'files.example.org', reply.slice(0, 3)))
        assert.deepEqual(served.server.commands, ['HOST files.example.org'])
      })
    }
  })

  describe('where there are too many', () => {
    for (const [verb, reply] of [
      ['USER', '530 Sorry, the maximum number of clients (5) from your host are already connected.'],
      ['PASS', '530 Sorry, the maximum number of clients (5) for this user are already connected.'],
      ['PASS', '421 Too many users logged in for this account. Try again later.'],
    ] as const) {
      it(`says so, and asks for no other password: ${verb}, ${reply}`, async () => {
        const prompts = new AnsweringPrompts('demo', 'another')
        const served = await bench.serve({ handlers: { [verb]: answers(reply) } })
        await assert.rejects(
          bench.pool(served, { prompts }).use(noop, async () => {}),
          failsWith('tooManyConnections', reply.slice(4)),
        )
        assert.deepEqual(prompts.asked, verb === 'USER' ? [] : [undefined])
        assert.equal(served.server.accepted, 1)
      })
    }

    it('is no reason not to ask after another refusal', async () => {
      const prompts = new AnsweringPrompts('wrong', 'demo')
      const PASS: Handler = (connection, password) =>
        password === 'demo' ? connection.default() : connection.reply('530 temporarily not available')
      await bench.pool(await bench.serve({ handlers: { PASS } }), { prompts }).use(noop, async () => {})
      assert.deepEqual(prompts.asked, [undefined, 'temporarily not available'])
    })
  })

  describe('with a person who takes long', () => {
    /** Answers when the server has hung up. */
    class SlowPrompts extends AnsweringPrompts {
      gone: Promise<void> = Promise.resolve()

      override async password(...question: Parameters<AnsweringPrompts['password']>): Promise<string | undefined> {
        await this.gone
        return super.password(...question)
      }
    }

    /** The first `impatient` clients are sent away with `reply` while the password is looked for. */
    async function impatientServer(prompts: SlowPrompts, impatient: number, reply?: string): Promise<Served> {
      const served = await bench.serve({
        handlers: {
          async USER(connection) {
            if (connection.number > impatient) return connection.default()
            prompts.gone = served.server.clientsGone() // which is when the client has seen it, and closed its side
            await connection.default()
            if (reply !== undefined) connection.reply(reply)
            connection.closeControl()
          },
        },
      })
      return served
    }

    for (const reply of ['421 Timeout.', '421 Too many seconds: no more connections for you', undefined]) {
      it(`dials once more with the password when ${reply ?? 'nothing'} has ended the first connection`, async () => {
        const prompts = new SlowPrompts('demo')
        const served = await impatientServer(prompts, 1, reply)
        await bench.pool(served, { prompts }).use(noop, async () => {})
        assert.deepEqual(prompts.asked, [undefined])
        assert.deepEqual(loginOf(served), ['USER demo', 'USER demo', 'PASS demo'])
      })
    }

    it('does not dial again and again', async () => {
      const prompts = new SlowPrompts('demo')
      const served = await impatientServer(prompts, 9, '421 Timeout.')
      await assert.rejects(
        bench.pool(served, { prompts }).use(noop, async () => {}),
        failsWith('connectionLost', 'Timeout.'),
      )
      assert.equal(served.server.accepted, 2)
    })
  })

  it('does not dial again when the connection ends at the password itself', async () => {
    const served = await bench.serve({ handlers: { PASS: (connection) => connection.destroyControl() } })
    await assert.rejects(
      bench.pool(served).use(noop, async () => {}),
      failsWith('connectionLost'),
    )
    assert.equal(served.server.accepted, 1)
  })
})
