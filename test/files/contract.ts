/**
 * What every `FileSystem` promises, as one suite: memory, this computer's disk and each real server are held to it.
 * Every test works in an empty folder of its own.
 */

import assert from 'node:assert/strict'
import { Readable, Writable } from 'node:stream'
import { sameTime, type Entry, type Timestamp } from '../../src/base/entry.ts'
import { join } from '../../src/base/posixPath.ts'
import { FileError, isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'
import { readBytes, readText, someBytes, writeBytes } from '../support/streams.ts'

export interface Place {
  readonly files: FileSystem
  /** An empty folder. */
  readonly root: string
  /** True if a time given to `write` stays with the file. */
  readonly keepsTimes: boolean
  /** Makes a link the way the place does it by itself; `target` as written into the link. */
  link(target: string, path: string): Promise<void>
  tearDown(): Promise<void>
}

const mebibyte = 1024 * 1024

/** Names that have broken an FTP client or a shell somewhere. */
const awkwardNames = [
  'two words.txt',
  'é composed.txt',
  '日本語.txt',
  'ship 🚢.txt',
  '-leading-dash',
  '--help',
  '.hidden',
  '100%.txt',
  '%41.txt',
  '#1.txt',
  'a&b;c.txt',
  `it's "quoted".txt`,
  '[brackets].txt',
  '{braces,too}.txt',
  'star*.txt',
  'what?.txt',
  'back\\slash.txt',
  '~tilde',
  '$HOME',
  ' leading space',
  'trailing space ',
  'two  spaces',
]

/** Names a place is known to refuse; it must say so rather than take another. */
export interface Refusals {
  readonly files?: readonly string[]
  readonly folders?: readonly string[]
  /** Names it takes, and changes into others without a word. */
  readonly changes?: readonly string[]
}

/** What is asked for before anything is deleted or replaced. */
const exactly = { fresh: true, exactTypes: true } as const

export function describeFileSystem(name: string, setUp: () => Promise<Place>, refusals: Refusals = {}): void {
  const refused = (names: readonly string[] = [], name: string) => names.includes(name) || refusals.changes?.includes(name) === true
  describe(name, () => {
    let place: Place
    let files: FileSystem
    let root: string

    beforeEach(async () => {
      place = await setUp()
      ;({ files, root } = place)
    })
    afterEach(async () => {
      await place.tearDown()
    })

    const at = (...names: string[]) => join(root, ...names)
    const entriesOf = async (folder = root): Promise<readonly Entry[]> => {
      const { entries, complete } = await files.list(folder, { fresh: true })
      assert.equal(complete, true, 'the listing should be complete')
      return entries
    }
    const namesIn = async (folder = root) => (await entriesOf(folder)).map((entry) => entry.name).sort()

    describe('list', () => {
      it('finds an empty folder empty', async () => {
        assert.deepEqual(await entriesOf(), [])
      })

      it('gives names, types and sizes', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await files.createFolder(at('images'))
        const entries = await entriesOf()
        const lines = entries.map(({ name, type, size }) => (type === 'file' ? `${type} ${name} ${size}` : `${type} ${name}`))
        assert.deepEqual(lines.sort(), ['file page.html 5', 'folder images'])
      })

      it('gives all of 300 entries', async () => {
        const names = Array.from({ length: 300 }, (_, index) => `file ${String(index).padStart(3, '0')}.txt`)
        for (const one of names) await writeBytes(files, at(one), 'x')
        assert.deepEqual(await namesIn(), names)
      }).timeout(60_000)

      it('shows links as links where exact types are asked for', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await place.link('page.html', at('link.html'))
        const { entries } = await files.list(root, exactly)
        const link = entries.find((entry) => entry.name === 'link.html')
        assert.equal(link?.type, 'link')
      })

      it('fails with notFound on a missing folder', async () => {
        await assertFails(files.list(at('missing'), { fresh: true }), 'notFound')
      })

      it('fails with notAFolder on a file', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await assertFails(files.list(at('page.html'), { fresh: true }), 'notAFolder')
      })

      it('ends with the reason of a signal that is already aborted', async () => {
        const reason = new Error('no longer wanted')
        await assert.rejects(files.list(root, { fresh: true, signal: AbortSignal.abort(reason) }), (error) => error === reason)
      })
    })

    describe('stat', () => {
      it('describes a file', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        const stat = await files.stat(at('page.html'), { fresh: true })
        assert.deepEqual([stat.type, stat.size, stat.isLink], ['file', 5, false])
      })

      it('describes a folder', async () => {
        await files.createFolder(at('images'))
        const stat = await files.stat(at('images'), { fresh: true })
        assert.deepEqual([stat.type, stat.isLink], ['folder', false])
      })

      it('describes the place it starts in and the root of all', async () => {
        assert.equal((await files.stat(root, { fresh: true })).type, 'folder')
        assert.equal((await files.stat('/', { fresh: true })).type, 'folder')
      })

      it('describes what is behind a link', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await files.createFolder(at('images'))
        await place.link('page.html', at('to file'))
        await place.link('images', at('to folder'))
        const toFile = await files.stat(at('to file'), exactly)
        const toFolder = await files.stat(at('to folder'), exactly)
        assert.deepEqual([toFile.type, toFile.isLink], ['file', true])
        assert.deepEqual([toFolder.type, toFolder.isLink], ['folder', true])
      })

      it('fails with notFound where nothing is', async () => {
        await assertFails(files.stat(at('missing'), { fresh: true }), 'notFound')
        await assertFails(files.stat(at('missing', 'page.html'), { fresh: true }), 'notFound')
      })
    })

    describe('read and write', () => {
      it('keep every byte value', async () => {
        const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))
        await writeBytes(files, at('bytes.bin'), bytes)
        assert.deepEqual(await readBytes(files, at('bytes.bin')), bytes)
      })

      it('keep line ends as they are', async () => {
        await writeBytes(files, at('lines.txt'), 'unix\ndos\r\nmac\rend')
        assert.equal(await readText(files, at('lines.txt')), 'unix\ndos\r\nmac\rend')
      })

      it('keep an empty file', async () => {
        const stat = await writeBytes(files, at('empty'), '')
        assert.equal(stat.size, 0)
        assert.equal((await readBytes(files, at('empty'))).length, 0)
      })

      it('keep 1 MiB, given in pieces, and tell the progress', async () => {
        const bytes = someBytes(mebibyte)
        let progress = 0
        const stat = await files.write(at('big.bin'), inPieces(bytes, 60_000), {
          size: bytes.length,
          onProgress: (moved) => (progress = moved),
        })
        assert.deepEqual([stat.type, stat.size, progress], ['file', mebibyte, mebibyte])
        const { destination, contents } = collector()
        assert.equal(await files.read(at('big.bin'), destination, { onProgress: (moved) => (progress = moved) }), mebibyte)
        assert.ok(contents().equals(bytes), 'the bytes should be the same')
        assert.equal(progress, mebibyte)
      })

      it('wait for a destination that is slow', async () => {
        const bytes = someBytes(mebibyte)
        await writeBytes(files, at('big.bin'), bytes)
        const { destination, contents } = collector(setImmediate)
        assert.equal(await files.read(at('big.bin'), destination), mebibyte)
        assert.ok(contents().equals(bytes), 'the bytes should be the same')
      })

      it('replace what was there, shorter or longer', async () => {
        await writeBytes(files, at('page.html'), 'the first version')
        await writeBytes(files, at('page.html'), 'second')
        assert.equal(await readText(files, at('page.html')), 'second')
        await writeBytes(files, at('page.html'), 'the third version, which is longer')
        assert.equal(await readText(files, at('page.html')), 'the third version, which is longer')
        assert.deepEqual(await namesIn(), ['page.html'])
      })

      it('go through a link and leave it a link', async () => {
        await writeBytes(files, at('page.html'), 'old')
        await place.link('page.html', at('link.html'))
        assert.equal(await readText(files, at('link.html')), 'old')
        await writeBytes(files, at('link.html'), 'new')
        assert.equal(await readText(files, at('page.html')), 'new')
        assert.equal((await files.stat(at('link.html'), exactly)).isLink, true)
        assert.deepEqual(await namesIn(), ['link.html', 'page.html'])
      })

      it('run side by side', async () => {
        const contents = ['one', 'two', 'three'].map((text) => text.repeat(20_000))
        await Promise.all(contents.map((text, index) => writeBytes(files, at(`${index}.txt`), text)))
        const read = await Promise.all(contents.map((_, index) => readText(files, at(`${index}.txt`))))
        assert.deepEqual(read, contents)
      })

      it('let two read the same file at once', async () => {
        const bytes = someBytes(300_000)
        await writeBytes(files, at('big.bin'), bytes)
        const [one, two] = await Promise.all([readBytes(files, at('big.bin')), readBytes(files, at('big.bin'))])
        assert.ok(one.equals(bytes) && two.equals(bytes))
      })

      it('keep the time of the file where the place can', async () => {
        const modified: Timestamp = { ms: Date.UTC(2021, 1, 3, 4, 5, 6), precision: 'second' }
        const written = await writeBytes(files, at('page.html'), 'hello', { modified })
        assert.equal(await readText(files, at('page.html')), 'hello')
        if (!place.keepsTimes) return
        assert.ok(written.modified && sameTime(written.modified, modified), `written: ${JSON.stringify(written.modified)}`)
        const stat = await files.stat(at('page.html'), { fresh: true })
        assert.ok(stat.modified && sameTime(stat.modified, modified), `looked up: ${JSON.stringify(stat.modified)}`)
      })

      it('give a new file a time of about now', async () => {
        const { modified } = await writeBytes(files, at('page.html'), 'hello')
        assert.ok(modified, 'a time should be known')
        const fiveMinutes = 300_000
        assert.ok(Math.abs(modified.ms - Date.now()) < fiveMinutes, `${new Date(modified.ms).toISOString()} is not now`)
      })
    })

    describe('read', () => {
      it('fails with notFound where nothing is', async () => {
        await assertFails(readBytes(files, at('missing')), 'notFound')
      })

      it('fails with isAFolder on a folder', async () => {
        await files.createFolder(at('images'))
        await assertFails(readBytes(files, at('images')), 'isAFolder')
      })

      it('ends when aborted half-way, and the place works on', async () => {
        await writeBytes(files, at('big.bin'), someBytes(4 * mebibyte))
        const reason = new Error('no longer wanted')
        const abort = new AbortController()
        const destination = new Writable({ write: () => abort.abort(reason) }) // takes one block and no more
        await assert.rejects(files.read(at('big.bin'), destination, { signal: abort.signal }), (error) => error === reason)
        assert.equal((await readBytes(files, at('big.bin'))).length, 4 * mebibyte)
      })

      it('fails when the destination does, and the place works on', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        const destination = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) })
        await assert.rejects(files.read(at('page.html'), destination))
        assert.equal(await readText(files, at('page.html')), 'hello')
      })
    })

    describe('write', () => {
      it('refuses a taken name when it must not overwrite', async () => {
        await writeBytes(files, at('page.html'), 'old')
        await assertFails(writeBytes(files, at('page.html'), 'new', { overwrite: false }), 'exists')
        await assertKept('old')
      })

      it('takes a free name when it must not overwrite', async () => {
        await writeBytes(files, at('page.html'), 'new', { overwrite: false })
        await assertKept('new')
      })

      it('fails with notFound in a missing folder', async () => {
        await assertFails(writeBytes(files, at('missing', 'page.html'), 'hello'), 'notFound')
        assert.deepEqual(await namesIn(), [])
      })

      it('fails with isAFolder on a folder', async () => {
        await files.createFolder(at('images'))
        await assertFails(writeBytes(files, at('images'), 'hello'), 'isAFolder')
        assert.deepEqual(await namesIn(), ['images'])
      })

      for (const [what, size] of [
        ['fewer', 10],
        ['more', 2],
      ] as const) {
        it(`keeps the old file when ${what} bytes come than were announced`, async () => {
          await writeBytes(files, at('page.html'), 'old')
          await assertFails(writeBytes(files, at('page.html'), 'newer', { size }), 'incomplete')
          await assertKept('old')
        })
      }

      it('keeps the old file when the source fails at once', async () => {
        await writeBytes(files, at('page.html'), 'old')
        const source = new Readable({ read() {} })
        source.destroy(new Error('cable cut'))
        await assertFails(files.write(at('page.html'), source), 'incomplete')
        await assertKept('old')
      })

      it('keeps the old file when the source fails half-way', async () => {
        await writeBytes(files, at('page.html'), 'old')
        await assertFails(files.write(at('page.html'), brokenAfter(300_000)), 'incomplete')
        await assertKept('old')
      })

      it('leaves no new file when the source fails half-way', async () => {
        await assertFails(files.write(at('page.html'), brokenAfter(300_000)), 'incomplete')
        assert.deepEqual(await namesIn(), [])
      })

      it('keeps the old file when aborted half-way', async () => {
        await writeBytes(files, at('page.html'), 'old')
        const reason = new Error('no longer wanted')
        const abort = new AbortController()
        const source = thenStuck(300_000, () => abort.abort(reason))
        await assert.rejects(files.write(at('page.html'), source, { signal: abort.signal }), (error) => error === reason)
        await assertKept('old')
      })

      async function assertKept(contents: string): Promise<void> {
        assert.equal(await readText(files, at('page.html')), contents)
        assert.deepEqual(await namesIn(), ['page.html'], 'no temporary file should be left')
        await writeBytes(files, at('page.html'), 'and it works on')
        assert.equal(await readText(files, at('page.html')), 'and it works on')
      }
    })

    describe('names', () => {
      for (const name of refusals.files ?? []) {
        it(`can not be ${JSON.stringify(name)} for a file, and the place says so`, async () => {
          await assert.rejects(writeBytes(files, at(name), 'hello'), FileError)
          assert.deepEqual(await namesIn(), [])
        })
      }

      for (const name of refusals.folders ?? []) {
        it(`can not be ${JSON.stringify(name)} for a folder, and the place says so`, async () => {
          await assert.rejects(files.createFolder(at(name)), FileError)
          assert.deepEqual(await namesIn(), [])
        })
      }

      for (const changed of refusals.changes ?? []) {
        it(`can not be ${JSON.stringify(changed)}, which the place changes silently: that is found out`, async () => {
          await assert.rejects(writeBytes(files, at(changed), 'hello'), (error) => isFileError(error, 'badName'))
          await files.createFolder(at('folder')) // in the other one its name is taken by now, by the file
          await assert.rejects(files.createFolder(at('folder', changed)), (error) => isFileError(error, 'badName'))
          await writeBytes(files, at('plain'), 'hello')
          await assert.rejects(files.rename(at('plain'), at(changed)), (error) => isFileError(error, 'badName'))
        })
      }

      for (const awkward of awkwardNames.filter((one) => !refused(refusals.files, one))) {
        it(`may be ${JSON.stringify(awkward)} for a file`, async () => {
          await writeBytes(files, at(awkward), 'first')
          await writeBytes(files, at(awkward), 'hello')
          await writeBytes(files, at('bystander'), 'other')
          assert.deepEqual(await namesIn(), [awkward, 'bystander'].sort())
          assert.equal((await files.stat(at(awkward), { fresh: true })).size, 5)
          assert.equal(await readText(files, at(awkward)), 'hello')
          await files.rename(at(awkward), at('plain'))
          await files.rename(at('plain'), at(awkward))
          await files.deleteFile(at(awkward))
          assert.deepEqual(await namesIn(), ['bystander'])
        })
      }

      for (const awkward of awkwardNames.filter((one) => !refused(refusals.folders, one))) {
        it(`may be ${JSON.stringify(awkward)} for a folder`, async () => {
          await files.createFolder(at(awkward))
          await writeBytes(files, at(awkward, 'inside'), 'hello')
          assert.deepEqual(await namesIn(), [awkward])
          assert.deepEqual(await namesIn(at(awkward)), ['inside'])
          assert.equal(await readText(files, at(awkward, 'inside')), 'hello')
          await files.deleteFile(at(awkward, 'inside'))
          assert.deepEqual(await namesIn(at(awkward)), [])
          await files.deleteFolder(at(awkward))
          assert.deepEqual(await namesIn(), [])
        })
      }

      it('that match each other as patterns stay apart', async () => {
        await files.createFolder(at('[a]'))
        await files.createFolder(at('a'))
        await writeBytes(files, at('a', 'wrong'), 'x')
        assert.deepEqual(await namesIn(at('[a]')), [])
        await writeBytes(files, at('b*'), 'star')
        await writeBytes(files, at('bc'), 'c')
        await files.deleteFile(at('b*'))
        assert.deepEqual(await namesIn(), ['[a]', 'a', 'bc'])
      })
    })

    describe('createFolder', () => {
      it('fails with exists where a folder or a file is', async () => {
        await files.createFolder(at('images'))
        await writeBytes(files, at('page.html'), 'hello')
        await assertFails(files.createFolder(at('images')), 'exists')
        await assertFails(files.createFolder(at('page.html')), 'exists')
      })

      it('fails with notFound in a missing folder', async () => {
        await assertFails(files.createFolder(at('missing', 'images')), 'notFound')
      })
    })

    describe('deleteFile', () => {
      it('fails with notFound where nothing is', async () => {
        await assertFails(files.deleteFile(at('missing')), 'notFound')
      })

      it('fails with isAFolder on a folder, and leaves it', async () => {
        await files.createFolder(at('images'))
        await assertFails(files.deleteFile(at('images')), 'isAFolder')
        assert.deepEqual(await namesIn(), ['images'])
      })

      it('removes a link and leaves what it points to', async () => {
        await files.createFolder(at('images'))
        await writeBytes(files, at('images', 'ship.png'), 'hello')
        await place.link('images', at('link'))
        await files.deleteFile(at('link'))
        assert.deepEqual(await namesIn(), ['images'])
        assert.deepEqual(await namesIn(at('images')), ['ship.png'])
      })
    })

    describe('deleteFolder', () => {
      it('fails with notEmpty while something is in it', async () => {
        await files.createFolder(at('images'))
        await writeBytes(files, at('images', 'ship.png'), 'hello')
        await assertFails(files.deleteFolder(at('images')), 'notEmpty')
        assert.deepEqual(await namesIn(at('images')), ['ship.png'])
      })

      it('fails with notFound where nothing is', async () => {
        await assertFails(files.deleteFolder(at('missing')), 'notFound')
      })

      it('fails with notAFolder on a file, and leaves it', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await assertFails(files.deleteFolder(at('page.html')), 'notAFolder')
        assert.equal(await readText(files, at('page.html')), 'hello')
      })
    })

    describe('rename', () => {
      it('moves a file to another name and folder', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await files.createFolder(at('old'))
        await files.rename(at('page.html'), at('old', 'index.html'))
        assert.deepEqual(await namesIn(), ['old'])
        assert.equal(await readText(files, at('old', 'index.html')), 'hello')
      })

      it('moves a folder with all in it', async () => {
        await files.createFolder(at('images'))
        await writeBytes(files, at('images', 'ship.png'), 'hello')
        await files.rename(at('images'), at('pictures'))
        assert.deepEqual(await namesIn(), ['pictures'])
        assert.equal(await readText(files, at('pictures', 'ship.png')), 'hello')
      })

      it('refuses a taken name', async () => {
        await writeBytes(files, at('one'), '1')
        await writeBytes(files, at('two'), '2')
        await assertFails(files.rename(at('one'), at('two')), 'exists')
        await assertFails(files.rename(at('one'), at('two'), { overwrite: false }), 'exists')
        assert.deepEqual([await readText(files, at('one')), await readText(files, at('two'))], ['1', '2'])
      })

      it('replaces a file when it may', async () => {
        await writeBytes(files, at('one'), '1')
        await writeBytes(files, at('two'), '2')
        await files.rename(at('one'), at('two'), { overwrite: true })
        assert.deepEqual(await namesIn(), ['two'])
        assert.equal(await readText(files, at('two')), '1')
      })

      it('fails with notFound where nothing is', async () => {
        await assertFails(files.rename(at('missing'), at('page.html')), 'notFound')
      })

      it('fails with notFound into a missing folder, and leaves the file', async () => {
        await writeBytes(files, at('page.html'), 'hello')
        await assertFails(files.rename(at('page.html'), at('missing', 'page.html')), 'notFound')
        assert.equal(await readText(files, at('page.html')), 'hello')
      })
    })
  })
}

