/** What only the server's own disk can tell: which bytes lie there, with what mode, and what is left when a connection breaks. */

import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { isFileError } from '../../src/files/fileError.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import type { SessionPool } from '../../src/ftp/pool.ts'
import { collecting, type ServedFolder } from '../servers/servedFolder.ts'
import { someBytes } from '../support/streams.ts'

export interface Connected {
  readonly served: ServedFolder
  readonly files: FtpFileSystem
  /** A pool like the one `files` works with. */
  openAnother(): SessionPool
}

/** `connected` is asked when a test runs. */
export function describeDisk(connected: () => Connected): void {
  describe('On the disk of the server', () => {
    let served: ServedFolder
    let files: FtpFileSystem
    let folder: string

    beforeEach(async () => {
      ;({ served, files } = connected())
      folder = await served.freshFolder()
    })

    const at = (name: string) => served.native(`${folder}/${name}`)
    const text = (name: string) => readFile(at(name), 'utf8')
    const write = (name: string, contents: string) => files.write(`${folder}/${name}`, Readable.from([Buffer.from(contents)]))
    const put = async (name: string, contents: string) => {
      await writeFile(at(name), contents)
      served.give(folder)
    }

    it('keeps the old file when an upload is cut off, with the server none the wiser', async () => {
      await put('page.html', 'old')
      await assert.rejects(files.write(`${folder}/page.html`, cutAfter(2_000_000)), (error) => isFileError(error, 'incomplete'))
      assert.equal(await text('page.html'), 'old')
      assert.deepEqual(await readdir(at('')), ['page.html'])
    })

    it('keeps the old file when every connection breaks during an upload, and needs no help to go on', async () => {
      await put('page.html', 'old')
      const doomed = connected().openAnother()
      const source = cutAfter(Infinity, () => doomed.dispose())
      await assert.rejects(new FtpFileSystem(doomed, collecting([])).write(`${folder}/page.html`, source))
      assert.equal(await text('page.html'), 'old')
      await write('page.html', 'new')
      assert.equal(await text('page.html'), 'new')
    })

    it('keeps the mode of a script, so that it goes on running', async () => {
      await put('page.cgi', 'old')
      await chmod(at('page.cgi'), 0o755)
      await write('page.cgi', 'new')
      assert.equal(await text('page.cgi'), 'new')
      assert.equal(((await stat(at('page.cgi'))).mode & 0o777).toString(8), '755')
    })

    it('overwrites nothing in a folder that can be entered and not listed', async () => {
      await put('page.html', 'precious')
      await put('other', 'other')
      await chmod(at(''), 0o333)
      await assert.rejects(files.write(`${folder}/page.html`, Readable.from([Buffer.from('new')]), { overwrite: false }))
      await assert.rejects(files.rename(`${folder}/other`, `${folder}/page.html`))
      assert.equal(await text('page.html'), 'precious')
    })

    it('writes through links below linked folders to where they really lead', async () => {
      for (const path of ['releases/5', 'shared', '../shared']) await mkdir(at(path), { recursive: true })
      await put('shared/.env', 'right')
      await put('../shared/.env', "somebody else's")
      await symlink('../../shared/.env', at('releases/5/.env'))
      await symlink('releases/5', at('current'))
      served.give()
      await write('current/.env', 'new')
      assert.equal(await text('../shared/.env'), "somebody else's")
      assert.equal(await text('shared/.env'), 'new')
    })

    it('writes exactly the bytes to the disk', async () => {
      const bytes = someBytes(3_000_000)
      await files.write(`${folder}/日本 語.bin`, Readable.from([bytes]), { size: bytes.length })
      assert.ok((await readFile(at('日本 語.bin'))).equals(bytes))
    })
  })
}

/** Fails after `length` bytes, or calls `onRead` after the first few blocks and goes on for ever. */
function cutAfter(length: number, onRead: () => void = () => {}): Readable {
  const block = someBytes(100_000)
  let sent = 0
  return new Readable({
    read() {
      if (sent >= length) this.destroy(new Error('cable cut'))
      else this.push(block)
      sent += block.length
      if (sent === 10 * block.length) onRead()
    },
  })
}
