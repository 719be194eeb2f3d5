import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { FtpConnection } from '../support/ftpServer.ts'
import { someBytes } from '../support/streams.ts'
import { Bench, dataVerbs, failsWith, Kept, within, workOf } from './support.ts'

const names = ({ entries }: { readonly entries: readonly { readonly name: string }[] }) => entries.map(({ name }) => name)
const refuse = (line: string) => (connection: FtpConnection) => connection.reply(line)

/** Sends `text` as a listing. */
function listing(text: string): (connection: FtpConnection) => Promise<void> {
  return async (connection) => {
    const data = await connection.data.connect()
    connection.reply('150 here')
    data.end(text)
    connection.data.release()
    connection.reply('226 done')
  }
}

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
    assert.deepEqual(workOf(served.server.commands), ['CWD /pub', 'EPSV', 'LIST -a', 'CWD /', 'NOOP'])
  })

  it('takes LIST where MLSD is announced and then unknown, and asks for MLSD no more', async () => {
    const served = await bench.serve({ handlers: { MLSD: refuse('500 MLSD?') } }, { 'pub/a': '' })
    const session = await bench.connect(served)
    assert.deepEqual(names(await session.list('/pub')), ['a'])
    assert.deepEqual(names(await session.list('/pub')), ['a'])
    assert.deepEqual(
      workOf(served.server.commands).filter((line) => line.startsWith('MLSD')),
      ['MLSD /pub'],
    )
  })

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
    assert.deepEqual(
      workOf(served.server.commands).filter((line) => line.startsWith('LIST')),
      ['LIST -a', 'LIST', 'LIST'],
    )
  })

  it('does without -a where it is taken for a name and matches nothing', async () => {
    const LIST = (connection: FtpConnection, argument: string) => (argument === '-a' ? listing('')(connection) : connection.default())
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
      const session = await bench.connect(await bench.serve({ noFeatures: ['MLST'], handlers: { LIST: refuse(line) } }))
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
      const MLSD = async (connection: FtpConnection) => {
        const data = await connection.data.connect()
        connection.reply('150 here')
        data.end('type=file; a\r\n')
        connection.data.release()
        connection.reply(reply)
      }
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

  it('leaves a folder again after a look, so that it can be removed', async () => {
    const served = await bench.serve({}, { 'pub/': '' })
    const session = await bench.connect(served)
    await session.visit('/pub')
    await session.noop()
    assert.deepEqual(workOf(served.server.commands), ['CWD /pub', 'CWD /', 'NOOP'])
  })

  it('takes LIST for exact types until MLSD has shown that it knows links', async () => {
    const handlers = {
      MLSD: listing('type=OS.unix=symlink; now\r\n'),
      LIST: listing('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> pub\r\n'),
    }
    const served = await bench.serve({ handlers })
    const session = await bench.connect(served)
    for (const exactTypes of [true, false, true]) assert.deepEqual(names(await session.list('/', { exactTypes })), ['now'])
    assert.equal(dataVerbs(served.server.commands), 'EPSV LIST EPSV MLSD EPSV MLSD')
  })

  it('tells where a link leads', async () => {
    const LIST = listing('lrwxrwxrwx    1 0        0               3 Jan  1 10:00 now -> ../pub\r\n')
    const session = await bench.connect(await bench.serve({ handlers: { LIST } }))
    assert.equal(await session.linkTarget('/now'), '../pub')
    assert.equal(await session.linkTarget('/other'), undefined)
  })
})

