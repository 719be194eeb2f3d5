import assert from 'node:assert/strict'
import { inParallel } from '../../src/files/parallel.ts'

describe('inParallel', () => {
  it('does all the work, so many at a time, and takes an item only when there is room', async () => {
    let taken = 0
    let now = 0
    let most = 0
    const done: number[] = []
    function* items() {
      for (; taken < 10; taken++) yield taken
    }
    await inParallel(items(), 3, async (item) => {
      most = Math.max(most, ++now)
      assert.ok(taken - done.length <= 3, 'no item should wait in a queue')
      await new Promise(setImmediate)
      done.push(item)
      now--
    })
    assert.deepEqual(done.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert.equal(most, 3)
  })

  it('throws the failure after all under way has ended, and takes nothing more', async () => {
    const ended: number[] = []
    const work = async (item: number) => {
      if (item === 1) throw new Error('no')
      await new Promise(setImmediate)
      ended.push(item)
    }
    await assert.rejects(inParallel([0, 1, 2, 3, 4, 5], 3, work), { message: 'no' })
    assert.ok(ended.length < 5, `${ended.join()} went on`)
    const { length } = ended
    await new Promise(setImmediate)
    assert.equal(ended.length, length)
  })

  it('throws what the items throw', async () => {
    async function* items() {
      yield 1
      throw new Error('listing failed')
    }
    await assert.rejects(
      inParallel(items(), 2, async () => {}),
      { message: 'listing failed' },
    )
  })
})
