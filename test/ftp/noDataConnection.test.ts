import assert from 'node:assert/strict'
import { DataPortRefused, type DataMode } from '../../src/ftp/data/strategy.ts'
import { isFtpError } from '../../src/ftp/ftpError.ts'
import { noDataConnection, type Failure } from '../../src/ftp/noDataConnection.ts'
import type { ProxySettings, TransferMode } from '../../src/ftp/server.ts'
import { Bench, dataContext, failsWith, replyOf } from './support.ts'

const failed = (mode: DataMode): Failure => ({
  method: mode === 'passive' ? 'EPSV' : 'EPRT',
  mode,
  message: `${mode}: late`,
  cause: new DataPortRefused(`${mode}: late`, replyOf('425 Late.')),
})
const errorOf = (mode: TransferMode, tried: readonly DataMode[], proxy?: ProxySettings) =>
  noDataConnection(
    dataContext(() => '', { settings: { mode }, proxy }),
    tried.map(failed),
    false,
  )

describe('no data connection', () => {
  const passive = /server's firewall may block its passive ports\. Try active mode\.$/
  const active = /router may block the server's connection\. Try passive mode\.$/
  const both = /block data connections in both directions\.$/

  for (const [mode, tried, advice, otherMode] of [
    ['auto', ['passive', 'passive', 'active', 'active'], both, undefined],
    ['auto', ['active', 'passive'], both, undefined],
    ['auto', ['active'], active, undefined],
    ['auto', ['passive', 'passive'], passive, undefined],
    ['passive', ['passive', 'passive'], passive, 'active'],
    ['active', ['active', 'active'], active, 'passive'],
  ] as const) {
    it(`says what is to be learnt from ${tried.join(', ')}, tried in ${mode} mode`, () => {
      const error = errorOf(mode, tried)
      assert.match(error.message, advice)
      assert.equal(error.otherMode, otherMode)
    })
  }

  it('blames no firewall for what failed on this computer', () => {
    const failure: Failure = {
      method: 'EPRT',
      mode: 'active',
      message: 'EPRT: no port',
      cause: new DataPortRefused("this computer can't listen on ports 5 to 5"),
    }
    const context = dataContext(() => '', { settings: { mode: 'active' } })
    assert.match(
      noDataConnection(context, [failure], false).message,
      /Check the site's ports and address for active mode, or use passive mode\.$/,
    )
  })

  it('names everything that was tried, and gives the first reply and all causes', () => {
    const error = errorOf('auto', ['passive', 'active'])
    assert.ok(error.message.startsWith('No data connection (passive: late; active: late). '))
    assert.equal(error.reply?.code, 425)
    assert.ok(error.cause instanceof AggregateError && error.cause.errors.length === 2)
  })

  it('is a matter of the proxy where there is one', () => {
    const proxy: ProxySettings = { kind: 'socks5', host: 'proxy.example', port: 1080 }
    assert.match(errorOf('auto', ['passive'], proxy).message, /The proxy may not let/)
    assert.equal(errorOf('active', [], proxy).otherMode, 'passive')
  })

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
