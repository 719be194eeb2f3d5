/** Servers that don't tell `A.txt` from `a.txt`. */

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import type { Handler } from '../support/ftpServer.ts'
import { ftpPlace, refusing, type FtpPlace } from './ftpPlace.ts'

/** All that is on the disk is in lower case. */
const inAnyCase: Handler = (connection, path) => connection.default(path.toLowerCase())

describe('Upper and lower case over FTP', () => {
  let place: FtpPlace

  beforeEach(async () => {
    place = await ftpPlace({ handlers: { SIZE: inAnyCase, CWD: inAnyCase, MLSD: inAnyCase } })
    await mkdir(place.native('/www'))
  })
  afterEach(() => place.tearDown())

  const sent = (pattern: RegExp) => place.server.commands.filter((line) => pattern.test(line))

  it('are one where a file has a size under both names', async () => {
    await place.put('/www/page.html', 'hello')
    assert.equal(await place.files.foldsCase('/www'), true)
    assert.deepEqual(sent(/^SIZE/), ['SIZE /www/PAGE.HTML'])
  })

  it('are one where a folder can be entered under both names', async () => {
    await mkdir(place.native('/www/images'))
    assert.equal(await place.files.foldsCase('/www'), true)
  })

  it('are one for an empty folder that has two names itself', async () => {
    assert.equal(await place.files.foldsCase('/www'), true)
    assert.equal(await place.files.foldsCase('/'), true) // by what is in it
  })

  it('are told apart where the other name has no size, and the one that is there does', async () => {
    await place.put('/www/page.html', 'hello')
    place.server.handlers.SIZE = (connection) => connection.default()
    assert.equal(await place.files.foldsCase('/www'), false)
  })

  it('are looked at in another entry where the first has no answer to either name', async () => {
    await place.put('/www/a.html', 'hello')
    await place.put('/www/b.html', 'hello')
    place.server.handlers.SIZE = (connection, path) => (/a\.html/i.test(path) ? connection.reply('550 No.') : inAnyCase(connection, path))
    assert.equal(await place.files.foldsCase('/www'), true)
  })

  it('are taken for two where nothing answers, and not much is tried', async () => {
    for (let index = 0; index < 50; index++) await place.put(`/www/page${index}.html`, 'hello')
    place.server.handlers.SIZE = refusing('550 No.')
    place.server.handlers.CWD = (connection) => connection.default()
    assert.equal(await place.files.foldsCase('/www'), false)
    assert.ok(sent(/^SIZE/).length <= 10, `${sent(/^SIZE/).length} were tried`)
  })
})
