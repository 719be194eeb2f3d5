import assert from 'node:assert/strict'
import { eprt, port } from '../../../src/ftp/data/active.ts'
import { DataMemory, type WorkingMethod } from '../../../src/ftp/data/ladder.ts'
import { epsv, pasv } from '../../../src/ftp/data/passive.ts'
import { isFtpError } from '../../../src/ftp/ftpError.ts'
import type { TransferMode } from '../../../src/ftp/server.ts'
import { hostPort, type FtpConnection } from '../../support/ftpServer.ts'
import { Bench, dataContext, dataVerbs, deadPort, failsWith, Kept, within } from '../support.ts'

async function deadEpsv(connection: FtpConnection): Promise<void> {
  connection.reply(`229 Entering Extended Passive Mode (|||${await deadPort()}|)`)
}

async function deadPasv(connection: FtpConnection): Promise<void> {
  connection.reply(`227 Entering Passive Mode (${hostPort('127.0.0.1', await deadPort())})`)
}

const refuse = (line: string) => (connection: FtpConnection) => connection.reply(line)

function methods(memory: DataMemory, mode: TransferMode, address = '127.0.0.1'): string {
  const context = dataContext(() => '', { localAddress: address, remoteAddress: address })
  return memory
    .order(mode, context)
    .map(({ method }) => method)
    .join(' ')
}

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
    memory.wasRefused('EPSV')
    assert.equal(methods(memory, 'auto'), 'PASV EPRT PORT')
  })

  it('are all tried again when all were refused', () => {
    const memory = new DataMemory()
    memory.wasRefused('EPRT')
    memory.wasRefused('PORT')
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

  it('reports the first failure when nothing works, with its reply', async () => {
    bench.transfer = { mode: 'auto' }
    const handlers = { EPSV: refuse('502 A'), PASV: refuse('502 B'), EPRT: refuse('502 C'), PORT: refuse('502 D') }
    const session = await bench.connect(await bench.serve({ handlers }))
    await assert.rejects(session.list('/'), (error) => {
      assert.ok(isFtpError(error, 'dataConnection'))
      assert.deepEqual(error.reply?.lines, ['A'])
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
