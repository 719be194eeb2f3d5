import assert from 'node:assert/strict'
import { once } from 'node:events'
import { stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { formatFactTime } from '../../src/ftp/listing/facts.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import { answer, changed, listing } from './answers.ts'
import { Bench, dataVerbs, failsWith, workOf, type Served } from './support.ts'

const names = ({ entries }: { readonly entries: readonly { readonly name: string }[] }) => entries.map(({ name }) => name)
const sent = ({ server }: Served, verb: string) => workOf(server.commands).filter((line) => line.split(' ')[0] === verb)

describe('listing a folder', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('takes MLSD where it is announced', async () => {
    const served = await bench.serve({}, { 'pub/a b': 'hello', 'pub/ü': '' })
    const session = await bench.connect(served)
    const { entries, unreadable } = await session.list('/pub')
    assert.deepEqual(
      entries.map(({ name, type, size }) => [name, type, size]),
      [
        ['a b', 'file', 5],
        ['ü', 'file', 0],
      ],
    )
    assert.deepEqual(unreadable, [])
    assert.deepEqual(workOf(served.server.commands), ['EPSV', 'MLSD /pub'])
  })

  it('takes LIST -a in the folder itself where MLSD is not announced', async () => {
    const served = await bench.serve({ noFeatures: ['MLST'] }, { 'pub/.hidden': '', 'pub/a': '' })
    const session = await bench.connect(served)
    assert.deepEqual(names(await session.list('/pub')), ['.hidden', 'a'])
    await session.noop()
    assert.deepEqual(workOf(served.server.commands), ['CWD /pub', 'EPSV', 'LIST -a', 'MDTM /pub/.hidden', 'CWD /', 'NOOP'])
  })

  for (const line of ['500 MLSD?', '501 Not implemented.', '502 MLSD?', '504 Not for this parameter.']) {
    it(`takes LIST where MLSD is announced and then answered with ${line}, and asks for MLSD no more`, async () => {
      const served = await bench.serve({ handlers: { MLSD: answer(line) } }, { 'pub/a': '' })
      const session = await bench.connect(served)
      assert.deepEqual(names(await session.list('/pub')), ['a'])
      assert.deepEqual(names(await session.list('/pub')), ['a'])
      assert.deepEqual(sent(served, 'MLSD'), ['MLSD /pub'])
    })
  }

  it('goes on with MLSD after it was refused for what is no folder', async () => {
    // RFC 3659 7.2: 501 to MLSD of a file.
    const served = await bench.serve(
      {
        handlers: { MLSD: (connection, argument) => (argument === '/a' ? connection.reply('501 Not a directory.') : connection.default()) },
      },
      { a: '' },
    )
    const session = await bench.connect(served)
    await assert.rejects(session.list('/a'), failsWith('refused'))
    assert.deepEqual(names(await session.list('/')), ['a'])
    assert.equal(served.server.commands.at(-1), 'MLSD /')
  })

  it('does without -a where it is taken for a name and refused', async () => {
    const LIST = (connection: FtpConnection, argument: string) =>
      argument === '-a' ? connection.reply('550 -a: No such file.') : connection.default()
    const served = await bench.serve({ noFeatures: ['MLST'], handlers: { LIST } }, { 'pub/a': '' })
    const session = await bench.connect(served)
    assert.deepEqual(names(await session.list('/pub')), ['a'])
    assert.deepEqual(names(await session.list('/pub')), ['a'])
    assert.deepEqual(sent(served, 'LIST'), ['LIST -a', 'LIST', 'LIST'])
  })

  it('does without -a where it is taken for a name and matches nothing', async () => {
    const LIST = (connection: FtpConnection, argument: string) =>
      argument === '-a' ? listing('')(connection, argument) : connection.default()
    const session = await bench.connect(await bench.serve({ noFeatures: ['MLST'], handlers: { LIST } }, { 'pub/a': '' }))
    assert.deepEqual(names(await session.list('/pub')), ['a'])
  })

  it('never puts a path behind LIST', async () => {
    const served = await bench.serve({ noFeatures: ['MLST'] }, { '-R/*/a': '' })
    const session = await bench.connect(served)
    assert.deepEqual(names(await session.list('/-R/*')), ['a'])
    assert.deepEqual(workOf(served.server.commands).slice(0, 3), ['CWD /-R/*', 'EPSV', 'LIST -a'])
  })

  it('finds an empty folder empty', async () => {
    const served = await bench.serve({}, { 'empty/': '' })
    const session = await bench.connect(served)
    assert.deepEqual(await session.list('/empty'), { entries: [], unreadable: [] })
    await session.noop()
    assert.deepEqual(workOf(served.server.commands), ['EPSV', 'MLSD /empty', 'CWD /empty', 'CWD /', 'NOOP'])
  })

  it('finds a missing folder missing although the server lists nothing for it', async () => {
    for (const noFeatures of [[], ['MLST']] as const) {
      const handlers = { MLSD: listing(''), LIST: listing('') }
      const session = await bench.connect(await bench.serve({ noFeatures, handlers }))
      await assert.rejects(session.list('/missing'), failsWith('refused', 'CWD /missing'))
    }
  })

  for (const line of ['450 No files found', '550 No files found.', '550 No members found.', '550 Permission denied.']) {
    const meaning = line.startsWith('450') ? 'an empty folder' : 'a folder that is empty or closed,'
    it(`takes ${line} for ${meaning} after it could be entered`, async () => {
      const session = await bench.connect(await bench.serve({ noFeatures: ['MLST'], handlers: { LIST: answer(line) } }))
      assert.deepEqual(await session.list('/'), { entries: [], unreadable: [], ...(line.startsWith('550') && { isRefused: true }) })
      await session.noop()
    })
  }

  it('does not take 550 to MLSD for an empty folder', async () => {
    const session = await bench.connect(await bench.serve())
    await assert.rejects(session.list('/missing'), failsWith('refused', 'MLSD /missing'))
  })

  it('fails when the listing was cut short', async () => {
    for (const reply of ['426 Connection closed', '451 Local error']) {
      const MLSD = changed((lines) => (lines[0]?.startsWith('226') ? [reply] : lines))
      const session = await bench.connect(await bench.serve({ handlers: { MLSD } }))
      await assert.rejects(session.list('/'), (error) => error instanceof Error && error.message.includes(reply))
    }
  })

  it('hands back lines that can not be read', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { MLSD: listing('what is this?\r\ntype=file; a\r\n') } }))
    const { entries, unreadable } = await session.list('/')
    assert.deepEqual([names({ entries }), unreadable], [['a'], ['what is this?']])
  })

  it('reads IIS', async () => {
    const served = await bench.serve({ noFeatures: ['MLST'], listingStyle: 'dos' }, { 'pub/': '', a: 'hello' })
    const { entries } = await (await bench.connect(served)).list('/')
    assert.deepEqual(
      entries.map(({ name, type, size }) => [name, type, size]),
      [
        ['a', 'file', 5],
        ['pub', 'folder', undefined],
      ],
    )
  })

  it('waits for the way back where the server takes one command at a time', async () => {
    bench.memory.batches = 'no'
    let hadMore = false
    const CWD = async (connection: FtpConnection) => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      hadMore ||= connection.hasMore
      await connection.default()
    }
    const session = await bench.connect(await bench.serve({ handlers: { CWD } }, { 'pub/a': 'hello' }))
    await session.visit('/pub')
    assert.equal(await session.size('/pub/a'), 5)
    assert.equal(hadMore, false)
  })

  it('leaves a folder again after a look, so that it can be removed', async () => {
    const served = await bench.serve({}, { 'pub/': '' })
    const session = await bench.connect(served)
    await session.visit('/pub')
    await session.noop()
    assert.deepEqual(workOf(served.server.commands), ['CWD /pub', 'CWD /', 'NOOP'])
  })

  it('takes LIST for exact types, even where MLSD has shown that it knows links: ProFTPD leaves out those that lead nowhere', async () => {
    const handlers = {
      MLSD: listing('type=OS.unix=symlink; then\r\n'),
      LIST: listing('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> pub\r\n'),
    }
    const served = await bench.serve({ handlers })
    const session = await bench.connect(served)
    for (const exactTypes of [true, false, true])
      assert.deepEqual(names(await session.list('/', { exactTypes })), [exactTypes ? 'now' : 'then'])
    assert.equal(dataVerbs(served.server.commands), 'EPSV LIST EPSV MLSD EPSV LIST')
  })

  it('tells where a link leads', async () => {
    const LIST = listing('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> ../pub\r\n')
    const session = await bench.connect(await bench.serve({ handlers: { LIST } }))
    assert.equal(await session.linkTarget('/now'), '../pub')
    assert.equal(await session.linkTarget('/other'), undefined)
  })
})

