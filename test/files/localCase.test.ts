import assert from 'node:assert/strict'
import { link, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSameFile } from '../../src/files/localCase.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'

describe('Two names on this computer', () => {
  let folder: TemporaryFolder

  beforeEach(async () => {
    folder = await temporaryFolder()
    await writeFile(at('page'), 'hello')
  })
  afterEach(() => folder.remove())

  const at = (name: string) => join(folder.native, name)

  it('are one file where the disk has one under both', async () => {
    await link(at('page'), at('PAGE')) // what a disk that doesn't tell them apart would show
    assert.equal(await isSameFile(at('page'), at('PAGE')), true)
  })

  it('are two where they are alike, or one leads to the other', async () => {
    await writeFile(at('PAGE'), 'hello')
    await symlink('page', at('pAGE'))
    assert.equal(await isSameFile(at('page'), at('PAGE')), false)
    assert.equal(await isSameFile(at('page'), at('pAGE')), false)
  })

  it('say nothing where the first is gone', async () => {
    assert.equal(await isSameFile(at('page'), at('missing')), false)
    assert.equal(await isSameFile(at('missing'), at('page')), undefined)
  })
})
