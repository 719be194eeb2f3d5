import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { DataObstacle } from '../../src/ftp/data/dataEvent.ts'
import { DataPortRefused, type DataMode } from '../../src/ftp/data/strategy.ts'
import { FtpError, isFtpError } from '../../src/ftp/ftpError.ts'
import { noDataConnection, type Failure } from '../../src/ftp/noDataConnection.ts'
import type { ProxySettings, TransferMode } from '../../src/ftp/server.ts'
import { testCertificate, type TestCertificate } from '../support/testCertificate.ts'
import { Bench, dataContext, failsWith, replyOf } from './support.ts'

type Tried = readonly [DataMode, DataObstacle]

const failed = ([mode, obstacle]: Tried): Failure => ({
  method: mode === 'passive' ? 'EPSV' : 'EPRT',
  mode,
  message: `${mode}: late`,
  cause: causeWith(obstacle),
})

function causeWith(obstacle: DataObstacle): Error {
  if (obstacle === 'cannotListen') return new DataPortRefused("this computer can't listen on ports 5 to 5")
  const reply = replyOf('425 Late.')
  return obstacle === 'commandRefused' ? new DataPortRefused('late', reply) : new FtpError('dataConnection', 'late', { reply, obstacle })
}

const errorOf = (mode: TransferMode, tried: readonly Tried[], proxy?: ProxySettings) =>
  noDataConnection(
    dataContext(() => '', { settings: { mode }, proxy }),
    tried.map(failed),
    false,
  )

