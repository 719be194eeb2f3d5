import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from '../../src/base/posixPath.ts'
import { uploadOne } from '../../src/workbench/commands/uploadOne.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'

describe('an upload', () => {
  let folder: TemporaryFolder
  let server: MemoryFileSystem

  beforeEach(async () => {
    folder = await temporaryFolder()
    server = new MemoryFileSystem()
    await mkdir(`${folder.native}/site`)
    await writeFile(`${folder.native}/secret`, 'geheim')
    await writeFile(`${folder.native}/site/index.html`, '<h1>Hello</h1>')
    await symlink('../secret', `${folder.native}/site/link`)
  })

  afterEach(() => folder.remove())

  async function names(path: string): Promise<string[]> {
    return (await server.list(path)).entries.map(({ name }) => name)
  }

  it('of a folder takes nothing along that lies outside of it', async () => {
    const failed = await uploadOne(join(folder.path, 'site'), server, '/site', {})
    assert.deepEqual(await names('/site'), ['index.html'])
    assert.deepEqual(
      failed.map(({ path }) => path),
      [join(folder.path, 'site/link')],
    )
  })

  it('of a link that was picked takes what it leads to', async () => {
    assert.deepEqual(await uploadOne(join(folder.path, 'site/link'), server, '/secret', {}), [])
    assert.equal((await server.stat('/secret')).size, 6)
  })
})
