import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import type { FtpConnection, Handler } from '../support/ftpServer.ts'
import { answer } from './answers.ts'
import { Bench, dataVerbs, failsWith, Kept, within, workOf } from './support.ts'

const names = ({ entries }: { readonly entries: readonly { readonly name: string }[] }) => entries.map(({ name }) => name)

describe('a session', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('makes, renames and removes files and folders', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    const session = await bench.connect(served)
    await session.makeFolder('/new')
    await session.rename('/a', '/new/b')
    assert.deepEqual(names(await session.list('/new')), ['b'])
    await session.deleteFile('/new/b')
    await session.removeFolder('/new')
    assert.deepEqual(names(await session.list('/')), [])
  })

  it('takes any 2yz for success', async () => {
    const handlers = { MKD: answer('250 created'), DELE: answer('200 gone') }
    const session = await bench.connect(await bench.serve({ handlers }))
    await session.makeFolder('/new')
    await session.deleteFile('/a')
  })

  it('takes 3yz for success of nothing but RNFR, after which more is to come', async () => {
    const more = answer('350 Tell me more.')
    const handlers = { DELE: more, MKD: more, RMD: more, CWD: more, RNFR: more, RNTO: more }
    const session = await bench.connect(await bench.serve({ handlers }))
    await assert.rejects(session.deleteFile('/a'), failsWith('refused', 'DELE /a', '350'))
    await assert.rejects(session.makeFolder('/a'), failsWith('refused'))
    await assert.rejects(session.removeFolder('/a'), failsWith('refused'))
    await assert.rejects(session.visit('/a'), failsWith('refused'))
    await assert.rejects(session.rename('/a', '/b'), failsWith('refused', 'RNTO /b'))
    assert.equal((await session.deleteFiles(['/a']))[0]?.reason, 'refused')
  })

  it('says what was refused', async () => {
    const session = await bench.connect(await bench.serve({}, { a: '' }))
    await assert.rejects(session.deleteFile('/missing'), failsWith('refused', 'DELE /missing', '550'))
    await assert.rejects(session.visit('/a'), failsWith('refused', 'CWD /a'))
    await assert.rejects(session.rename('/missing', '/b'), failsWith('refused', 'RNFR /missing'))
    await assert.rejects(session.rename('/a', '/missing/b'), failsWith('refused', 'RNTO /missing/b'))
  })

  it('says of each of many files whether it is gone', async () => {
    for (const batches of ['yes', 'no'] as const) {
      bench.memory.batches = batches
      const served = await bench.serve({}, { 'folder/': '', a: '', b: '', c: '' })
      const session = await bench.connect(served)
      const errors = await session.deleteFiles(['/a', '/missing', '/b', '/folder', '/c'])
      assert.deepEqual(
        errors.map((error) => error?.message),
        [
          undefined,
          'The server refused DELE /missing: 550 No such file or directory.',
          undefined,
          'The server refused DELE /folder: 550 Is a directory.',
          undefined,
        ],
      )
      assert.deepEqual(names(await session.list('/')), ['folder'])
    }
  })

  it('does not send RNTO when RNFR was refused', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    await assert.rejects(session.rename('/missing', '/b'))
    assert.deepEqual(workOf(served.server.commands), ['RNFR /missing'])
  })

  it('knows what could be renamed', async () => {
    const session = await bench.connect(await bench.serve({}, { '.a': '' }))
    assert.deepEqual([await session.isRenamable('/.a'), await session.isRenamable('/.b')], [true, false])
    await session.noop()
  })

  it('can be cancelled between a command and its reply, and goes on in order', async () => {
    const abort = new AbortController()
    const CWD = (connection: FtpConnection) => {
      abort.abort()
      return connection.default()
    }
    const session = await bench.connect(await bench.serve({ handlers: { CWD } }, { a: 'hello' }))
    await assert.rejects(session.visit('/', { signal: abort.signal }), { name: 'AbortError' })
    assert.equal(await session.size('/a'), 5)
  })

  it('says goodbye', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    await session.quit()
    assert.equal(served.server.commands.at(-1), 'QUIT')
    assert.ok(session.error)
    await served.server.clientsGone()
  })

  it('leaves a server that does not say goodbye', async () => {
    const served = await bench.serve({ handlers: { QUIT: () => {} } })
    const session = await bench.connect(served)
    await within(1500, session.quit())
    await served.server.clientsGone()
  })

  it('tells that it has ended, and why', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    const ended = new Promise<Error>((resolve) => session.onDidClose(resolve))
    for (const connection of served.server.connections) connection.reply('421 Timeout.')
    assert.ok(failsWith('connectionLost', 'Timeout.')(await ended))
    await assert.rejects(session.list('/'), failsWith('connectionLost', 'Timeout.'))
  })
})

describe('a session with a server that must know beforehand what is transferred', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  /** As drftpd does: each PRET is good for one port. */
  const wanting = (): Partial<Record<'PRET' | 'EPSV', Handler>> => {
    let isAnnounced = false
    return {
      PRET: (connection) => {
        isAnnounced = true
        connection.reply('200 OK, planning to use it.')
      },
      EPSV: (connection) => {
        if (!isAnnounced) return connection.reply('500 You need to use a client supporting PRET.')
        isAnnounced = false
        return connection.default()
      },
    }
  }

  it('says so once a port was refused without it, and from then on, whatever is transferred', async () => {
    const served = await bench.serve({ extras: ['PRET'], handlers: wanting() }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.retrieve('/a', new Kept())
    await session.list('/')
    const expected = ['SIZE /a', 'EPSV', 'PRET RETR /a', 'EPSV', 'RETR /a', 'PRET MLSD /', 'EPSV', 'MLSD /']
    assert.deepEqual(workOf(served.server.commands), expected)
  })

  it('does not where ports are named without, as by Pure-FTPd, which announces PRET too', async () => {
    const served = await bench.serve({ extras: ['PRET'] }, { a: 'hello' })
    await (await bench.connect(served)).retrieve('/a', new Kept())
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'RETR /a'])
  })

  it('does not in active mode', async () => {
    bench.transfer = { mode: 'active' }
    const served = await bench.serve({ extras: ['PRET'] }, { a: 'hello' })
    await (await bench.connect(served)).retrieve('/a', new Kept())
    assert.equal(dataVerbs(served.server.commands), 'EPRT RETR')
    assert.equal(bench.log.count('PRET '), 0)
  })

  it('goes on without it where that is not known either', async () => {
    const handlers = { PRET: answer('500 PRET?'), EPSV: answer('500 EPSV?') }
    const served = await bench.serve({ extras: ['PRET'], handlers }, { a: 'hello' })
    const session = await bench.connect(served)
    assert.equal(await session.retrieve('/a', new Kept()), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPSV EPSV PASV RETR')
  })

  it('takes its refusal for that of the transfer', async () => {
    const served = await bench.serve({ extras: ['PRET'], handlers: { ...wanting(), PRET: answer('550 No such file.') } })
    const session = await bench.connect(served)
    const source = Readable.from(['x'])
    await assert.rejects(session.store('/a', source), failsWith('refused', '550 No such file.'))
    assert.equal(source.destroyed, false)
    assert.deepEqual(workOf(served.server.commands), ['EPSV', 'PRET STOR /a'])
    await session.noop()
  })
})