describe('retrieving a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('gives every byte, ends the destination and tells of the progress', async () => {
    const bytes = someBytes(500_000)
    const session = await bench.connect(await bench.serve({}, { big: bytes }))
    const kept = new Kept()
    const progress: number[] = []
    assert.equal(await session.retrieve('/big', kept, { onProgress: (count) => progress.push(count) }), 500_000)
    await once(kept, 'finish')
    assert.ok(kept.bytes.equals(bytes))
    assert.equal(progress.at(-1), 500_000)
  })

  it('of no bytes gives none', async () => {
    const session = await bench.connect(await bench.serve({}, { empty: '' }))
    assert.equal(await session.retrieve('/empty', new Kept()), 0)
  })

  it('with fewer bytes than its size is incomplete, and the destination destroyed', async () => {
    const RETR = (connection: FtpConnection) => {
      connection.data.cut = { after: 1000, by: 'end', reply: '226 done' }
      return connection.default()
    }
    const session = await bench.connect(await bench.serve({ handlers: { RETR } }, { big: someBytes(5000) }))
    const kept = new Kept()
    await assert.rejects(session.retrieve('/big', kept), failsWith('incomplete', '5000', '1000'))
    assert.ok(kept.destroyed && !kept.writableFinished)
    await session.noop()
  })

  it('that has grown meanwhile is whole if the new size says so', async () => {
    const RETR = async (connection: FtpConnection) => {
      await writeFile(join(served.root, 'log'), 'hello and more')
      await connection.default()
    }
    const served = await bench.serve({ handlers: { RETR } }, { log: 'hello' })
    const kept = new Kept()
    assert.equal(await (await bench.connect(served)).retrieve('/log', kept), 14)
    assert.equal(kept.bytes.toString(), 'hello and more')
  })

  it('that has grown meanwhile is incomplete if the bytes fit neither size', async () => {
    const RETR = async (connection: FtpConnection) => {
      await writeFile(join(served.root, 'log'), 'hello and more')
      connection.data.cut = { after: 8, by: 'end', reply: '226 done' }
      await connection.default()
    }
    const served = await bench.serve({ handlers: { RETR } }, { log: 'hello' })
    await assert.rejects((await bench.connect(served)).retrieve('/log', new Kept()), failsWith('incomplete', '14', '8'))
  })

  it('is believed where the server will not say the size', async () => {
    for (const SIZE of [refuse('500 SIZE?'), refuse('550 SIZE not allowed in ASCII mode'), refuse('213 0')]) {
      const session = await bench.connect(await bench.serve({ handlers: { SIZE } }, { a: 'hello' }))
      assert.equal(await session.retrieve('/a', new Kept()), 5)
    }
  })

  it('fails for the reason on this computer if there is one, not for what came of it', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })) })
    full.on('error', () => {})
    const session = await bench.connect(await bench.serve({}, { big: someBytes(5_000_000) }))
    await within(1500, assert.rejects(session.retrieve('/big', full), { code: 'ENOSPC' }))
  })

  it('destroys the destination also when nothing could be asked', async () => {
    const session = await bench.connect(await bench.serve())
    const kept = new Kept()
    await assert.rejects(session.retrieve('/a\nb', kept), failsWith('badName'))
    assert.equal(kept.destroyed, true)
  })
})