describe('a listing without end', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is left after 64 MB, and says that it is not all; the session goes on', async () => {
    const line = `type=file;size=1; ${'x'.repeat(9000)}\r\n`
    const piece = line.repeat(100)
    let sent = 0
    const MLSD = async (connection: FtpConnection) => {
      const data = await connection.data.connect()
      connection.reply('150 here')
      while (!data.destroyed) {
        sent += piece.length
        if (!data.write(piece)) await Promise.race([once(data, 'drain'), once(data, 'close')]).catch(() => {})
      }
      connection.data.release()
      connection.reply('426 Gone')
    }
    const session = await bench.connect(await bench.serve({ handlers: { MLSD } }))
    const { entries, unreadable } = await session.list('/')
    assert.match(unreadable.join(), /goes on after 64 MB/)
    assert.ok(entries.length > 7000 && sent < 80_000_000, `${entries.length} entries of ${sent} bytes`)
    await session.noop()
  }).timeout(20_000)
})

describe("the clock of a server's LIST", () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const minuteMs = 60_000
  const hourMs = 60 * minuteMs
  const noFacts = { noFeatures: ['MLST'] } as const
  const times = async (served: Served) => {
    const { entries } = await (await bench.connect(served)).list('/')
    return entries.map(({ modified }) => modified)
  }
  const timeOnDisk = async ({ root }: Served, name: string) => (await stat(join(root, name))).mtimeMs
  const toTheMinute = (ms: number) => ({ ms: Math.floor(ms / minuteMs) * minuteMs, precision: 'minute' })

  for (const [zone, offsetMs] of [
    ['UTC+2', 2 * hourMs],
    ['UTC-3:30', -3.5 * hourMs],
    ['UTC+5:45', 5.75 * hourMs],
    ['UTC', 0],
  ] as const) {
    it(`at ${zone} is learnt from the time of one file, once for a site`, async () => {
      const served = await bench.serve({ ...noFacts, listingOffsetMs: offsetMs }, { 'a b': 'hello', b: '' })
      const modified = [toTheMinute(await timeOnDisk(served, 'a b')), toTheMinute(await timeOnDisk(served, 'b'))]
      assert.deepEqual(await times(served), modified)
      assert.deepEqual(await times(served), modified)
      assert.deepEqual(sent(served, 'MDTM'), ['MDTM /a b'])
      assert.equal(bench.memory.listOffsetMs, offsetMs)
    })
  }

  it('changes no time of which only the day is known, and learns nothing from it', async () => {
    const served = await bench.serve({ ...noFacts, listingOffsetMs: 2 * hourMs }, { old: '', recent: '' })
    await utimes(join(served.root, 'old'), new Date('2020-05-05T23:30:00Z'), new Date('2020-05-05T23:30:00Z'))
    const [old, recent] = await times(served)
    assert.deepEqual(old, { ms: Date.parse('2020-05-06'), precision: 'day' })
    assert.deepEqual(recent, toTheMinute(await timeOnDisk(served, 'recent')))
    assert.deepEqual(sent(served, 'MDTM'), ['MDTM /recent'])
  })

  it('changes no time of MLSD', async () => {
    const served = await bench.serve({}, { a: '' })
    bench.memory.listOffsetMs = 2 * hourMs
    const [time] = await times(served)
    assert.equal(time?.ms, Math.floor((await timeOnDisk(served, 'a')) / 1000) * 1000)
  })

  it('is left alone where MDTM says something else than the time of the file', async () => {
    const served = await bench.serve({ ...noFacts, handlers: { MDTM: answer('213 20190101000000') } }, { a: '' })
    for (let count = 0; count < 2; count++) assert.deepEqual(await times(served), [toTheMinute(await timeOnDisk(served, 'a'))])
    assert.equal(sent(served, 'MDTM').length, 1)
    assert.equal(bench.memory.listOffsetMs, 0)
  })

  it('is learnt from another file where the time of one is refused, and given up after a few', async () => {
    let refusals = 1
    const MDTM = (connection: FtpConnection) => (refusals-- > 0 ? connection.reply('550 Not yours.') : connection.default())
    const served = await bench.serve({ ...noFacts, listingOffsetMs: hourMs, handlers: { MDTM } }, { a: '' })
    await times(served)
    assert.equal(bench.memory.listOffsetMs, undefined)
    assert.deepEqual(await times(served), [toTheMinute(await timeOnDisk(served, 'a'))])
    assert.equal(bench.memory.listOffsetMs, hourMs)
  })

  it('is left alone where there is no MDTM', async () => {
    const served = await bench.serve({ noFeatures: ['MLST', 'MDTM'], listingOffsetMs: hourMs }, { a: '' })
    for (let count = 0; count < 2; count++) assert.deepEqual(await times(served), [toTheMinute((await timeOnDisk(served, 'a')) + hourMs)])
    assert.equal(sent(served, 'MDTM').length, 1)
  })

  it('is not learnt from a file that was written in between', async () => {
    const served = await bench.serve({ ...noFacts, listingOffsetMs: hourMs }, { a: '' })
    const onDisk = await timeOnDisk(served, 'a')
    served.server.handlers.MDTM = answer(`213 ${formatFactTime(onDisk + 7 * minuteMs)}`)
    assert.deepEqual(await times(served), [toTheMinute(onDisk + hourMs)])
    assert.equal(bench.memory.listOffsetMs, undefined)
    delete served.server.handlers.MDTM
    assert.deepEqual(await times(served), [toTheMinute(onDisk)])
  })

  it('is not asked for where there is no file to learn it from', async () => {
    const served = await bench.serve(noFacts, { 'folder/': '' })
    await times(served)
    assert.deepEqual([sent(served, 'MDTM'), bench.memory.listOffsetMs], [[], undefined])
  })
})
