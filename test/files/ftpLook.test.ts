/** Links on a server: followed to what they lead to, and still there when that was written. */

import assert from 'node:assert/strict'
import { mkdir, readlink, symlink } from 'node:fs/promises'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import { isSendable } from '../../src/files/ftpLook.ts'
import type { FtpServerOptions } from '../support/ftpServer.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { ftpPlace, sendLines, type FtpPlace } from './ftpPlace.ts'

const listings: Readonly<Record<string, Omit<FtpServerOptions, 'root'>>> = {
  'MLSD, which does not say where a link leads': {},
  'LIST, which does': { noFeatures: ['MLST', 'MLSD'] },
}

for (const [listing, options] of Object.entries(listings)) {
  describe(`A link on a server with ${listing}`, () => {
    let place: FtpPlace

    beforeEach(async () => {
      place = await ftpPlace(options)
      await mkdir(place.native('/real'))
      await place.put('/real/page.html', 'old')
    })
    afterEach(() => place.tearDown())

    const link = (target: string, path: string) => symlink(target, place.native(path))

    for (const [what, target, path] of [
      ['into another folder', 'real/page.html', '/link'],
      ['beside it', 'page.html', '/real/link'],
      ['up and down', '../real/./page.html', '/real/link'],
    ] as const) {
      it(`that leads ${what} stays, and what it leads to is replaced`, async () => {
        await link(target, path)
        await writeBytes(place.files, path, 'new bytes')
        assert.equal(await readlink(place.native(path)), target)
        assert.equal(await place.text('/real/page.html'), 'new bytes')
        assert.deepEqual(await place.names('/real'), path === '/link' ? ['page.html'] : ['link', 'page.html'])
        assert.equal(await readText(place.files, path), 'new bytes')
        const stat = await place.files.stat(path)
        assert.deepEqual([stat.type, stat.isLink, stat.size], ['file', true, 9])
      })
    }

    it("that leads to an absolute path means the server's, where the server goes the same way", async () => {
      await link('/real/page.html', '/link')
      place.server.handlers.SIZE = (connection, path) => connection.default(path === '/link' ? '/real/page.html' : path) // in a chroot
      await writeBytes(place.files, '/link', 'new')
      assert.equal(await place.text('/real/page.html'), 'new')
      assert.equal(await readlink(place.native('/link')), '/real/page.html')
    })

    it('that leads to an absolute path is left alone where the server goes another way, or nothing is there', async () => {
      await link('/real/page.html', '/link') // of the disk, for this server
      await link('/real/new.html', '/dangling')
      for (const path of ['/link', '/dangling']) await assertFails(writeBytes(place.files, path, 'new'), 'unsupported')
      assert.deepEqual([await place.names('/real'), await place.text('/real/page.html')], [['page.html'], 'old'])
      assert.deepEqual(await place.names(), ['dangling', 'link', 'real'])
    })

    it('that leads to a link stays, and so does that', async () => {
      await link('second', '/first')
      await link('real/third', '/second')
      await link('page.html', '/real/third')
      await writeBytes(place.files, '/first', 'new')
      assert.deepEqual(await Promise.all(['/first', '/second', '/real/third'].map((path) => readlink(place.native(path)))), [
        'second',
        'real/third',
        'page.html',
      ])
      assert.equal(await place.text('/real/page.html'), 'new')
    })

    it('to a folder lets through to what is in it', async () => {
      await link('real', '/folder')
      await writeBytes(place.files, '/folder/page.html', 'new')
      await writeBytes(place.files, '/folder/more.html', 'more')
      assert.deepEqual(await place.names('/real'), ['more.html', 'page.html'])
      assert.equal(await place.text('/real/page.html'), 'new')
      const stat = await place.files.stat('/folder')
      assert.deepEqual([stat.type, stat.isLink], ['folder', true])
      assert.equal((await place.files.stat('/folder/page.html')).type, 'file')
    })

    it('to a folder is not written over', async () => {
      await link('real', '/folder')
      await assertFails(writeBytes(place.files, '/folder', 'new'), 'isAFolder')
      assert.equal(await readlink(place.native('/folder')), 'real')
    })

    it('to nowhere makes the file it leads to', async () => {
      await link('real/new.html', '/dangling')
      const { type, isLink } = await place.files.stat('/dangling')
      assert.deepEqual([type, isLink], ['other', true])
      await writeBytes(place.files, '/dangling', 'new')
      assert.equal(await readlink(place.native('/dangling')), 'real/new.html')
      assert.equal(await place.text('/real/new.html'), 'new')
    })

    it('into a folder that is not there stays, and says so', async () => {
      await link('missing/new.html', '/dangling')
      await assertFails(writeBytes(place.files, '/dangling', 'new'), 'notFound')
      assert.deepEqual(await place.names(), ['dangling', 'real'])
    })

    it('is a taken name, wherever it leads', async () => {
      await link('real/page.html', '/link')
      await link('nowhere', '/dangling')
      for (const path of ['/link', '/dangling']) {
        await assertFails(writeBytes(place.files, path, 'new', { overwrite: false }), 'exists')
        await assertFails(place.files.createFolder(path), 'exists')
        await assertFails(place.files.rename('/real/page.html', path), 'exists')
      }
      assert.deepEqual(await place.names(), ['dangling', 'link', 'real'])
    })

    it('that leads in a circle is given up, and stays', async () => {
      await link('b', '/a')
      await link('a', '/b')
      await link('self', '/self')
      for (const path of ['/a', '/b', '/self']) {
        const { type, isLink } = await place.files.stat(path)
        assert.deepEqual([type, isLink], ['other', true])
        await assertFails(writeBytes(place.files, path, 'new'), 'unsupported')
      }
      assert.deepEqual(await place.names(), ['a', 'b', 'real', 'self'])
    })

    it('is deleted and renamed itself, never what it leads to', async () => {
      await link('real', '/folder')
      await link('real/page.html', '/link')
      await place.files.rename('/link', '/moved')
      await place.files.deleteFile('/moved')
      await place.files.deleteFile('/folder')
      assert.deepEqual(await place.names(), ['real'])
      assert.equal(await place.text('/real/page.html'), 'old')
    })
  })
}

describe('A link of which no listing says where it leads', () => {
  it('is not written over', async () => {
    const place = await ftpPlace({ handlers: { LIST: (connection) => sendLines(connection, ['lrwxrwxrwx 1 0 0 4 Jan 02 2025 link']) } })
    try {
      await place.put('/page.html', 'old')
      await symlink('page.html', place.native('/link'))
      await assertFails(writeBytes(place.files, '/link', 'new'), 'unsupported')
      assert.deepEqual([await place.names(), await place.text('/page.html')], [['link', 'page.html'], 'old'])
    } finally {
      await place.tearDown()
    }
  })
})

describe('isSendable', () => {
  for (const path of ['/', '/a', '/a/b c/é', '/ ', '/a\\b', '/🚢', '/raw \udce9 byte/\udc80']) {
    it(`takes ${path}`, () => assert.equal(isSendable(path), true))
  }
  for (const path of ['/a\r\nDELE b', '/a\nb/c', '/\r', '/a\0', '/\u007f', '/\ud800', '/a/\udc00/b', '/\udc7f', '/\udd00']) {
    it(`refuses ${JSON.stringify(path)}`, () => assert.equal(isSendable(path), false))
  }
})

async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isFileError(error, reason), `${reason} was expected, not ${isFileError(error) ? error.reason : ''}: ${String(error)}`)
    return true
  })
}
