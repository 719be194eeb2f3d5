import assert from 'node:assert/strict'
import { withResolvers } from '../../src/base/abort.ts'
import type { FileStat } from '../../src/files/fileSystem.ts'
import { targetTypes } from '../../src/workbench/linkTargets.ts'
import { MemoryFileSystem } from '../support/memoryFileSystem.ts'

describe('what links lead to', () => {
  it('is a folder, a file, or nothing of use', async () => {
    const files = new MemoryFileSystem()
    await files.createFolder('/htdocs')
    files.link('/htdocs', '/www')
    files.link('/nowhere', '/broken')
    const types = await targetTypes(files, ['/www', '/broken', '/gone'])
    assert.deepEqual([...types].sort(), [
      ['/broken', 'other'],
      ['/gone', 'other'],
      ['/www', 'folder'],
    ])
  })

  it('is asked for a few at a time, and for 200 at most', async () => {
    let underWay = 0
    const twenty = withResolvers<void>()
    class SlowFileSystem extends MemoryFileSystem {
      override async stat(): Promise<FileStat> {
        if (++underWay === 20) twenty.resolve()
        assert.ok(underWay <= 20)
        await twenty.promise
        underWay--
        return { type: 'folder', isLink: true }
      }
    }
    const paths = Array.from({ length: 300 }, (_, index) => `/${index}`)
    assert.equal((await targetTypes(new SlowFileSystem(), paths)).size, 200)
  })
})
