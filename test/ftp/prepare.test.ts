import assert from 'node:assert/strict'
import type { Handler } from '../support/ftpServer.ts'
import { received } from './answers.ts'
import { Bench, failsWith, Kept } from './support.ts'

/** Commands after the password. */
function preparation(commands: readonly string[]): readonly string[] {
  return commands.slice(commands.indexOf('PASS demo') + 1)
}

const answers =
  (...replies: readonly string[]): Handler =>
  (connection) =>
    connection.reply(...replies)

describe('preparing a session', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const [reply, folder] of [
    ['257 "/home/me" is current', '/home/me'],
    ['257 "/a ""quoted"" folder"', '/a "quoted" folder'],
    ['257 rubbish "/x" is current', '/x'],
    ['257 "/unclosed', '/'],
    ['550 no', '/'],
  ] as const) {
    it(`takes ${folder} for the folder after ${reply}, and asks nothing else`, async () => {
      const served = await bench.serve({ handlers: { PWD: answers(reply) } })
      assert.equal((await bench.connect(served)).loginFolder, folder)
      assert.equal(served.server.commands.at(-1), 'PWD')
    })
  }

  it('asks an OS/400 for paths as others have them', async () => {
    const served = await bench.serve({
      handlers: {
        SYST: answers('215  OS/400 is the remote operating system. The TCP/IP version is "V7R3M0".'),
        PWD: (connection) =>
          connection.reply(
            served.server.commands.includes('SITE NAMEFMT 1')
              ? '257 "/QSYS.LIB/QGPL.LIB" is current'
              : '257 "QGPL" is the current library.',
          ),
        SITE: answers('250 Now using naming format "1".'),
      },
    })
    assert.equal((await bench.connect(served)).loginFolder, '/QSYS.LIB/QGPL.LIB')
    assert.deepEqual(preparation(served.server.commands).slice(-4), ['PWD', 'SYST', 'SITE NAMEFMT 1', 'PWD'])
  })

  it('begins at the root where an OS/400 keeps its own paths, and where another system has some', async () => {
    const PWD = answers('257 "QGPL" is the current library.')
    const served = await bench.serve({ handlers: { PWD, SYST: answers('215 OS/400'), SITE: answers('501 Unknown parameter') } })
    assert.equal((await bench.connect(served)).loginFolder, '/')
    const other = await bench.serve({ handlers: { PWD, SYST: answers('215 VMS V6.1') } })
    assert.equal((await bench.connect(other)).loginFolder, '/')
    assert.ok(!other.server.commands.includes('SITE NAMEFMT 1'))
  })

  it('goes on where TYPE I is answered oddly, but not where it is refused', async () => {
    await bench.connect(await bench.serve({ handlers: { TYPE: answers('226 ok') } }))
    const served = await bench.serve({ handlers: { TYPE: answers('504 no') } })
    await assert.rejects(bench.connect(served), failsWith('unsupported', 'TYPE I'))
  })

  for (const reply of ['202 UTF8 mode is always enabled. No need to send this command.', '501 no', '504 no']) {
    it(`goes on where UTF-8 is announced and then answered with ${reply}`, async () => {
      await bench.connect(await bench.serve({ handlers: { OPTS: answers(reply) } }))
    })
  }

  it('takes a second answer to OPTS for that of no other command', async () => {
    const twice = answers('500 Unknown option: UTF8', '500 Unknown option: OPTS UTF8 ON')
    const served = await bench.serve({ handlers: { OPTS: twice, PWD: answers('257 "/home"') } })
    assert.equal((await bench.connect(served)).loginFolder, '/home')
    assert.equal(bench.log.count('unasked-for reply ignored'), 1)
  })

  it('asks for UTF-8 only where it is announced and wanted', async () => {
    const silent = await bench.serve({ features: ['SIZE'] })
    await bench.connect(silent)
    assert.deepEqual(preparation(silent.server.commands), ['FEAT', 'TYPE I', 'PWD'])
    const served = await bench.serve()
    await bench.connect(served, { login: { charset: 'windows-1252' } })
    assert.deepEqual(preparation(served.server.commands), ['FEAT', 'TYPE I', 'PWD'])
  })

  it('says who it is where clients are asked to, before it asks for UTF-8', async () => {
    const served = await bench.serve({ features: ['CLNT', 'UTF8'], handlers: { CLNT: answers('200 Hello') } })
    await bench.connect(served)
    assert.deepEqual(preparation(served.server.commands), ['FEAT', 'CLNT Portside', 'OPTS UTF8 ON', 'TYPE I', 'PWD'])
  })

  for (const [line, wanted] of [
    ['MLST type*;size;modify*;perm;x.hidden*;UNIX.mode;media-type;', 'type;size;modify;perm;UNIX.mode;'],
    ['MLST Type;Size;Modify;Perm', 'Type;Size;Modify;Perm;'],
    ['MLST type*,x.crc32*,size', 'type;size;'],
    ['MLST type*;size*;modify*;perm;unique;', undefined],
    ['MLST type*;perm*;', undefined],
    ['MLST', undefined],
  ] as const) {
    it(`asks for ${wanted ?? 'no facts'} after ${line}`, async () => {
      const served = await bench.serve({ features: [line] })
      await bench.connect(served)
      const options = preparation(served.server.commands).filter((command) => command.startsWith('OPTS'))
      assert.deepEqual(options, wanted === undefined ? [] : [`OPTS MLST ${wanted}`])
    })
  }

  it('sees the facts it has asked for', async () => {
    const served = await bench.serve({ features: ['MLST type*;size;modify;'] }, { a: 'four' })
    const session = await bench.connect(served)
    assert.deepEqual(
      (await session.list('/')).entries.map(({ name, size }) => [name, size]),
      [['a', 4]],
    )
  })

  it('goes on where facts can not be chosen', async () => {
    await bench.connect(await bench.serve({ features: ['MLST type*;size;'], handlers: { OPTS: answers('501 no') } }))
  })

  it('asks for the features again, once, where it was not counted as logged in yet', async () => {
    let asked = 0
    const served = await bench.serve({
      handlers: {
        FEAT: (connection) => (++asked === 1 ? connection.reply('530 Login first with USER and PASS, or QUIT') : connection.default()),
      },
    })
    const session = await bench.connect(served)
    assert.equal(session.features.of('MLST'), 'yes')
    assert.deepEqual(preparation(served.server.commands), ['FEAT', 'TYPE I', 'PWD', 'FEAT', 'OPTS UTF8 ON'])
    const closed = await bench.serve({ handlers: { FEAT: answers('530 Login first') } })
    await bench.connect(closed)
    assert.deepEqual(preparation(closed.server.commands), ['FEAT', 'TYPE I', 'PWD', 'FEAT'])
  })
})

