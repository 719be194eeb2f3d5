import assert from 'node:assert/strict'
import { withResolvers } from '../../../src/base/abort.ts'
import { UploadQueue, type Requests } from '../../../src/workbench/autoUpload/uploadQueue.ts'

describe('uploads by themselves', () => {
  /** Passes that wait to be let go on, and what each was given. */
  function heldPasses() {
    const passes: (readonly string[])[] = []
    const steps: (() => void)[] = []
    const pass = async (requests: Requests) => {
      passes.push([...requests].map(([path, origin]) => `${path} ${origin}`))
      const { promise, resolve } = withResolvers<void>()
      steps.push(resolve)
      await promise
    }
    return { queue: new UploadQueue(pass), passes, goOn: () => steps.shift()?.() }
  }

  it('run once more for a file that was saved often meanwhile', async () => {
    const { queue, passes, goOn } = heldPasses()
    const done = queue.add(['a'], 'person')
    for (let save = 0; save < 5; save++) void queue.add(['a'], 'person')
    goOn()
    await Promise.resolve()
    await Promise.resolve()
    goOn()
    await done
    assert.deepEqual(passes, [['a person'], ['a person']])
  })

  it('go together when they were asked for during another', async () => {
    const { queue, passes, goOn } = heldPasses()
    const done = queue.add(['a'], 'person')
    void queue.add(['b'], 'editor')
    void queue.add(['c', 'd'], 'outside')
    assert.deepEqual(passes, [['a person']])
    goOn()
    await Promise.resolve()
    await Promise.resolve()
    goOn()
    await done
    assert.deepEqual(passes[1], ['b editor', 'c outside', 'd outside'])
  })

  it('count as wanted by a person if one of those who asked is one', async () => {
    const passes: Requests[] = []
    const first = withResolvers<void>()
    const queue = new UploadQueue(async (requests) => {
      passes.push(requests)
      await first.promise
    })
    const done = queue.add(['other'], 'outside')
    for (const origin of ['outside', 'person', 'editor', 'outside'] as const) void queue.add(['a'], origin)
    first.resolve()
    await done
    assert.equal(passes[1]?.get('a'), 'person')
  })

  it('begin anew after all have ended', async () => {
    const passes: (readonly string[])[] = []
    const queue = new UploadQueue(async (requests) => void passes.push([...requests.keys()]))
    await queue.add(['a'], 'person')
    await queue.add(['a'], 'person')
    assert.deepEqual(passes, [['a'], ['a']])
  })
})
