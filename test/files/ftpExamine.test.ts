/** What paths are at this moment, on servers that answer too much, too little, or not at all. */

import assert from 'node:assert/strict'
import { mkdir, symlink, utimes } from 'node:fs/promises'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FtpServerOptions, Handler } from '../support/ftpServer.ts'
import { ftpPlace, refusing, sendLines, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

const noFacts = ['MLST', 'MLSD'] as const

/** What the listing of /www holds, whatever is there. */
const listing =
  (...lines: readonly string[]): Handler =>
  (connection) =>
    connection.session.folder === '/www' ? sendLines(connection, lines) : connection.default()

describe('Looking at many paths over FTP', () => {
  let place: FtpPlace
  afterEach(() => place.tearDown())

  const start = async (options: Options = {}) => {
    place = await ftpPlace(options)
    await mkdir(place.native('/www'))
    await mkdir(place.native('/www/images'))
    await place.put('/www/page.html', 'hello')
    await utimes(place.native('/www/page.html'), 1_700_000_001, 1_700_000_001)
    await place.put('/www/.htaccess', 'deny')
    await place.files.list('/') // logged in
  }
  const typesOf = async (...paths: string[]) => (await place.files.examine(paths)).map((entry) => entry?.type)
  const workOf = async (work: () => Promise<unknown>) => {
    const before = place.server.commands.length
    await work()
    return place.server.commands.slice(before).filter((line) => !/^(EPSV|PASV|CWD|PWD)/.test(line))
  }

  it('lists each folder once, and asks for the time of files only', async () => {
    await start()
    const paths = ['/www/page.html', '/www/images', '/www', '/www/.htaccess', '/']
    await place.files.examine(paths) // the clock of LIST is known
    const work = await workOf(() => place.files.examine(paths))
    assert.deepEqual(work, ['LIST -a', 'LIST -a', 'MDTM /www/page.html', 'MDTM /www/.htaccess'])
    const [page] = await place.files.examine(paths)
    assert.deepEqual(page?.modified, { ms: 1_700_000_001_000, precision: 'second' })
  })

  it('asks for nothing more where the listing has the time to the second', async () => {
    await start({ handlers: { LIST: listing('+i8388621.48594,m1700000001,r,s280,\tpage.html') } })
    await place.files.examine(['/www/page.html']) // the clock of LIST is known
    const work = await workOf(async () => {
      const [page] = await place.files.examine(['/www/page.html'])
      assert.deepEqual([page?.size, page?.modified], [280, { ms: 1_700_000_001_000, precision: 'second' }])
    })
    assert.deepEqual(work, ['LIST -a'])
  })

  it('shows a link as one on a server whose facts leave it out', async () => {
    await start({ handlers: { MLSD: (connection) => sendLines(connection, ['type=OS.unix=symlink; other']) } })
    await symlink('missing', place.native('/www/link'))
    await place.files.list('/www')
    assert.deepEqual(await typesOf('/www/link'), ['link'])
  })

  it('asks for the size where the listing only rounds it', async () => {
    const LIST = listing('-rw-r--r-- 1 me me 1.2K Jan  1 2024 page.html')
    await start({ noFeatures: noFacts, handlers: { LIST } })
    const [page] = await place.files.examine(['/www/page.html'])
    assert.deepEqual([page?.size, page?.isApproximateSize], [5, undefined])
  })

  it('keeps what the listing says where the server knows neither SIZE nor MDTM', async () => {
    const LIST = listing('-rw-r--r-- 1 me me 1234 Jan  1 2024 page.html')
    await start({ noFeatures: [...noFacts, 'SIZE', 'MDTM'], handlers: { LIST } })
    const [page] = await place.files.examine(['/www/page.html'])
    assert.deepEqual([page?.type, page?.size, page?.modified], ['file', 1234, { ms: Date.UTC(2024, 0, 1), precision: 'day' }])
  })

  it('takes no folder for a file where SIZE answers for folders', async () => {
    await start({ noFeatures: noFacts, handlers: { SIZE: (connection) => connection.reply('213 4096') } })
    assert.deepEqual(await typesOf('/www/images'), ['folder'])
    place.server.handlers.LIST = listing('-rw-r--r-- 1 me me 5 Jan  1 2024 page.html')
    assert.deepEqual(await typesOf('/www/images', '/www/.htaccess'), ['folder', 'file'])
  })

  it('finds what listings leave out: files, and folders with a leading dot', async () => {
    await start({ noFeatures: noFacts, handlers: { LIST: listing('-rw-r--r-- 1 me me 5 Jan  1 2024 page.html') } })
    await mkdir(place.native('/www/.git'))
    const [page, hidden, git, missing] = await place.files.examine(['/www/page.html', '/www/.htaccess', '/www/.git', '/www/.missing'])
    assert.deepEqual([page?.type, hidden?.type, git?.type, missing], ['file', 'file', 'folder', undefined])
    assert.equal(hidden?.size, 4)
    assert.equal(hidden.modified?.precision, 'second')
  })

  it('finds a folder under its name in another case, on a server that does not tell', async () => {
    const CWD: Handler = (connection, path) => connection.default(path === '/www/IMAGES' ? '/www/images' : path)
    await start({ handlers: { CWD } })
    assert.deepEqual(await typesOf('/www/IMAGES', '/www/PAGE.HTML'), ['folder', undefined])
  })

  const closed =
    (answer: Handler): Handler =>
    (connection) =>
      connection.session.folder === '/www' ? answer(connection, '') : connection.default()

  it('finds what is in a folder by trying, on a server that refuses to list a closed folder', async () => {
    await start({ noFeatures: noFacts, handlers: { LIST: closed((connection) => connection.reply('550 Permission denied.')) } })
    assert.deepEqual(await typesOf('/www/page.html', '/www/images', '/www/missing'), ['file', 'folder', undefined])
  })

  it('finds the files in a folder by trying, on a server that shows a closed folder as an empty one', async () => {
    await start({ noFeatures: noFacts, handlers: { LIST: closed((connection) => sendLines(connection, [])) } })
    assert.deepEqual(await typesOf('/www/page.html', '/www/missing'), ['file', undefined])
  })

  it('tries no folder for each name that is new: servers make those wait who enter what is not there', async () => {
    const tried: string[] = []
    const CWD: Handler = (connection, path) => {
      tried.push(path)
      return connection.default()
    }
    await start({ noFeatures: noFacts, handlers: { CWD, LIST: closed((connection) => sendLines(connection, [])) } })
    await typesOf('/www/one', '/www/two', '/www/three')
    assert.deepEqual(
      tried.filter((path) => /one|two|three/.test(path)),
      [],
    )
  })

  it('says that it is not certain what is in a folder that may not be listed, without SIZE', async () => {
    const inside: Handler = (connection) => (connection.session.folder === '/www' ? connection.reply('550 No.') : connection.default())
    await start({ noFeatures: [...noFacts, 'SIZE'], handlers: { LIST: inside } })
    await assertFails(place.files.examine(['/www/page.html']), 'unavailable')
  })

  it('does not take for missing what may be a line that can not be read', async () => {
    await start({ noFeatures: noFacts, handlers: { LIST: listing('-rw-r--r-- 1 me me 4 Jan  1 2024 .htaccess', 'what is this?') } })
    assert.deepEqual(await typesOf('/www/page.html', '/www/.htaccess'), ['file', 'file'])
    await assertFails(place.files.examine(['/www/.htaccess', '/www/missing']), 'unavailable')
  })

  it('fails for what is in a folder that is closed altogether, and finds nothing in one that is not there', async () => {
    await start({ handlers: { CWD: refusing('550 No.', /^\/www/), MLSD: refusing('550 No.', /^\/www/) } })
    assert.deepEqual(await typesOf('/missing/page.html'), [undefined])
    await assertFails(place.files.examine(['/www/page.html']), 'noPermission')
  })

  it('sends nothing for names that can not be sent', async () => {
    await start()
    const work = await workOf(() => assertFails(place.files.examine(['/www/page.html', '/www/a\r\nDELE page.html']), 'badName'))
    assert.deepEqual(work, [])
  })
})

async function assertFails(work: Promise<unknown>, reason: FileErrorReason): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isFileError(error, reason), `${reason} was expected: ${String(error)}`)
    return true
  })
}
