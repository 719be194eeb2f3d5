/** What a file's bytes come to on a server, and when it isn't asked. */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { isFileError } from '../../src/files/fileError.ts'
import type { FtpServerOptions } from '../support/ftpServer.ts'
import { ftpPlace, type FtpPlace } from './ftpPlace.ts'

describe("A file's digest over FTP", () => {
  let place: FtpPlace
  afterEach(() => place.tearDown())

  const start = async (options: Omit<FtpServerOptions, 'root'>) => {
    place = await ftpPlace(options)
    await mkdir(place.native('/folder'))
    await place.put('/file', 'hello')
    await place.files.list('/') // logged in
  }
  const workOf = async (work: () => Promise<unknown>) => {
    const before = place.server.commands.length
    await work()
    return place.server.commands.slice(before)
  }

  for (const [algorithm, name] of [
    ['SHA-256', 'sha256'],
    ['MD5', 'md5'],
  ] as const) {
    it(`is had in ${algorithm}, where the server has a choice`, async () => {
      await start({ extras: ['HASH'] })
      const hex = createHash(name).update('hello').digest('hex')
      assert.deepEqual(await place.files.digest('/file', { algorithm }), { algorithm, hex })
    })
  }

  it('costs nothing on a server that has none', async () => {
    await start({})
    assert.deepEqual(
      await workOf(async () => {
        assert.equal(await place.files.digest('/file'), undefined)
      }),
      [],
    )
  })

  it('fails with notFound where nothing is, and is unknown of a folder', async () => {
    await start({ extras: ['HASH'] })
    await assert.rejects(place.files.digest('/missing'), (error) => isFileError(error, 'notFound'))
    assert.equal(await place.files.digest('/folder'), undefined)
  })

  it('is not asked for of a file so big that the server would seem gone', async () => {
    await start({ extras: ['HASH'], handlers: { SIZE: (connection) => connection.reply('213 10000000000') } })
    const work = await workOf(async () => {
      assert.equal(await place.files.digest('/file'), undefined)
    })
    assert.deepEqual(work, ['SIZE /file'])
  })
})