describe('storing a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('sends every byte and tells of the progress', async () => {
    const bytes = someBytes(500_000)
    const served = await bench.serve()
    const session = await bench.connect(served)
    const progress: number[] = []
    const source = Readable.from([bytes.subarray(0, 200_000), bytes.subarray(200_000)])
    assert.equal(await session.store('/big', source, { onProgress: (count) => progress.push(count) }), 500_000)
    assert.ok((await readFile(join(served.root, 'big'))).equals(bytes))
    assert.deepEqual(progress, [200_000, 500_000])
  })

  it('of no bytes makes an empty file', async () => {
    const served = await bench.serve({}, { a: 'old' })
    assert.equal(await (await bench.connect(served)).store('/a', Readable.from([])), 0)
    assert.equal((await readFile(join(served.root, 'a'))).length, 0)
  })

  it('that the server confirms and then has fewer bytes of is incomplete', async () => {
    const STOR = (connection: FtpConnection) => {
      connection.data.cut = { after: 1000, by: 'end', reply: '226 done' }
      return connection.default()
    }
    const session = await bench.connect(await bench.serve({ handlers: { STOR } }))
    await assert.rejects(session.store('/a', Readable.from([someBytes(1001)])), failsWith('incomplete', '1000', '1001'))
  })

  for (const SIZE of [refuse('500 SIZE?'), refuse('550 SIZE not allowed in ASCII mode')]) {
    it('is believed where the server will not say the size, and no listing does', async () => {
      const handlers = { SIZE, MLSD: listing('type=file; a\r\n') }
      const session = await bench.connect(await bench.serve({ handlers }))
      assert.equal(await session.store('/a', Readable.from(['hello'])), 5)
      assert.equal(await session.store('/b', Readable.from(['hello'])), 5)
    })

    it('is not believed where only a listing says the size, and it is another', async () => {
      const STOR = (connection: FtpConnection) => {
        connection.data.cut = { after: 1000, by: 'end', reply: '226 done' }
        return connection.default()
      }
      const session = await bench.connect(await bench.serve({ handlers: { SIZE, STOR } }))
      await assert.rejects(session.store('/a', Readable.from([someBytes(1001)])), failsWith('incomplete', '1000', '1001'))
    })
  }

  it('that is refused leaves a source of which nothing was read to be used again', async () => {
    const STOR = (connection: FtpConnection, path: string) =>
      path === '/.a' ? connection.reply('553 Prohibited file name') : connection.default()
    const served = await bench.serve({ handlers: { STOR } })
    const session = await bench.connect(served)
    const source = Readable.from([Buffer.from('hello')])
    await assert.rejects(session.store('/.a', source, { waitsForConsent: true }), failsWith('refused', '553'))
    assert.equal(source.destroyed, false)
    assert.equal(await session.store('/a', source, { waitsForConsent: true }), 5)
    assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello')
  })

  it('does not wait for ever for the consent of a server that gives none', async () => {
    const STOR = async (connection: FtpConnection) => {
      const chunks: Buffer[] = []
      for await (const chunk of await connection.data.connect()) chunks.push(chunk as Buffer)
      connection.data.release()
      await writeFile(join(served.root, 'a'), Buffer.concat(chunks))
      connection.reply('226 done')
    }
    const served = await bench.serve({ handlers: { STOR } })
    const session = await bench.connect(served)
    assert.equal(await within(1900, session.store('/a', Readable.from(['hello']), { waitsForConsent: true })), 5)
  })

  it('ends when the source fails', async () => {
    const session = await bench.connect(await bench.serve())
    let reads = 0
    const source = new Readable({
      read() {
        if (reads++ === 0) this.push('hello')
        else this.destroy(new Error('EIO'))
      },
    })
    await within(1500, assert.rejects(session.store('/a', source)))
    await session.noop()
  })
})

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
    const handlers = { MKD: refuse('250 created'), DELE: refuse('200 gone') }
    const session = await bench.connect(await bench.serve({ handlers }))
    await session.makeFolder('/new')
    await session.deleteFile('/a')
  })

  it('says what was refused', async () => {
    const session = await bench.connect(await bench.serve({}, { a: '' }))
    await assert.rejects(session.deleteFile('/missing'), failsWith('refused', 'DELE /missing', '550'))
    await assert.rejects(session.visit('/a'), failsWith('refused', 'CWD /a'))
    await assert.rejects(session.rename('/missing', '/b'), failsWith('refused', 'RNFR /missing'))
    await assert.rejects(session.rename('/a', '/missing/b'), failsWith('refused', 'RNTO /missing/b'))
  })

  it('does not send RNTO when RNFR was refused', async () => {
    const served = await bench.serve()
    const session = await bench.connect(served)
    await assert.rejects(session.rename('/missing', '/b'))
    assert.deepEqual(workOf(served.server.commands), ['RNFR /missing'])
  })

  for (const [reply, size] of [
    ['213 12345', 12345],
    ['213 file: 213, Size =51', 51],
    ['213 99999999999999999999', undefined],
    ['213 unknown', undefined],
    ['550 no', undefined],
  ] as const) {
    it(`takes ${size ?? 'nothing'} for the size from ${reply}`, async () => {
      const session = await bench.connect(await bench.serve({ handlers: { SIZE: refuse(reply) } }))
      assert.equal(await session.size('/a'), size)
    })
  }

  it('asks no more for what the server does not know', async () => {
    const served = await bench.serve({ handlers: { SIZE: refuse('500 SIZE?'), MDTM: refuse('502 MDTM?') } })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) {
      assert.equal(await session.size('/a'), undefined)
      assert.equal(await session.modified('/a'), undefined)
    }
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'MDTM /a'])
  })

  it('sets and tells the time of a file', async () => {
    const session = await bench.connect(await bench.serve({}, { a: '' }))
    const time = { ms: Date.parse('2024-02-29T03:04:05Z'), precision: 'second' } as const
    assert.equal(await session.setModified('/a', time), true)
    assert.deepEqual(await session.modified('/a'), time)
  })

  it('says when it can not set a time', async () => {
    const served = await bench.serve({ noFeatures: ['MFMT'] }, { a: '' })
    const session = await bench.connect(served)
    assert.equal(await session.setModified('/a', { ms: 0, precision: 'second' }), false)
    assert.deepEqual(workOf(served.server.commands), [])
  })

  it('gives a file a mode, and asks no more where that is refused', async () => {
    const served = await bench.serve({}, { 'a b': '' })
    const session = await bench.connect(served)
    assert.equal(await session.setMode('/a b', '755'), true)
    assert.equal((await stat(join(served.root, 'a b'))).mode & 0o777, 0o755)
    served.server.handlers.SITE = refuse('550 Permission denied.')
    assert.equal(await session.setMode('/a b', '644'), false)
    assert.equal(await session.setMode('/a b', '644'), false)
    assert.deepEqual(workOf(served.server.commands), ['SITE CHMOD 755 /a b', 'SITE CHMOD 644 /a b'])
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
