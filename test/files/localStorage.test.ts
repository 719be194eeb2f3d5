import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isFileError } from '../../src/files/fileError.ts'
import { localStorage } from '../../src/files/localStorage.ts'
import type { Lock } from '../../src/files/lock.ts'
import type { SyncStorage } from '../../src/sync/storage.ts'
import { readText, writeBytes } from '../support/streams.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'

describe("A folder for a program's own things", () => {
  let folder: TemporaryFolder
  let storage: SyncStorage

  beforeEach(async () => {
    folder = await temporaryFolder()
    storage = localStorage(`${folder.path}/portside/site`)
  })
  afterEach(() => folder.remove())

  it('keeps files and logs, once it is locked, where nobody else may look', async () => {
    const lock = await storage.lock()
    assert.ok(lock.kind === 'lock')
    await writeBytes(storage.files, `${storage.root}/state.json`, '{}')
    const log = storage.log('journal.log')
    await log.append('one')
    await log.close()
    await lock.release()
    const { entries } = await storage.files.list(storage.root)
    assert.deepEqual(entries.map(({ name }) => name).sort(), ['journal.log', 'state.json'])
    assert.equal(await readText(storage.files, `${storage.root}/state.json`), '{}')
    assert.equal((await stat(join(folder.native, 'portside', 'site'))).mode & 0o777, 0o700)
  })

  it('has one holder, whoever asks', async () => {
    const lock = await storage.lock()
    assert.equal((await localStorage(storage.root).lock()).kind, 'holder')
    assert.ok(lock.kind === 'lock')
    await lock.release()
  })

  it('reaches nothing outside', async () => {
    await ((await storage.lock()) as Lock).release()
    await assert.rejects(writeBytes(storage.files, `${folder.path}/other`, 'x'), (error) => isFileError(error, 'noPermission'))
    await assert.rejects(storage.files.list(folder.path), (error) => isFileError(error, 'noPermission'))
  })
})
