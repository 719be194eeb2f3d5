/** What is written is read back as it was. */

import assert from 'node:assert/strict'
import { sameTime, type Timestamp } from '../../../src/base/entry.ts'
import { readBytes, readText, someBytes, writeBytes } from '../../support/streams.ts'
import { exactly, type PlaceInUse } from './place.ts'
import { collector, inPieces } from './streams.ts'

const mebibyte = 1024 * 1024

export function describeReadAndWrite(here: PlaceInUse): void {
  const { at, namesIn } = here

  describe('read and write', () => {
    it('keep every byte value', async () => {
      const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))
      await writeBytes(here.files, at('bytes.bin'), bytes)
      assert.deepEqual(await readBytes(here.files, at('bytes.bin')), bytes)
    })

    it('keep line ends as they are', async () => {
      await writeBytes(here.files, at('lines.txt'), 'unix\ndos\r\nmac\rend')
      assert.equal(await readText(here.files, at('lines.txt')), 'unix\ndos\r\nmac\rend')
    })

    it('keep an empty file', async () => {
      const stat = await writeBytes(here.files, at('empty'), '')
      assert.equal(stat.size, 0)
      assert.equal((await readBytes(here.files, at('empty'))).length, 0)
    })

    it('keep 1 MiB, given in pieces, and tell the progress', async () => {
      const bytes = someBytes(mebibyte)
      let progress = 0
      const stat = await here.files.write(at('big.bin'), inPieces(bytes, 60_000), {
        size: bytes.length,
        onProgress: (moved) => (progress = moved),
      })
      assert.deepEqual([stat.type, stat.size, progress], ['file', mebibyte, mebibyte])
      const { destination, contents } = collector()
      assert.equal(await here.files.read(at('big.bin'), destination, { onProgress: (moved) => (progress = moved) }), mebibyte)
      assert.ok(contents().equals(bytes), 'the bytes should be the same')
      assert.equal(progress, mebibyte)
    })

    it('wait for a destination that is slow', async () => {
      const bytes = someBytes(mebibyte)
      await writeBytes(here.files, at('big.bin'), bytes)
      const { destination, contents } = collector(setImmediate)
      assert.equal(await here.files.read(at('big.bin'), destination), mebibyte)
      assert.ok(contents().equals(bytes), 'the bytes should be the same')
    })

    it('replace what was there, shorter or longer', async () => {
      await writeBytes(here.files, at('page.html'), 'the first version')
      await writeBytes(here.files, at('page.html'), 'second')
      assert.equal(await readText(here.files, at('page.html')), 'second')
      await writeBytes(here.files, at('page.html'), 'the third version, which is longer')
      assert.equal(await readText(here.files, at('page.html')), 'the third version, which is longer')
      assert.deepEqual(await namesIn(), ['page.html'])
    })

    it('go through a link and leave it a link', async () => {
      await writeBytes(here.files, at('page.html'), 'old')
      await here.place.link('page.html', at('link.html'))
      assert.equal(await readText(here.files, at('link.html')), 'old')
      await writeBytes(here.files, at('link.html'), 'new')
      assert.equal(await readText(here.files, at('page.html')), 'new')
      assert.equal((await here.files.stat(at('link.html'), exactly)).isLink, true)
      assert.deepEqual(await namesIn(), ['link.html', 'page.html'])
    })

    it('run side by side', async () => {
      const contents = ['one', 'two', 'three'].map((text) => text.repeat(20_000))
      await Promise.all(contents.map((text, index) => writeBytes(here.files, at(`${index}.txt`), text)))
      const read = await Promise.all(contents.map((_, index) => readText(here.files, at(`${index}.txt`))))
      assert.deepEqual(read, contents)
    })

    it('let two read the same file at once', async () => {
      const bytes = someBytes(300_000)
      await writeBytes(here.files, at('big.bin'), bytes)
      const [one, two] = await Promise.all([readBytes(here.files, at('big.bin')), readBytes(here.files, at('big.bin'))])
      assert.ok(one.equals(bytes) && two.equals(bytes))
    })

    it('keep the time of the file where the place can', async () => {
      const modified: Timestamp = { ms: Date.UTC(2021, 1, 3, 4, 5, 6), precision: 'second' }
      const written = await writeBytes(here.files, at('page.html'), 'hello', { modified })
      assert.equal(await readText(here.files, at('page.html')), 'hello')
      if (!here.place.keepsTimes) return
      assert.ok(written.modified && sameTime(written.modified, modified), `written: ${JSON.stringify(written.modified)}`)
      const stat = await here.files.stat(at('page.html'), { fresh: true })
      assert.ok(stat.modified && sameTime(stat.modified, modified), `looked up: ${JSON.stringify(stat.modified)}`)
    })

    it('give a new file a time of about now', async () => {
      const { modified } = await writeBytes(here.files, at('page.html'), 'hello')
      assert.ok(modified, 'a time should be known')
      const fiveMinutes = 300_000
      assert.ok(Math.abs(modified.ms - Date.now()) < fiveMinutes, `${new Date(modified.ms).toISOString()} is not now`)
    })
  })
}
