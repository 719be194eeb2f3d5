import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { ControlConnection } from '../../../src/ftp/controlConnection.ts'
import { eprt, port } from '../../../src/ftp/data/active.ts'
import { PortAhead } from '../../../src/ftp/data/portAhead.ts'
import { DataMemory, type WorkingMethod } from '../../../src/ftp/data/ladder.ts'
import { epsv, pasv } from '../../../src/ftp/data/passive.ts'
import { DataPortRefused, type DataStrategy } from '../../../src/ftp/data/strategy.ts'
import { Features } from '../../../src/ftp/features.ts'
import { isFtpError } from '../../../src/ftp/ftpError.ts'
import { RestartMarker } from '../../../src/ftp/restart.ts'
import type { TransferMode } from '../../../src/ftp/server.ts'
import type { SessionContext } from '../../../src/ftp/sessionContext.ts'
import { runTransfer } from '../../../src/ftp/transfer.ts'
import { hostPort, type FtpConnection } from '../../support/ftpServer.ts'
import { silentPort } from '../../support/silentPort.ts'
import { Bench, dataContext, dataVerbs, deadPort, failsWith, Kept, timeouts, within } from '../support.ts'

async function deadEpsv(connection: FtpConnection): Promise<void> {
  connection.reply(`229 Entering Extended Passive Mode (|||${await deadPort()}|)`)
}

async function deadPasv(connection: FtpConnection): Promise<void> {
  connection.reply(`227 Entering Passive Mode (${hostPort('127.0.0.1', await deadPort())})`)
}

/** For transfers without a login. */
function sessionContext(bench: Bench, control: ControlConnection): SessionContext {
  return {
    control,
    features: new Features(),
    banner: '',
    restart: new RestartMarker(control),
    ahead: new PortAhead(),
    tls: undefined,
    settings: () => bench.transfer,
    host: '127.0.0.1',
    proxy: undefined,
    memory: bench.memory,
    timeouts,
    log: bench.log,
  }
}

