import assert from 'node:assert/strict'
import { withResolvers } from '../../src/base/abort.ts'
import { CoalescedWrites } from '../../src/workbench/coalescedWrites.ts'

describe('saves of one file', () => {
  it('skip what is outdated before its turn has come', async () => {
    const writes = new CoalescedWrites()
    const first = withResolvers<void>()
    const written: string[] = []
    const run = async (content: string) => {
      written.push(content)
      if (content === 'one') await first.promise
    }
    const all = ['one', 'two', 'three', 'four'].map((content) => writes.write('a', () => run(content)))
    first.resolve()
    await Promise.all(all)
    assert.deepEqual(written, ['one', 'four'])
  })

  it('do not wait for those of another file', async () => {
    const writes = new CoalescedWrites()
    const never = withResolvers<void>()
    void writes.write('a', () => never.promise)
    await writes.write('b', async () => {})
    never.resolve()
  })

  it('go on after one has failed, and each hears of its own failure', async () => {
    const writes = new CoalescedWrites()
    const run = async (content: string) => {
      if (content === 'bad') throw new Error('refused')
    }
    const bad = writes.write('a', () => run('bad'))
    const good = writes.write('a', () => run('good'))
    await assert.rejects(bad, /refused/)
    await good
    await writes.write('a', () => run('later'))
  })
})
