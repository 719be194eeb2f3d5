/** What a 550 meant, what an abort leaves, which names are sent: against the embedded server, which can be rude. */

import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { TransferMode } from '../../src/ftp/server.ts'
import type { FtpServerOptions, Handlers, Verb } from '../support/ftpServer.ts'
import { modeOnDisk } from '../support/modeOnDisk.ts'
import { readBytes, readText, someBytes, writeBytes } from '../support/streams.ts'
import { describeFileSystem } from './contract.ts'
import { ftpPlace, once, refusing, rephrased, sendLines, takeForEver, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

/** The common suite, in a folder of the embedded server. */
function describePlace(name: string, options: Options, mode: TransferMode): void {
  describeFileSystem(name, async () => {
    const place = await ftpPlace(options, mode)
    await mkdir(place.native('/home'))
    return {
      files: place.files,
      root: '/home',
      keepsTimes: !options.noFeatures?.includes('MFMT'),
      modeOf: (path) => modeOnDisk(place.native(path)),
      link: (target, path) => symlink(target, place.native(path)),
      tearDown: () => place.tearDown(),
    }
  })
}

const older: Options = { noFeatures: ['MLST', 'MLSD', 'MFMT', 'EPSV', 'EPRT'], renameOver: false }

describePlace('FtpFileSystem, passive', {}, 'passive')
describePlace('FtpFileSystem, active, on a server with LIST, PORT and no rename over', older, 'active')

describe('FtpFileSystem', () => {
  let place: FtpPlace

  beforeEach(async () => {
    place = await ftpPlace()
    await mkdir(place.native('/folder'))
    await mkdir(place.native('/empty'))
    await place.put('/file', 'hello')
    await place.put('/folder/inside', 'hello')
  })
  afterEach(() => place.tearDown())

  const handle = (handlers: Handlers) => void Object.assign(place.server.handlers, handlers)
  const commandsOf = async (work: () => Promise<unknown>) => {
    const before = place.server.commands.length
    await work()
    return place.server.commands.slice(before)
  }

  describe('tells by looking, whatever the server says,', () => {
    /** Each contradicts most of what it is told about; the server's language is anybody's guess. */
    const texts = [
      '550 No such file or directory.',
      '550 Permission denied.',
      '550 Das Verzeichnis ist nicht leer.',
      '550 ファイルが存在します',
      '553 Could not create file.',
      '450 Try again.',
      '550 ',
    ]

    type Work = (files: FileSystem) => Promise<unknown>
    const refused: readonly (readonly [string, FileErrorReason, Work, ...Verb[]])[] = [
      ['reading what is not there', 'notFound', (files) => readBytes(files, '/missing'), 'RETR'],
      ['reading in a folder that is not there', 'notFound', (files) => readBytes(files, '/missing/file'), 'RETR', 'CWD', 'MLSD', 'LIST'],
      ['reading a folder', 'isAFolder', (files) => readBytes(files, '/folder'), 'RETR'],
      ['listing what is not there', 'notFound', (files) => files.list('/missing'), 'MLSD', 'CWD', 'LIST'],
      ['listing a file', 'notAFolder', (files) => files.list('/file'), 'CWD', 'LIST'],
      ['looking for what is not there', 'notFound', (files) => files.stat('/missing')],
      ['looking in a folder that is not there', 'notFound', (files) => files.stat('/missing/file'), 'MLSD', 'CWD', 'LIST'],
      ['looking below a file', 'notFound', (files) => files.stat('/file/inside'), 'CWD', 'LIST'],
      ['deleting what is not there', 'notFound', (files) => files.deleteFile('/missing'), 'DELE'],
      ['deleting a folder as a file', 'isAFolder', (files) => files.deleteFile('/empty'), 'DELE'],
      ['deleting a folder that is not there', 'notFound', (files) => files.deleteFolder('/missing'), 'RMD'],
      ['deleting a file as a folder', 'notAFolder', (files) => files.deleteFolder('/file'), 'RMD'],
      ['deleting a folder with something in it', 'notEmpty', (files) => files.deleteFolder('/folder'), 'RMD'],
      ['making a folder that is there', 'exists', (files) => files.createFolder('/folder'), 'MKD'],
      ['making a folder where a file is', 'exists', (files) => files.createFolder('/file'), 'MKD'],
      ['making a folder in one that is not there', 'notFound', (files) => files.createFolder('/missing/new'), 'MKD', 'MLSD', 'CWD', 'LIST'],
      ['renaming what is not there', 'notFound', (files) => files.rename('/missing', '/new'), 'RNFR'],
      ['renaming what is not there over a file', 'notFound', (files) => files.rename('/missing', '/file', { overwrite: true }), 'RNFR'],
      [
        'renaming into a folder that is not there',
        'notFound',
        (files) => files.rename('/file', '/missing/new'),
        'RNTO',
        'MLSD',
        'CWD',
        'LIST',
      ],
      ['renaming over a file', 'exists', (files) => files.rename('/folder/inside', '/file')],
      ['renaming over a folder', 'isAFolder', (files) => files.rename('/file', '/folder', { overwrite: true })],
      ['writing to a folder', 'isAFolder', (files) => writeBytes(files, '/folder', 'x')],
      [
        'writing in a folder that is not there',
        'notFound',
        (files) => writeBytes(files, '/missing/new', 'x'),
        'STOR',
        'MLSD',
        'CWD',
        'LIST',
      ],
      ['writing where a file is and must stay', 'exists', (files) => writeBytes(files, '/file', 'x', { overwrite: false })],
    ]
    for (const [what, reason, work, ...verbs] of refused) {
      it(`that ${what} is ${reason}`, async () => {
        for (const text of texts) {
          for (const verb of verbs) place.server.handlers[verb] = rephrased(text)
          await assertFails(work(place.files), reason)
        }
        assert.deepEqual(
          [await place.names(), await place.names('/folder'), await place.text('/file')],
          [['empty', 'file', 'folder'], ['inside'], 'hello'],
        )
      })
    }

    const forbidden: readonly (readonly [string, Work, Handlers])[] = [
      ['reading', (files) => readBytes(files, '/file'), { RETR: refusing('550 No such file.') }],
      ['listing', (files) => files.list('/folder'), { MLSD: refusing('550 No such folder.', /folder/) }],
      ['listing the root', (files) => files.list('/'), { MLSD: refusing('550 No such folder.') }],
      ['deleting a file', (files) => files.deleteFile('/file'), { DELE: refusing('550 No such file.') }],
      ['deleting an empty folder', (files) => files.deleteFolder('/empty'), { RMD: refusing('550 Not empty.') }],
      ['making a folder', (files) => files.createFolder('/new'), { MKD: refusing('550 Exists.') }],
      ['renaming from', (files) => files.rename('/file', '/new'), { RNFR: refusing('550 No such file.') }],
      ['renaming to', (files) => files.rename('/file', '/new'), { RNTO: refusing('553 No such file.') }],
      ['writing', (files) => writeBytes(files, '/file', 'x'), { STOR: refusing('553 No such file.') }],
    ]
    for (const [what, work, handlers] of forbidden) {
      it(`that ${what} is not allowed`, async () => {
        handle(handlers)
        await assertFails(work(place.files), 'noPermission')
        assert.deepEqual([await place.names(), await place.text('/file')], [['empty', 'file', 'folder'], 'hello'])
      })
    }

    for (const [what, work] of [
      ['looked at', (files) => files.stat('/folder/inside')],
      ['read', (files) => readBytes(files, '/folder/inside')],
      ['deleted', (files) => files.deleteFile('/folder/inside')],
    ] as const satisfies readonly (readonly [string, Work])[]) {
      it(`that nobody knows what is in a folder that can't be listed, when something in it is ${what}`, async () => {
        handle({ MLSD: refusing('550 No such folder.', /folder/), RETR: refusing('550 No.'), DELE: refusing('550 No.') })
        await assertFails(work(place.files), 'noPermission')
      })
    }

    it('that a line which can not be read may be the one that is looked for', async () => {
      handle({
        MLSD: (connection) => sendLines(connection, ['type=file;size=5; file', 'what is this?']),
        LIST: (connection) => sendLines(connection, ['-rw-r--r-- 1 me me 5 Jan  1 2024 file', 'what is this?']),
      })
      assert.equal((await place.files.list('/')).complete, false)
      assert.equal((await place.files.stat('/file')).size, 5)
      await assertFails(place.files.stat('/missing'), 'unavailable')
      await assertFails(writeBytes(place.files, '/missing', 'x', { overwrite: false }), 'unavailable')
    })
  })

  describe('ends a write that is aborted', () => {
    const reason = new Error('no longer wanted')
    const isReason = (error: unknown) => error === reason

    for (const [server, handlers] of [
      ['that says so', {}],
      ['that never answers STOR again', { STOR: once((connection) => takeForEver(connection)) }],
      [
        'that reads no more',
        {
          STOR: once(async (connection) => {
            connection.data.cut = { after: 100_000, by: 'silence', reply: '' }
            await connection.default()
            await new Promise(() => {}) // and answers no command on this connection
          }),
        },
      ],
    ] as const satisfies readonly (readonly [string, Handlers])[]) {
      it(`soon, with the old file in its place and nothing else, on a server ${server}`, async () => {
        handle(handlers)
        const abort = new AbortController()
        let started = 0
        const onProgress = (bytes: number) => {
          if (bytes < 200_000 || abort.signal.aborted) return
          started = Date.now()
          abort.abort(reason)
        }
        await assert.rejects(place.files.write('/file', endless(), { signal: abort.signal, onProgress }), isReason)
        const elapsed = Date.now() - started
        assert.ok(elapsed < 2000, `it took ${elapsed} ms`)
        assert.deepEqual(await place.names(), ['empty', 'file', 'folder'])
        assert.equal(await place.text('/file'), 'hello')
        await writeBytes(place.files, '/file', 'it works on')
        assert.equal(await place.text('/file'), 'it works on')
      })
    }

    it('soon, when the server is gone and does not even refuse', async () => {
      handle({ STOR: once((connection) => takeForEver(connection)) })
      await place.files.stat('/file')
      place.server.handlers.USER = () => new Promise(() => {}) // the next connection hangs
      const abort = new AbortController()
      let started = 0
      const onProgress = () => {
        started ||= Date.now()
        abort.abort(reason)
      }
      await assert.rejects(place.files.write('/file', endless(), { signal: abort.signal, onProgress }), isReason)
      const elapsed = Date.now() - started
      assert.ok(elapsed < 2000, `it took ${elapsed} ms`)
      assert.equal(await place.text('/file'), 'hello')
    })

    it('before it begins, without a command', async () => {
      const commands = await commandsOf(() =>
        assert.rejects(writeBytes(place.files, '/file', 'x', { signal: AbortSignal.abort(reason) }), isReason),
      )
      assert.deepEqual(commands, [])
    })

    it('not any more once the new file takes its place', async () => {
      const abort = new AbortController()
      handle({
        RNTO: once((connection) => {
          abort.abort(reason)
          return connection.default()
        }),
      })
      assert.equal((await writeBytes(place.files, '/file', 'new', { signal: abort.signal })).size, 3)
      assert.equal(await place.text('/file'), 'new')
    })

    it('between the last byte and the rename, with the old file in its place', async () => {
      const abort = new AbortController()
      handle({
        MFMT: (connection) => {
          abort.abort(reason)
          return connection.default()
        },
      })
      const modified = { ms: Date.UTC(2026, 0, 2), precision: 'second' } as const
      await assert.rejects(writeBytes(place.files, '/file', 'new', { signal: abort.signal, modified }), isReason)
      await place.files.list('/', { fresh: true }) // the connection is in order, and DELE was before this
      assert.deepEqual(await place.names(), ['empty', 'file', 'folder'])
      assert.equal(await place.text('/file'), 'hello')
    })
  })

  it('hears of a source that fails before there is a connection', async () => {
    const source = new Readable({ read() {} })
    source.destroy(new Error('cable cut'))
    await assertFails(place.files.write('/file', source), 'incomplete')
    assert.equal(await place.text('/file'), 'hello')
  })

  describe('sends no name that could be more than a name', () => {
    const names = ['a\r\nDELE file', 'a\nDELE file', 'a\rb', 'a\0b', '\u001b[2J', 'half \ud800']
    const operations: Readonly<Record<string, (files: FileSystem, path: string) => Promise<unknown>>> = {
      list: (files, path) => files.list(path),
      stat: (files, path) => files.stat(path),
      read: (files, path) => readBytes(files, path),
      write: (files, path) => writeBytes(files, path, 'x'),
      createFolder: (files, path) => files.createFolder(path),
      deleteFile: (files, path) => files.deleteFile(path),
      deleteFolder: (files, path) => files.deleteFolder(path),
      'rename from': (files, path) => files.rename(path, '/new'),
      'rename to': (files, path) => files.rename('/file', path),
      'rename over': (files, path) => files.rename('/file', path, { overwrite: true }),
    }
    for (const [operation, work] of Object.entries(operations)) {
      it(`with ${operation}, nor anything else`, async () => {
        await place.files.stat('/file') // logged in
        for (const name of names) {
          const commands = await commandsOf(async () => {
            await assertFails(work(place.files, `/${name}`), 'badName')
            await assertFails(work(place.files, `/${name}/file`), 'badName')
          })
          assert.deepEqual(commands, [])
        }
        assert.equal(await place.text('/file'), 'hello')
      })
    }
  })

  it('asks with one listing for a stat, and adds nothing to a listing', async () => {
    await place.files.stat('/file')
    assert.deepEqual(withoutPorts(await commandsOf(() => place.files.stat('/folder/inside'))), ['MLSD /folder'])
    assert.deepEqual(withoutPorts(await commandsOf(() => place.files.list('/folder'))), ['MLSD /folder'])
    assert.deepEqual(await commandsOf(() => place.files.stat('/')), [])
  })

  for (const mode of ['passive', 'active'] as const) {
    it(`tells of a file it could not read once, by its promise, ${mode}`, async () => {
      const other = await ftpPlace({}, mode)
      try {
        const destination = new Writable({ write: (_chunk, _encoding, done) => done() }) // and nobody listens to it
        await assertFails(other.files.read('/missing', destination), 'notFound')
        await new Promise((resolve) => void setImmediate(resolve))
      } finally {
        await other.tearDown()
      }
    })
  }

  it('gives the whole of what it read, or fails', async () => {
    await place.put('/big', 'x'.repeat(1_000_000))
    for (const by of ['end', 'reset'] as const) {
      for (const reply of ['226 Transfer complete.', '426 Broken.', '451 Disk error.']) {
        place.server.handlers.RETR = once((connection) => {
          connection.data.cut = { after: 500_000, by, reply }
          return connection.default()
        })
        const ended: string[] = []
        const destination = new Writable({
          write: (_chunk, _encoding, done) => done(),
          final: (done) => {
            ended.push(`${by} ${reply}`)
            done()
          },
        })
        await assert.rejects(
          place.files.read('/big', destination),
          (error) => isFileError(error, 'incomplete', 'unavailable'),
          `${by} ${reply}`,
        )
        assert.deepEqual(ended, [], 'the end is the proof of the whole')
      }
    }
    assert.equal((await readText(place.files, '/big')).length, 1_000_000)
  })

  it('takes no connection for long: one dead since its last use is replaced unseen', async () => {
    await place.files.stat('/file')
    for (const connection of place.server.connections) connection.destroyControl()
    await place.server.clientsGone()
    assert.equal((await place.files.stat('/file')).size, 5)
    assert.equal(place.server.accepted, 2)
  })

  it('is unavailable when the server is', async () => {
    await place.server.stop()
    await assertFails(place.files.list('/'), 'unavailable')
    await assertFails(place.files.stat('/file'), 'unavailable')
    await assertFails(writeBytes(place.files, '/file', 'x'), 'unavailable')
  })
})

async function assertFails(work: Promise<unknown>, ...reasons: FileErrorReason[]): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(
      isFileError(error, ...reasons),
      `${reasons.join()} was expected, not ${isFileError(error) ? error.reason : ''}: ${String(error)}`,
    )
    return true
  })
}

function withoutPorts(commands: readonly string[]): readonly string[] {
  return commands.filter((line) => !/^(EPSV|PASV)/.test(line))
}

function endless(): Readable {
  const block = someBytes(50_000)
  return new Readable({
    read() {
      this.push(block)
    },
  })
}
