/** Where a link on a server leads, when the folder it is in was reached through links too. */

import assert from 'node:assert/strict'
import { mkdir, readlink, symlink } from 'node:fs/promises'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FtpServerOptions } from '../support/ftpServer.ts'
import { writeBytes } from '../support/streams.ts'
import { ftpPlace, refusing, type FtpPlace } from './ftpPlace.ts'

const listings: Readonly<Record<string, Omit<FtpServerOptions, 'root'>>> = {
  MLSD: {},
  LIST: { noFeatures: ['MLST', 'MLSD'] },
}

for (const [listing, options] of Object.entries(listings)) {
  describe(`A link below a linked folder, on a server with ${listing},`, () => {
    let place: FtpPlace

    /** As many deploy: `current` leads to the latest release, and what all releases share is linked from each. */
    beforeEach(async () => {
      place = await ftpPlace(options)
      for (const folder of ['/app', '/app/releases', '/app/releases/5', '/app/shared', '/shared']) await mkdir(place.native(folder))
      await place.put('/app/shared/.env', 'right')
      await place.put('/shared/.env', "somebody else's")
      await symlink('../../shared/.env', place.native('/app/releases/5/.env'))
      await symlink('releases/5', place.native('/app/current'))
    })
    afterEach(() => place.tearDown())

    const contents = () => Promise.all(['/app/shared/.env', '/shared/.env'].map((path) => place.text(path)))

    it('leads on from the folder it is really in', async () => {
      await writeBytes(place.files, '/app/current/.env', 'my edit')
      assert.deepEqual(await contents(), ['my edit', "somebody else's"])
      assert.equal(await readlink(place.native('/app/releases/5/.env')), '../../shared/.env')
    })

    it('does so through links to links, and out of folders that are links', async () => {
      await symlink('app/current', place.native('/live'))
      await symlink('../app/current/../../shared/./.env', place.native('/shared/link'))
      await writeBytes(place.files, '/live/.env', 'first')
      assert.deepEqual(await contents(), ['first', "somebody else's"])
      await writeBytes(place.files, '/shared/link', 'second')
      assert.deepEqual(await contents(), ['second', "somebody else's"])
    })

    it('is refused when the server finds another file through it', async () => {
      place.server.handlers.SIZE = (connection, path) => (path === '/app/current/.env' ? connection.reply('213 77') : connection.default())
      await assertFails(writeBytes(place.files, '/app/current/.env', 'my edit'), 'unsupported')
      assert.deepEqual(await contents(), ['right', "somebody else's"])
    })

    it('is refused when the server has no SIZE to be sure with', async () => {
      place.server.handlers.SIZE = refusing('500 SIZE?')
      await assertFails(writeBytes(place.files, '/app/current/.env', 'my edit'), 'unsupported')
      assert.deepEqual(await contents(), ['right', "somebody else's"])
    })

    it('that only names what is beside it needs no look at the folders above', async () => {
      await symlink('page.html', place.native('/app/releases/5/link'))
      await place.put('/app/releases/5/page.html', 'old')
      await place.files.stat('/app')
      const before = place.server.commands.length
      await writeBytes(place.files, '/app/current/link', 'new')
      assert.equal(await place.text('/app/releases/5/page.html'), 'new')
      const looked = place.server.commands.slice(before).filter((line) => /^(MLSD|CWD) /.test(line) && !line.endsWith(' /'))
      assert.ok(
        looked.every((line) => line.endsWith(' /app/current')),
        looked.join(),
      )
    })

    it('with a text that winds without end is given up', async () => {
      await symlink(`${'../current/'.repeat(200)}.env`, place.native('/app/releases/winding'))
      await assertFails(writeBytes(place.files, '/app/releases/winding', 'new'), 'unsupported')
      assert.deepEqual(await contents(), ['right', "somebody else's"])
    })
  })
}

async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isFileError(error, reason), `${reason} was expected, not ${isFileError(error) ? error.reason : ''}: ${String(error)}`)
    return true
  })
}
