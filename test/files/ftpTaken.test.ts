/** Names that no listing shows, and that are taken all the same: nothing there is overwritten by chance. */

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FtpServerOptions, Handler } from '../support/ftpServer.ts'
import { writeBytes } from '../support/streams.ts'
import { ftpPlace, refusing, sendLines, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

const noFacts = ['MLST', 'MLSD'] as const
/** Lists what is outside of the folder, and nothing of what is in it. */
const inside =
  (answer: Handler): Handler =>
  (connection, argument) =>
    connection.session.folder === '/drop' ? answer(connection, argument) : connection.default()

const servers: Readonly<Record<string, Options>> = {
  'that answers LIST of a closed folder with 550': { noFeatures: noFacts, handlers: { LIST: inside(refusing('550 Permission denied.')) } },
  'that lists a closed folder as an empty one': {
    noFeatures: noFacts,
    handlers: { LIST: inside((connection) => sendLines(connection, [])) },
  },
  'that leaves names out of its facts': {
    handlers: { MLSD: (connection, path) => (path === '/drop' ? sendLines(connection, []) : connection.default()) },
  },
}

for (const [server, options] of Object.entries(servers)) {
  describe(`A name that is not listed, on a server ${server},`, () => {
    let place: FtpPlace

    beforeEach(async () => {
      place = await ftpPlace(options)
      await mkdir(place.native('/drop'))
      await place.put('/drop/.htaccess', 'precious')
      await place.put('/mine', 'mine')
    })
    afterEach(() => place.tearDown())

    it('is not overwritten by a write that must not', async () => {
      await assertFails(writeBytes(place.files, '/drop/.htaccess', 'new', { overwrite: false }), 'exists')
      assert.deepEqual([await place.names('/drop'), await place.text('/drop/.htaccess')], [['.htaccess'], 'precious'])
    })

    it('is not overwritten by a rename that must not', async () => {
      await assertFails(place.files.rename('/mine', '/drop/.htaccess'), 'exists')
      assert.deepEqual([await place.text('/mine'), await place.text('/drop/.htaccess')], ['mine', 'precious'])
    })

    it('is replaced by a write that may', async () => {
      await writeBytes(place.files, '/drop/.htaccess', 'new')
      assert.deepEqual([await place.names('/drop'), await place.text('/drop/.htaccess')], [['.htaccess'], 'new'])
    })

    it('leaves other names free', async () => {
      await writeBytes(place.files, '/drop/new', 'new', { overwrite: false })
      await place.files.rename('/mine', '/drop/mine')
      assert.deepEqual(await place.names('/drop'), ['.htaccess', 'mine', 'new'])
    })
  })
}

describe('A folder that can be entered and not listed', () => {
  const closed: Options = { noFeatures: noFacts, handlers: { LIST: inside(refusing('550 Permission denied.')) } }
  let place: FtpPlace

  afterEach(() => place.tearDown())
  const start = async (options: Options) => {
    place = await ftpPlace(options)
    await mkdir(place.native('/drop'))
    await mkdir(place.native('/drop/folder'))
    await place.put('/drop/file', 'hello')
  }

  it('is not known whole, and what is in it is found by its name', async () => {
    await start(closed)
    assert.deepEqual(await place.files.list('/drop'), { entries: [], complete: false })
    assert.equal((await place.files.stat('/drop/file')).size, 5)
    assert.equal((await place.files.stat('/drop/folder')).type, 'folder')
    await assertFails(place.files.stat('/drop/missing'), 'notFound')
  })

  it('keeps its secrets where there is no SIZE either', async () => {
    await start({ ...closed, noFeatures: [...noFacts, 'SIZE'] })
    await assertFails(place.files.stat('/drop/missing'), 'unavailable')
    await assertFails(writeBytes(place.files, '/drop/file', 'new', { overwrite: false }), 'unavailable')
    await assertFails(place.files.rename('/drop/folder', '/drop/file'), 'unavailable')
    assert.equal(await place.text('/drop/file'), 'hello')
  })
})

describe('A name of which only the case changes', () => {
  /** As IIS: it finds a file under any case of its name. */
  const SIZE: Handler = async (connection, path) => {
    const name = (await place.names()).find((other) => other.toLowerCase() === path.slice(1).toLowerCase())
    connection.reply(name === undefined ? '550 No such file.' : '213 5')
  }
  let place: FtpPlace

  beforeEach(async () => {
    place = await ftpPlace({ handlers: { SIZE } })
    await place.put('/readme.md', 'hello')
  })
  afterEach(() => place.tearDown())

  for (const overwrite of [false, true]) {
    it(`is not taken by the file itself, ${overwrite ? 'which may be overwritten' : 'which must not be overwritten'}`, async () => {
      await place.files.rename('/readme.md', '/README.md', { overwrite })
      assert.deepEqual(await place.names(), ['README.md'])
    })
  }

  it('is taken where it is listed', async () => {
    await place.put('/README.md', 'other')
    await assertFails(place.files.rename('/readme.md', '/README.md'), 'exists')
    assert.deepEqual([await place.text('/readme.md'), await place.text('/README.md')], ['hello', 'other'])
  })

  it('is another thing than another name that is taken and not listed', async () => {
    place.server.handlers.MLSD = (connection) => sendLines(connection, ['type=file; mine'])
    await place.put('/mine', 'mine')
    await assertFails(place.files.rename('/mine', '/Readme.md'), 'exists')
  })
})

describe('A free name that is taken during the upload', () => {
  it('is not overwritten on a server that does not rename over', async () => {
    const STOR: Handler = async (connection) => {
      await place.put('/page.html', 'precious')
      await connection.default()
    }
    const place = await ftpPlace({ renameOver: false, handlers: { STOR } })
    try {
      await assertFails(writeBytes(place.files, '/page.html', 'new', { overwrite: false }), 'noPermission')
      assert.deepEqual([await place.names(), await place.text('/page.html')], [['page.html'], 'precious'])
    } finally {
      await place.tearDown()
    }
  })
})

async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isFileError(error, reason), `${reason} was expected, not ${isFileError(error) ? error.reason : ''}: ${String(error)}`)
    return true
  })
}
