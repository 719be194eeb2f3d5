import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import type { Observations, Step } from '../../src/diagnosis/observations.ts'
import { probe, type ProbeOptions } from '../../src/diagnosis/probe.ts'
import type { PoolOptions } from '../../src/ftp/pool.ts'
import { AnsweringPrompts, Bench, deadPort, identity, timeouts, type ConnectChoices } from '../ftp/support.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import type { Address } from '../support/listenOn.ts'
import { silentPort, type SilentPort } from '../support/silentPort.ts'
import { testCertificate } from '../support/testCertificate.ts'

const fingerprint = new X509Certificate(testCertificate().cert).fingerprint256

describe('the probe of a server', () => {
  let bench: Bench
  let silent: SilentPort | undefined

  beforeEach(() => (bench = new Bench()))
  afterEach(async () => {
    await silent?.close()
    silent = undefined
    await bench.end()
  })

  function connectionTo(address: Address, choices: ConnectChoices, options: Partial<PoolOptions>): PoolOptions {
    return {
      server: identity(address, choices),
      transfer: () => bench.transfer,
      prompts: new AnsweringPrompts('demo'),
      log: bench.log,
      name: 'site',
      timeouts,
      ...options,
    }
  }

  function look(
    address: Address,
    options: Partial<PoolOptions> = {},
    rest: Partial<ProbeOptions> & ConnectChoices = {},
  ): Promise<Observations> {
    const connection = connectionTo(address, rest, options)
    const usual = { place: { kind: 'local', name: 'desk', platform: 'linux' }, signal: new AbortController().signal, quietMs: 0 } as const
    return probe({ connection, ...usual, ...rest })
  }

  const outcomes = ({ ways }: Observations) => ways.map(({ method, outcome }) => `${method} ${outcome}`)
  const stepOf = ({ steps }: Observations, id: Step['id']) => steps.find((step) => step.id === id)

  it('walks all the way, and tells of each step as it is taken', async () => {
    const { host, port } = await bench.serve({}, { 'a.txt': 'a' })
    const told: string[] = []
    const observations = await look({ host, port }, {}, { onStep: ({ id, status }) => told.push(`${id} ${status}`) })
    assert.deepEqual(outcomes(observations), ['EPSV works', 'PASV works', 'EPRT works', 'PORT works'])
    assert.deepEqual(told, [
      ...['encryption untried', 'sessionReuse untried'],
      ...['lookup passed', 'connect passed', 'greeting passed', 'login passed', 'features passed', 'kind noted'],
      ...['EPSV passed', 'PASV passed', 'EPRT passed', 'PORT passed'],
      ...['utf8 passed', 'mlsd passed', 'clock noted'],
    ])
    assert.equal(stepOf(observations, 'encryption')?.detail, 'The site is plain FTP.')
    assert.equal(observations.failure, undefined)
    assert.deepEqual([observations.addresses, observations.control?.remote], [['127.0.0.1'], { address: '127.0.0.1', port }])
    assert.ok((observations.roundTripMs ?? 0) > 0)
  })

  it('names the ports that were seen, on both ends', async () => {
    const { ways } = await look(await bench.serve())
    const [epsv, pasv, eprt] = ways
    assert.deepEqual([epsv?.named?.address, pasv?.named?.address], [undefined, '127.0.0.1'])
    assert.equal(pasv?.opened?.remote.port, pasv?.named?.port)
    assert.deepEqual(pasv?.dialled, pasv?.opened?.remote)
    assert.deepEqual(eprt?.announced, eprt?.opened?.local)
  })

  it('keeps the host that HOST asks for', async () => {
    const address = await bench.serve()
    const { virtualHost } = await look(address, { login: () => ({ virtualHost: 'files.example.org' }) })
    assert.equal(virtualHost, 'files.example.org')
    assert.ok(!('virtualHost' in (await look(address))))
  })

  it('keeps the dialogue without the password', async () => {
    const { dialogue } = await look(await bench.serve())
    assert.ok(dialogue.includes('#1 → PASS ****'), dialogue.join('\n'))
    assert.equal(dialogue.filter((line) => line.includes('→ PASV')).length, 1)
  })

  it('tells a port that nobody answers from one that is closed', async () => {
    silent = await silentPort()
    const { port } = silent
    const closed = await deadPort()
    const EPSV = (connection: FtpConnection) => connection.reply(`229 Here (|||${port}|)`)
    const PASV = (connection: FtpConnection) => connection.reply(`227 Here (10,1,2,3,${closed >> 8},${closed & 255})`)
    const observations = await look(await bench.serve({ handlers: { EPSV, PASV } }))
    assert.deepEqual(outcomes(observations), ['EPSV unanswered', 'PASV closed', 'EPRT works', 'PORT works'])
    assert.deepEqual(observations.ways[0]?.dialled, { address: '127.0.0.1', port })
    assert.deepEqual(observations.ways[1]?.named, { address: '10.1.2.3', port: closed })
    assert.equal(stepOf(observations, 'EPSV')?.status, 'failed')
  })

  it('tells a command that was refused from a server that nobody saw coming', async () => {
    const EPRT = (connection: FtpConnection) => connection.reply('500 Illegal EPRT command.')
    const PORT = (connection: FtpConnection) => connection.reply('200 Fine.')
    const server = await bench.serve({
      handlers: {
        EPRT,
        PORT,
        MLSD: async (connection) => {
          const data = await connection.data.connect().catch(() => undefined)
          if (!data) return // it says nothing, as behind a firewall that drops its connection
          connection.reply('150 Here.')
          data.end()
          connection.data.release()
          connection.reply('226 Done.')
        },
      },
    })
    const observations = await look(server)
    assert.deepEqual(outcomes(observations), ['EPSV works', 'PASV works', 'EPRT commandRefused', 'PORT nobodyCame'])
    assert.deepEqual(observations.ways[2]?.reply, { code: 500, text: 'Illegal EPRT command.' })
    assert.equal(observations.ways[3]?.announced?.address, '127.0.0.1')
  })

  it('does not take a data connection for one that works when nothing comes over it', async () => {
    const MLSD = async (connection: FtpConnection) => {
      await connection.data.connect()
      connection.reply('150 Here it comes.')
    }
    const { ways } = await look(await bench.serve({ handlers: { MLSD } }))
    assert.deepEqual(
      ways.map(({ outcome, opened }) => [outcome, opened !== undefined]),
      Array(4).fill(['failed', true]),
    )
  })

  it('goes on with another connection where a command was never answered', async () => {
    const { server, ...address } = await bench.serve({ handlers: { EPSV: () => {} } })
    const observations = await look(address, { timeouts: { ...timeouts, replyMs: 300 } })
    assert.deepEqual(outcomes(observations), ['EPSV failed', 'PASV works', 'EPRT works', 'PORT works'])
    assert.equal(server.accepted, 2)
  })

  it('takes what was not tried for want of time for nothing else', async () => {
    const observations = await look(await bench.serve({ handlers: { EPSV: () => {} } }), {}, { limitMs: 300 })
    assert.deepEqual(outcomes(observations), ['EPSV untried', 'PASV untried', 'EPRT untried', 'PORT untried'])
  })

  it('logs in no more after a refusal', async () => {
    let isFirst = true
    const PASS = (connection: FtpConnection) => (isFirst ? connection.default() : connection.reply('530 Not again.'))
    const EPSV = (connection: FtpConnection) => {
      isFirst = false
      connection.destroyControl()
    }
    const { server, ...address } = await bench.serve({ handlers: { PASS, EPSV } })
    assert.deepEqual(outcomes(await look(address)), ['EPSV failed', 'PASV untried', 'EPRT untried', 'PORT untried'])
    assert.equal(server.commands.filter((line) => line.startsWith('PASS')).length, 2)
  })

  it('knows the features of a server that answers neither NOOP nor STAT', async () => {
    const rude = (connection: FtpConnection) => connection.reply('500 What?')
    const STAT = (connection: FtpConnection) => connection.destroyControl()
    const observations = await look(await bench.serve({ handlers: { NOOP: rude, STAT } }))
    assert.ok(observations.features.some((line) => line.startsWith('MLST')))
    assert.deepEqual([observations.status, observations.ways[0]?.outcome], [undefined, 'works'])
  })

  it('connects again where a way has cost the connection', async () => {
    const PASV = (connection: FtpConnection) => connection.destroyControl()
    const { server, ...address } = await bench.serve({ handlers: { PASV } })
    assert.deepEqual(outcomes(await look(address)), ['EPSV works', 'PASV failed', 'EPRT works', 'PORT works'])
    assert.equal(server.accepted, 2)
  })

  it('takes a refused listing over an open data connection for a way that works', async () => {
    const MLSD = async (connection: FtpConnection) => {
      await connection.data.connect()
      connection.reply('550 No files found.')
    }
    const observations = await look(await bench.serve({ handlers: { MLSD } }))
    assert.equal(observations.ways[0]?.outcome, 'works')
  })

  it('does not try what can not be over IPv6', async () => {
    const observations = await look(await bench.serve({ host: '::1' }))
    assert.deepEqual(outcomes(observations), ['EPSV works', 'PASV impossible', 'EPRT works', 'PORT impossible'])
  })

  it('sees whether data connections resume the TLS session, and what certificate there is', async () => {
    const observations = await look(
      await bench.serve({ tls: testCertificate() }),
      { tls: () => ({ pin: fingerprint }) },
      { security: 'explicit' },
    )
    assert.deepEqual(
      observations.ways.map(({ isResumed }) => isResumed),
      [true, true, true, true],
    )
    assert.equal(observations.encryption?.trust, 'pin')
    assert.equal(stepOf(observations, 'sessionReuse')?.status, 'passed')
  })

  describe('that ends early', () => {
    it('says that the login was refused', async () => {
      const PASS = (connection: FtpConnection) => connection.reply('530 Login incorrect.')
      const observations = await look(await bench.serve({ handlers: { PASS } }))
      assert.deepEqual([observations.failure?.step, observations.failure?.reason], ['login', 'loginRefused'])
      assert.deepEqual([observations.ways, stepOf(observations, 'EPSV')?.status], [[], 'untried'])
    })

    it('says that nothing listens there', async () => {
      const { failure } = await look({ host: '127.0.0.1', port: await deadPort() })
      assert.deepEqual([failure?.step, failure?.reason], ['connect', 'connectionRefused'])
    })

    it('says that the name is unknown', async () => {
      const { failure, steps } = await look({ host: 'no-such-name.invalid', port: 21 })
      assert.deepEqual([failure?.step, failure?.reason, steps[0]?.status], ['lookup', 'hostNotFound', 'failed'])
    })

    it('says that the server does not encrypt, having sent no password', async () => {
      const { server, ...address } = await bench.serve()
      const { failure } = await look(address, {}, { security: 'explicit' })
      assert.deepEqual([failure?.step, failure?.reason], ['encryption', 'tlsRefused'])
      assert.ok(!server.commands.some((line) => line.startsWith('PASS')))
    })

    it('shows the certificate that was turned down', async () => {
      const { failure } = await look(await bench.serve({ tls: testCertificate() }), {}, { security: 'explicit' })
      assert.deepEqual([failure?.step, failure?.certificate?.fingerprint], ['encryption', fingerprint])
    })

    it('ends when its time is up, with what it has seen until then', async () => {
      const { host, port } = await bench.script(async (peer) => {
        await peer.send('220 Hello\r\n')
        await peer.line()
      })
      const since = performance.now()
      const { failure, greeting } = await look({ host, port }, { timeouts: {} }, { limitMs: 300 })
      assert.deepEqual([failure?.step, failure?.isTimeUp, greeting], ['login', true, 'Hello'])
      assert.ok(performance.now() - since < 3000)
    })

    it('does not count the time of questions', async () => {
      const prompts = new AnsweringPrompts('demo')
      const slowly = async () => {
        await new Promise((resolve) => setTimeout(resolve, 600))
        return 'demo'
      }
      const { failure } = await look(await bench.serve(), { prompts: Object.assign(prompts, { password: slowly }) }, { limitMs: 500 })
      assert.equal(failure, undefined)
    })

    it('rejects when the user breaks it off, and leaves no connection', async () => {
      const cancelling = new AbortController()
      const EPSV = () => cancelling.abort()
      const looking = look(await bench.serve({ handlers: { EPSV } }), {}, { signal: cancelling.signal })
      await assert.rejects(looking, { name: 'AbortError' })
    })

    it('rejects with what kept a question from being answered', async () => {
      const prompts = Object.assign(new AnsweringPrompts(), { password: () => Promise.reject(new Error('There is no terminal.')) })
      await assert.rejects(look(await bench.serve(), { prompts }), { message: 'There is no terminal.' })
    })

    it('rejects when the password is not given', async () => {
      const looking = look(await bench.serve(), { prompts: new AnsweringPrompts(undefined) })
      await assert.rejects(looking, { name: 'AbortError' })
    })
  })
})