/** A local port that is free, and the next one too. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen({ host: '127.0.0.1', port, exclusive: true }), 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

const refuse = (line: string) => (connection: FtpConnection) => connection.reply(line)

function methods(memory: DataMemory, mode: TransferMode, address = '127.0.0.1'): string {
  return names(
    memory.order(
      mode,
      dataContext(() => '', { localAddress: address, remoteAddress: address }),
    ),
  )
}

function names(strategies: readonly DataStrategy[]): string {
  return strategies.map(({ method }) => method).join(' ')
}

const anywhere = dataContext(() => '')

describe('the ways to open a data connection', () => {
  it('are tried passive before active, extended before plain', () => {
    const memory = new DataMemory()
    assert.equal(methods(memory, 'auto'), 'EPSV PASV EPRT PORT')
    assert.equal(methods(memory, 'passive'), 'EPSV PASV')
    assert.equal(methods(memory, 'active'), 'EPRT PORT')
  })

  it('are the extended ones alone over IPv6', () => {
    assert.equal(methods(new DataMemory(), 'auto', '::1'), 'EPSV EPRT')
  })

  it('begin with the one that worked', () => {
    const memory = new DataMemory()
    memory.hasWorked(port, ['EPSV: no', 'PASV: no'])
    assert.equal(methods(memory, 'auto'), 'PORT EPSV PASV EPRT')
    assert.equal(methods(memory, 'active'), 'PORT EPRT')
    assert.equal(methods(memory, 'passive'), 'EPSV PASV')
    assert.equal(memory.works?.why, 'EPSV: no; PASV: no')
    assert.equal(memory.works.mode, 'active')
  })

  it('leave out what the server refused', () => {
    const memory = new DataMemory()
    memory.wasRefused('EPSV', anywhere)
    assert.equal(methods(memory, 'auto'), 'PASV EPRT PORT')
  })

  it('are all tried again when all were refused', () => {
    const memory = new DataMemory()
    memory.wasRefused('EPRT', anywhere)
    memory.wasRefused('PORT', anywhere)
    assert.equal(methods(memory, 'active'), 'EPRT PORT')
    assert.equal(methods(memory, 'auto'), 'EPSV PASV')
  })

  it('forget what worked when it works no more, and try it in its turn', () => {
    const memory = new DataMemory()
    memory.hasWorked(pasv, [])
    memory.hasFailed('EPSV')
    assert.equal(methods(memory, 'auto'), 'PASV EPSV EPRT PORT')
    memory.hasFailed('PASV')
    assert.equal(methods(memory, 'auto'), 'EPSV PASV EPRT PORT')
    assert.equal(memory.works, undefined)
  })

  it('are tried again when what was refused would be asked otherwise', () => {
    const settings = { mode: 'active', activeAddress: '203.0.113.5' } as const
    const context = dataContext(() => '', { settings, remoteAddress: '198.51.100.1' })
    for (const change of [
      { settings: { ...settings, activeAddress: '203.0.113.6' } },
      { settings: { ...settings, activePorts: { low: 50_000, high: 50_010 } } },
      { settings: { ...settings, dataPort: 'next' } },
      { settings: { ...settings, mode: 'auto' } },
      { localAddress: '127.0.0.2' },
    ] as const) {
      const memory = new DataMemory()
      memory.wasRefused('EPRT', context)
      assert.equal(names(memory.order('active', context)), 'PORT')
      assert.equal(names(memory.order('active', { ...context, ...change })), 'EPRT PORT', JSON.stringify(change))
      assert.equal(names(memory.order('active', context)), 'PORT')
    }
  })

  it('are not tried again for that when the command itself was refused', () => {
    const memory = new DataMemory()
    memory.wasRefused('EPSV', anywhere)
    assert.equal(names(memory.order('passive', { ...anywhere, localAddress: '127.0.0.2' })), 'PASV')
  })

  it('begin with PASV where the data may be on another host, for EPSV names none', () => {
    const context = dataContext(() => '', { settings: { mode: 'auto', dataHost: 'data.example' } })
    const memory = new DataMemory()
    assert.equal(names(memory.order('auto', context)), 'PASV EPSV EPRT PORT')
    memory.hasWorked(epsv, [])
    assert.equal(names(memory.order('auto', context)), 'PASV EPSV EPRT PORT')
    memory.hasWorked(port, [])
    assert.equal(names(memory.order('auto', context)), 'PORT PASV EPSV EPRT')
  })

  it('are the passive ones alone through a proxy', () => {
    const context = dataContext(() => '', { proxy: { kind: 'http', host: '127.0.0.1', port: 3128 } })
    assert.equal(names(new DataMemory().order('auto', context)), 'EPSV PASV')
    assert.equal(names(new DataMemory().order('active', context)), '')
  })

  it('are remembered over a restart', () => {
    const memory = new DataMemory()
    assert.deepEqual(memory.snapshot(), {})
    memory.hasWorked(port, ['EPSV: no'])
    const later = new DataMemory(JSON.parse(JSON.stringify(memory.snapshot())))
    assert.deepEqual(later.works, memory.works)
    assert.equal(methods(later, 'auto'), 'PORT EPSV PASV EPRT')
  })

  for (const remembered of [
    null,
    'PORT',
    7,
    [],
    {},
    { works: null },
    { works: { method: 'FTPS', mode: 'active', since: 1, why: '' } },
    { works: { method: 'PORT', mode: 'active', since: 'today', why: '' } },
    { works: { method: 'PORT', mode: 'active', since: NaN, why: '' } },
    { works: { method: 'PORT', mode: 'active', since: 1 } },
  ]) {
    it(`are remembered from nothing but a snapshot: ${JSON.stringify(remembered)}`, () => {
      assert.deepEqual(new DataMemory(remembered).snapshot(), {})
    })
  }

  it('tell of every change, and only of changes', () => {
    const memory = new DataMemory()
    const told: (WorkingMethod | undefined)[] = []
    memory.onDidChange((works) => told.push(works))
    memory.hasWorked(epsv, [])
    memory.hasWorked(epsv, [])
    memory.hasFailed('EPSV')
    memory.hasFailed('EPSV')
    memory.hasWorked(eprt, ['x'])
    assert.deepEqual(
      told.map((works) => works?.method),
      ['EPSV', undefined, 'EPRT'],
    )
  })
})

describe('opening a data connection', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('falls from EPSV to PASV when EPSV is refused, and asks for it no more', async () => {
    const served = await bench.serve({ handlers: { EPSV: refuse('500 EPSV?') } })
    const session = await bench.connect(served)
    await session.list('/')
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV PASV MLSD PASV MLSD')
    assert.deepEqual([bench.memory.data.works?.method, bench.memory.data.works?.why], ['PASV', 'EPSV: EPSV was refused (500 EPSV?)'])
  })

  it('falls from EPSV to PASV when the port of EPSV is dead, and begins with PASV from then on', async () => {
    const served = await bench.serve({ handlers: { EPSV: deadEpsv } })
    const session = await bench.connect(served)
    await session.list('/')
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV PASV MLSD PASV MLSD')
  })

  for (const reply of ['229 ok (|||0|)', '229 ok (|||1000000|)', '229 ok']) {
    it(`falls from EPSV to PASV at ${reply}`, async () => {
      const served = await bench.serve({ handlers: { EPSV: refuse(reply) } })
      await (await bench.connect(served)).list('/')
      assert.equal(dataVerbs(served.server.commands), 'EPSV PASV MLSD')
    })
  }

  it("dials the server's own address although 227 names another", async () => {
    const served = await bench.serve({
      handlers: {
        EPSV: refuse('500 EPSV?'),
        PASV: async (connection) => connection.reply(`227 ok (${hostPort('10.9.8.7', await connection.data.listen())})`),
      },
    })
    await (await bench.connect(served)).list('/')
    assert.equal(bench.log.count('the server named 10.9.8.7'), 1)
  })

  it('turns to active mode when passive ports are dead, and remembers why', async () => {
    bench.transfer = { mode: 'auto' }
    const served = await bench.serve({ handlers: { EPSV: deadEpsv, PASV: deadPasv } }, { a: 'hello' })
    const session = await bench.connect(served)
    const kept = new Kept()
    assert.equal(await session.retrieve('/a', kept), 5)
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV PASV EPRT RETR EPRT MLSD')
    const works = bench.memory.data.works
    assert.deepEqual([works?.method, works?.mode], ['EPRT', 'active'])
    assert.match(works?.why ?? '', /^EPSV: .*ECONNREFUSED.*; PASV: .*ECONNREFUSED/)
    assert.ok(Math.abs((works?.since ?? 0) - Date.now()) < 10_000)
  })

  it('turns to active mode when nothing answers at the passive ports', async () => {
    bench.transfer = { mode: 'auto' }
    const silent = await silentPort()
    try {
      const named = hostPort('127.0.0.1', silent.port)
      const handlers = { EPSV: refuse(`229 ok (|||${silent.port}|)`), PASV: refuse(`227 ok (${named})`) }
      const served = await bench.serve({ handlers })
      const session = await bench.connect(served, { timeouts: { dataConnectMs: 80 } })
      await session.list('/')
      await session.list('/')
      assert.equal(dataVerbs(served.server.commands), 'EPSV PASV EPRT MLSD EPRT MLSD')
      const halfTheTime = /^EPSV: nothing answered in 0\.08 s .*; PASV: nothing answered in 0\.04 s /
      assert.match(bench.memory.data.works?.why ?? '', halfTheTime)
    } finally {
      await silent.close()
    }
  })

  it('turns to the others in the same transfer when what worked works no more, and remembers that', async () => {
    bench.transfer = { mode: 'auto' }
    let isOpen = true
    const handlers = { EPSV: (connection: FtpConnection) => (isOpen ? connection.default() : deadEpsv(connection)), PASV: deadPasv }
    const served = await bench.serve({ handlers })
    const session = await bench.connect(served)
    await session.list('/')
    isOpen = false
    await session.list('/')
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV MLSD EPSV PASV EPRT MLSD EPRT MLSD')
    assert.equal(bench.memory.data.works?.method, 'EPRT')
  })

  it('turns from active mode to passive in the same transfer when the server can not dial any more', async () => {
    bench.transfer = { mode: 'auto' }
    bench.memory.data.hasWorked(eprt, [])
    // pyftpdlib says so in answer to the port.
    const no = refuse("425 Can't connect to specified address.")
    const served = await bench.serve({ handlers: { EPRT: no, PORT: no } })
    const session = await bench.connect(served)
    await session.list('/')
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPRT EPSV MLSD EPSV MLSD')
  })

  it('falls from EPRT to PORT when EPRT is refused', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve({ handlers: { EPRT: refuse('500 EPRT?') } })
    const session = await bench.connect(served)
    await session.list('/')
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPRT PORT MLSD PORT MLSD')
  })

  it('in passive mode never lets the server dial', async () => {
    const served = await bench.serve({ handlers: { EPSV: deadEpsv, PASV: deadPasv } })
    const session = await bench.connect(served)
    await assert.rejects(session.list('/'), failsWith('dataConnection', 'EPSV', 'PASV', 'Try active mode'))
    assert.equal(dataVerbs(served.server.commands), 'EPSV PASV')
    await session.noop()
  })

  it('in active mode never dials the server', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve({ handlers: { EPRT: refuse('500 EPRT?'), PORT: refuse('500 Illegal PORT command.') } })
    const session = await bench.connect(served)
    await assert.rejects(session.list('/'), failsWith('dataConnection', 'EPRT', 'PORT', 'Try passive mode'))
    assert.equal(dataVerbs(served.server.commands), 'EPRT PORT')
    await session.noop()
  })

  it('reports the first failure when nothing works, with its reply, and the others beside it', async () => {
    bench.transfer = { mode: 'auto' }
    const handlers = { EPSV: refuse('502 A'), PASV: refuse('502 B'), EPRT: refuse('502 C'), PORT: refuse('502 D') }
    const session = await bench.connect(await bench.serve({ handlers }))
    await assert.rejects(session.list('/'), (error) => {
      assert.ok(isFtpError(error, 'dataConnection'))
      assert.deepEqual(error.reply?.lines, ['A'])
      assert.ok(error.cause instanceof AggregateError)
      const all = (error.cause.errors as unknown[]).map((cause) => cause instanceof DataPortRefused && cause.reply?.lines[0])
      assert.deepEqual(all, ['A', 'B', 'C', 'D'])
      return true
    })
  })

  it('takes a change of the mode with the next transfer, on the same connection', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    for (const mode of ['passive', 'active', 'passive'] as const) {
      bench.transfer = { mode }
      await session.list('/')
    }
    assert.equal(dataVerbs(served.server.commands), 'EPSV MLSD EPRT MLSD EPSV MLSD')
    assert.equal(served.server.accepted, 1)
  })

  it('takes a change of the host that keeps the data with the next transfer', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    await session.list('/')
    bench.transfer = { mode: 'passive', dataHost: '127.0.0.1' }
    await session.list('/')
    bench.transfer = { mode: 'passive' }
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV MLSD PASV MLSD PASV MLSD')
  })

  it('takes a change of the port to dial from with the next transfer', async () => {
    const { address: data } = await bench.listener()
    const { server, ...address } = await bench.script(async (peer) => {
      for (;;) {
        const line = await peer.line()
        await peer.send(line === 'EPSV' ? `229 ok (|||${data.port}|)\r\n` : '150 here\r\n226 done\r\n')
      }
    })
    const control = await bench.control({ ...address, localPort: await freePair() })
    const steps: number[] = []
    const move = async (data: Socket) => {
      steps.push((data.localPort ?? 0) - control.localPort)
      data.end()
    }
    for (const dataPort of ['any', 'next', 'any'] as const) {
      bench.transfer = { mode: 'passive', dataPort }
      await runTransfer(sessionContext(bench, control), { verb: 'LIST', move, isUntouched: () => true })
    }
    assert.deepEqual(
      steps.map((step) => step === 1),
      [false, true, false],
      steps.join(' '),
    )
    assert.equal(server.accepted, 1)
  })

  it('takes a change of the address to announce with the next transfer, and asks again for what was refused with the other', async () => {
    const { server, ...address } = await bench.script(async (peer) => {
      for (;;) await peer.send((await peer.line()).startsWith('EPRT') ? '500 Illegal EPRT command.\r\n' : '425 Not now.\r\n')
    })
    const control = await bench.control(address)
    // A neighbour is told the real address, whatever the settings say.
    const context = sessionContext(bench, Object.create(control, { remoteAddress: { value: '198.51.100.1' } }) as ControlConnection)
    for (const activeAddress of ['203.0.113.5', '203.0.113.5', '203.0.113.6']) {
      bench.transfer = { mode: 'active', activeAddress }
      await assert.rejects(
        runTransfer(context, { verb: 'LIST', move: async () => {}, isUntouched: () => true }),
        failsWith('dataConnection'),
      )
    }
    assert.deepEqual(
      server.commands.map((line) => line.replace(/\d+\|$|\d+,\d+$/, '')),
      ['EPRT |1|203.0.113.5|', 'PORT 203,0,113,5,', 'PORT 203,0,113,5,', 'EPRT |1|203.0.113.6|', 'PORT 203,0,113,6,'],
    )
  })

  it('takes a change of the ports with the next transfer, also after the old ones could not be used', async () => {
    const { address } = await bench.listener()
    const served = await bench.serve({ handlers: { EPSV: deadEpsv, PASV: deadPasv } })
    const session = await bench.connect(served)
    bench.transfer = { mode: 'auto', activePorts: { low: address.port, high: address.port } }
    await assert.rejects(session.list('/'), failsWith('dataConnection', `ports ${address.port} to ${address.port}`))
    bench.transfer = { mode: 'auto' }
    await session.list('/')
    assert.equal(bench.memory.data.works?.method, 'EPRT')
  })

  it('asks again for what was refused only for the moment', async () => {
    let refusals = 0
    const handlers = {
      EPSV: (connection: FtpConnection) => (refusals++ === 0 ? connection.reply('425 No port free') : connection.default()),
      PASV: deadPasv,
    }
    const served = await bench.serve({ handlers })
    const session = await bench.connect(served)
    await assert.rejects(session.list('/'), failsWith('dataConnection'))
    await session.list('/')
    assert.equal(dataVerbs(served.server.commands), 'EPSV PASV EPSV MLSD')
  })

  it('takes a server that dials when it gets the port', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve({
      handlers: {
        // pyftpdlib
        async EPRT(connection, argument) {
          connection.data.aim(Number(argument.split('|')[3]))
          await connection.data.connect()
          connection.reply('200 Active data connection established.')
        },
      },
    })
    assert.deepEqual((await (await bench.connect(served)).list('/')).entries, [])
  })

  for (const [what, replies] of [
    ['425', ["425 Can't open data connection."]],
    ['150 and 425', ['150 Opening', "425 Can't open data connection."]],
    ['150 and 426', ['150 Opening', '426 Connection closed']],
  ] as const) {
    it(`tries the next way at once when the server answers ${what} in active mode`, async () => {
      bench.transfer = { mode: 'active' }
      let refusals = 0
      const served = await bench.serve(
        {
          handlers: {
            RETR: (connection) => (refusals++ === 0 ? connection.reply(...replies) : connection.default()),
          },
        },
        { a: 'hello' },
      )
      const session = await bench.connect(served, { timeouts: { dataConnectMs: 5000 } })
      const kept = new Kept()
      assert.equal(await within(1000, session.retrieve('/a', kept)), 5)
      assert.equal(dataVerbs(served.server.commands), 'EPRT RETR PORT RETR')
      assert.equal(kept.bytes.toString(), 'hello')
    })
  }

  it('ends in time when nobody dials, and the connection is not used in disorder', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve({ handlers: { MLSD: (connection) => connection.reply('150 soon') } })
    const session = await bench.connect(served, { timeouts: { dataConnectMs: 100 } })
    await within(2000, assert.rejects(session.list('/'), failsWith('dataConnection', 'did not connect')))
    assert.ok(session.error, 'the final reply never came')
  })

  it('gives the reason of a refusal that comes before the connection', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve()
    const session = await bench.connect(served)
    await within(500, assert.rejects(session.retrieve('/missing', new Kept()), failsWith('refused', '550')))
    await session.noop()
  })
})