describe('no data connection', () => {
  for (const [mode, tried, likelyCause, otherMode] of [
    ['passive', [['passive', 'unanswered']], 'serverFirewall', 'active'],
    ['passive', [['passive', 'closed']], 'serverFirewall', 'active'],
    [
      'passive',
      [
        ['passive', 'commandRefused'],
        ['passive', 'unanswered'],
      ],
      'serverFirewall',
      'active',
    ],
    [
      'passive',
      [
        ['passive', 'commandRefused'],
        ['passive', 'commandRefused'],
      ],
      'refused',
      'active',
    ],
    ['passive', [['passive', 'serverGaveUp']], 'server', 'active'],
    ['active', [['active', 'nobodyCame']], 'clientFirewall', 'passive'],
    ['active', [['active', 'serverGaveUp']], 'clientFirewall', 'passive'],
    [
      'active',
      [
        ['active', 'commandRefused'],
        ['active', 'nobodyCame'],
      ],
      'clientFirewall',
      'passive',
    ],
    ['active', [['active', 'commandRefused']], 'refused', 'passive'],
    ['active', [['active', 'cannotListen']], 'thisComputer', 'passive'],
    [
      'auto',
      [
        ['passive', 'closed'],
        ['passive', 'unanswered'],
        ['active', 'nobodyCame'],
      ],
      'bothFirewalls',
      undefined,
    ],
    [
      'auto',
      [
        ['active', 'serverGaveUp'],
        ['passive', 'unanswered'],
      ],
      'bothFirewalls',
      undefined,
    ],
    [
      'auto',
      [
        ['passive', 'closed'],
        ['active', 'commandRefused'],
      ],
      'serverFirewall',
      undefined,
    ],
    [
      'auto',
      [
        ['passive', 'commandRefused'],
        ['active', 'cannotListen'],
      ],
      'thisComputer',
      undefined,
    ],
    ['auto', [['active', 'nobodyCame']], 'clientFirewall', undefined],
    [
      'auto',
      [
        ['passive', 'commandRefused'],
        ['active', 'commandRefused'],
      ],
      'refused',
      undefined,
    ],
  ] as const) {
    it(`tells the likely cause: ${tried.map((way) => way.join(' ')).join(', ')}, in ${mode} mode`, () => {
      const error = errorOf(mode, tried)
      assert.equal(error.likelyCause, likelyCause)
      assert.equal(error.otherMode, otherMode)
    })
  }

  it('says the same in a sentence, and which mode to try', () => {
    assert.match(errorOf('passive', [['passive', 'closed']]).message, /server's firewall may block its passive ports\. Try active mode\.$/)
    assert.match(errorOf('active', [['active', 'nobodyCame']]).message, /router may block the server's connection\. Try passive mode\.$/)
  })

  it('recommends the mode that was not tried in auto mode, and none where both were', () => {
    assert.match(errorOf('auto', [['active', 'nobodyCame']]).message, /Try passive mode\.$/)
    const both: readonly Tried[] = [
      ['passive', 'unanswered'],
      ['active', 'nobodyCame'],
    ]
    assert.match(errorOf('auto', both).message, /in both directions\.$/)
  })

  it('names everything that was tried, and gives the first reply and all causes', () => {
    const error = errorOf('auto', [
      ['passive', 'commandRefused'],
      ['active', 'serverGaveUp'],
    ])
    assert.ok(error.message.startsWith('No data connection (passive: late; active: late). '))
    assert.equal(error.reply?.code, 425)
    assert.ok(error.cause instanceof AggregateError && error.cause.errors.length === 2)
  })

  it('is a matter of the proxy where there is one', () => {
    const proxy: ProxySettings = { kind: 'socks5', host: 'proxy.example', port: 1080 }
    const { likelyCause, otherMode, message } = errorOf('passive', [['passive', 'proxyFailed']], proxy)
    assert.deepEqual([likelyCause, otherMode], ['proxy', undefined])
    assert.match(message, /The proxy may not let/)
    const active = errorOf('active', [], proxy)
    assert.deepEqual([active.likelyCause, active.otherMode], ['activeThroughProxy', 'passive'])
  })

  for (const mode of ['passive', 'active'] as const) {
    it(`blames encryption, and no firewall, for what was opened and ended in ${mode} mode`, async () => {
      // vsftpd, with require_ssl_reuse=YES
      const error = await errorAfterOpening(mode, '522 SSL connection failed; session reuse required', testCertificate())
      assert.equal(error.likelyCause, 'encryption')
      assert.equal(error.otherMode, undefined) // is the same there
      assert.doesNotMatch(error.message, /firewall|Try/)
    })
  }

  for (const mode of ['passive', 'active'] as const) {
    it(`blames the server, and no firewall, for what was opened and ended without encryption in ${mode} mode`, async () => {
      const error = await errorAfterOpening(mode, '425 Security: Bad IP connecting.') // vsftpd
      assert.equal(error.likelyCause, 'server')
      assert.doesNotMatch(error.message, /firewall/)
    })
  }

  it('does not blame the way that was not tried before the server was lost', async () => {
    const bench = new Bench()
    try {
      const served = await bench.serve()
      const session = await bench.connect(served)
      bench.transfer = { mode: 'active' }
      await session.list('/')
      served.server.handlers.MLSD = (connection) => connection.reply('150 Here it comes')
      bench.transfer = { mode: 'auto' } // what worked comes first
      await assert.rejects(session.list('/'), (error) => {
        assert.ok(isFtpError(error) && error.mayWorkElsewhere && !error.message.includes('both directions'), String(error))
        return failsWith('dataConnection', 'EPRT', 'Try passive mode')(error)
      })
    } finally {
      await bench.end()
    }
  })
})

/** What a listing comes to whose data connection the server opens, and then ends with `reply`. */
async function errorAfterOpening(mode: DataMode, reply: string, tls?: TestCertificate): Promise<FtpError> {
  const bench = new Bench()
  try {
    const served = await bench.serve({
      tls,
      handlers: {
        async MLSD(connection) {
          const socket = await connection.data.connect()
          if (tls)
            await once(socket, 'readable') // the client wants to encrypt
          else await setImmediate().then(() => setImmediate()) // it has seen the connection
          connection.reply(reply)
          connection.data.close()
        },
      },
    })
    bench.transfer = { mode }
    const session = await bench.connect(served, tls && { security: 'explicit', tls: { ca: tls.cert } })
    const error: unknown = await session.list('/').catch((failure: unknown) => failure)
    assert.ok(isFtpError(error, 'dataConnection'), String(error))
    return error
  } finally {
    await bench.end()
  }
}
