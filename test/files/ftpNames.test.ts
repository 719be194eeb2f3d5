/** Names that aren't in the site's charset: raw bytes in a name, on the server and on the way to this computer. */

import assert from 'node:assert/strict'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CachedFileSystem } from '../../src/files/cachedFileSystem.ts'
import { copyFile, copyTree } from '../../src/files/copy.ts'
import { contentsOf, deleteTree } from '../../src/files/deleteTree.ts'
import { isFileError } from '../../src/files/fileError.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { ftpPlace, type FtpPlace } from './ftpPlace.ts'

const cafe = '/caf\udce9.txt'
const folder = '/\udcfcber'

/** Its bytes are those of Latin-1: é is E9 on the wire. */
for (const [listing, noFeatures] of [
  ['MLSD', []],
  ['LIST', ['MLST', 'MLSD']],
] as const) {
  describe(`A name that is not in the site's charset (${listing})`, () => {
    let place: FtpPlace
    let cached: CachedFileSystem
    let computer: TemporaryFolder
    const disk = new LocalFileSystem()

    beforeEach(async () => {
      computer = await temporaryFolder()
      place = await ftpPlace({ encoding: 'latin1', noFeatures })
      cached = new CachedFileSystem(place.files)
      await place.put('/café.txt', 'coffee')
      await place.put('/plain.txt', 'plain')
      await mkdir(place.native('/über'))
      await place.put('/über/inside.txt', 'inside')
    })
    afterEach(async () => {
      cached.dispose()
      await place.tearDown()
      await computer.remove()
    })

    it('is listed, and the listing says that the site wants a charset, also when it is remembered', async () => {
      for (let turn = 0; turn < 2; turn++) {
        const { entries, complete, notUtf8 } = await cached.list('/')
        assert.deepEqual([complete, notUtf8], [true, true])
        assert.deepEqual(
          entries.map(({ name, unusable }) => [name, unusable]).sort(),
          [cafe, '/plain.txt', folder].map((path) => [path.slice(1), undefined]),
        )
      }
      assert.equal('notUtf8' in (await cached.list(folder)), false)
    })

    it('can be read, written, renamed and deleted', async () => {
      assert.equal((await cached.stat(cafe)).size, 6)
      assert.equal(await readText(cached, cafe), 'coffee')
      await writeBytes(cached, cafe, 'tea')
      assert.equal(await place.text('/café.txt'), 'tea')
      await cached.rename(cafe, '/th\udce9.txt')
      assert.deepEqual(await place.names(), ['plain.txt', 'thé.txt', 'über'])
      await cached.deleteFile('/th\udce9.txt')
      await deleteTree(cached, folder, { contents: await contentsOf(cached, folder) })
      assert.deepEqual(await place.names(), ['plain.txt'])
    })

    it('is reported and not written to a disk, and the rest of the folder is', async () => {
      const { files, failed } = await copyTree(place.files, '/', disk, `${computer.path}/site`)
      assert.equal(files, 1)
      assert.deepEqual(await readdir(join(computer.native, 'site')), ['plain.txt'])
      assert.deepEqual(failed.map(({ path }) => path).sort(), [cafe, folder])
      for (const { error } of failed) {
        assert.ok(isFileError(error, 'badName'))
        assert.match(error.message, /\\x(E9|FC).*charset/)
        assert.doesNotMatch(error.message, /\p{Surrogate}/u)
      }
      assert.ok(!place.server.commands.some((command) => /^(SIZE|RETR).*café/.test(command))) // not even begun
    })

    it('is refused as a name of one file on a disk, too', async () => {
      await assert.rejects(copyFile(place.files, cafe, disk, `${computer.path}${cafe}`), (error) => isFileError(error, 'badName'))
      await copyFile(place.files, cafe, disk, `${computer.path}/café.txt`)
      assert.deepEqual(await readdir(computer.native), ['café.txt'])
      assert.equal(await readFile(join(computer.native, 'café.txt'), 'utf8'), 'coffee')
    })

    it('is copied to where it can be', async () => {
      const other = new MemoryFileSystem()
      const { files, failed } = await copyTree(place.files, '/', other, '/copy')
      assert.deepEqual([files, failed], [3, []])
      assert.equal(await readText(other, `/copy${cafe}`), 'coffee')
    })
  })
}

describe("A name that the site's charset doesn't have", () => {
  it('is refused before anything is sent, for a file and for a new name', async () => {
    const place = await ftpPlace({ encoding: 'latin1' }, 'passive', {}, { charset: 'latin1' })
    try {
      await place.put('/a.txt', 'a')
      const isRefused = (error: unknown) => isFileError(error, 'badName') && error.message.includes('latin1')
      await assert.rejects(writeBytes(place.files, '/日本.txt', Buffer.from('hello')), isRefused)
      await assert.rejects(place.files.rename('/a.txt', '/日本.txt'), isRefused)
      assert.deepEqual(await place.names(), ['a.txt'])
      assert.ok(!place.server.commands.some((line) => /^(STOR|RNFR) /.test(line)))
    } finally {
      await place.tearDown()
    }
  })
})