async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof FileError, `a FileError was expected: ${String(error)}`)
    assert.ok(isFileError(error, reason), `${reason} was expected, not ${error.reason}: ${error.message}`)
    return true
  })
}

function* piecesOf(bytes: Buffer, length: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length)
}

function inPieces(bytes: Buffer, length: number): Readable {
  return Readable.from(piecesOf(bytes, length), { objectMode: false })
}

/** Yields `length` bytes and then fails. */
function brokenAfter(length: number): Readable {
  return Readable.from(
    (function* () {
      yield* piecesOf(someBytes(length), 50_000)
      throw new Error('cable cut')
    })(),
    { objectMode: false },
  )
}

/** Yields `length` bytes, then calls `stuck` and never ends. */
function thenStuck(length: number, stuck: () => void): Readable {
  const pieces = piecesOf(someBytes(length), 50_000)
  return new Readable({
    read() {
      const piece = pieces.next()
      if (piece.done) stuck()
      else this.push(piece.value)
    },
  })
}

/** A destination that keeps what it gets; `later` decides when it takes the next block. */
function collector(later: (proceed: () => void) => void = (proceed) => proceed()): { destination: Writable; contents: () => Buffer } {
  const chunks: Buffer[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      later(() => done())
    },
  })
  return { destination, contents: () => Buffer.concat(chunks) }
}