describe('what a server makes of two commands at once', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is learnt at the first login: they leave together, and are answered in order', async () => {
    const TYPE: Handler = async (connection) => {
      await received(connection, 'PWD', 1)
      connection.reply('200 ok')
    }
    const session = await bench.connect(await bench.serve({ handlers: { TYPE } }))
    assert.equal(session.loginFolder, '/')
    assert.equal(bench.memory.batches, 'yes')
  })

  it('is learnt also where it drops the second: a new connection is made, which asks one by one', async () => {
    const { server, ...address } = await bench.script(async (peer) => {
      await peer.send('220 hi\r\n')
      for (const [line, reply] of [
        ['USER demo', '331 password'],
        ['PASS demo', '230 in'],
        ['FEAT', '500 what?'],
        ['TYPE I', '200 ok'],
      ] as const) {
        assert.equal(await peer.line(), line)
        if (line === 'TYPE I' && server.accepted === 1) assert.equal(await peer.line(), 'PWD') // and throws it away
        await peer.send(`${reply}\r\n`)
      }
      if (server.accepted === 1) return
      assert.equal(await peer.line(), 'PWD')
      await peer.send('257 "/home"\r\n')
    })
    const session = await bench.connect(address)
    assert.equal(session.loginFolder, '/home')
    assert.equal(server.accepted, 2)
    assert.equal(bench.memory.batches, 'no')
  })

  for (const [what, answersToType] of [
    ['come in another order', ['257 "/"']],
    ['are too many', ['200 ok', '200 really']],
  ] as const) {
    it(`counts as nothing good where the answers ${what}: nobody knows then which is whose`, async () => {
      let logins = 0
      const TYPE: Handler = async (connection) => {
        if (++logins > 1) return connection.default()
        for (const line of answersToType) connection.reply(line)
      }
      const PWD: Handler = async (connection) => {
        if (logins === 1) await new Promise((resolve) => setTimeout(resolve, 30))
        connection.reply('257 "/home"')
      }
      const served = await bench.serve({ handlers: { TYPE, PWD } }, { a: 'hello' })
      const session = await bench.connect(served)
      assert.equal(session.loginFolder, '/home')
      assert.equal(await session.size('/a'), 5)
      assert.deepEqual([bench.memory.batches, served.server.accepted], ['no', 2])
    })
  }

  it('is learnt anew where it was known to be good: a server may change', async () => {
    bench.memory.batches = 'yes'
    let logins = 0
    const TYPE: Handler = (connection) => {
      if (++logins === 1) connection.destroyControl()
      else connection.reply('200 ok')
    }
    const served = await bench.serve({ handlers: { TYPE } })
    await bench.connect(served)
    assert.deepEqual([bench.memory.batches, served.server.accepted], ['no', 2])
  })

  it('is learnt to be bad where the connection is lost with several unanswered', async () => {
    const SIZE: Handler = async (connection) => {
      await received(connection, 'EPSV', 1)
      connection.destroyControl()
    }
    const session = await bench.connect(await bench.serve({ handlers: { SIZE } }))
    assert.equal(bench.memory.batches, 'yes')
    await assert.rejects(session.retrieve('/a', new Kept()), failsWith('connectionLost'))
    assert.equal(bench.memory.batches, 'no')
  })

  it('does not become bad by a connection that is lost with one unanswered, or closed by us', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { SIZE: (connection) => connection.destroyControl() } }))
    await assert.rejects(session.size('/a'), failsWith('connectionLost'))
    assert.equal(bench.memory.batches, 'yes')
  })

  it('is not tried again once it is known', async () => {
    bench.memory.batches = 'no'
    let hadMore: boolean | undefined
    const TYPE: Handler = async (connection) => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      hadMore = connection.hasMore
      connection.reply('200 ok')
    }
    await bench.connect(await bench.serve({ handlers: { TYPE } }))
    assert.equal(hadMore, false)
    assert.equal(bench.memory.batches, 'no')
  })
})
