import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { withResolvers } from '../../../src/base/abort.ts'
import { Bursts, type BurstTimes } from '../../../src/workbench/autoUpload/bursts.ts'

describe('changes that come in bursts', () => {
  function gathering(times: BurstTimes) {
    const { promise: first, resolve } = withResolvers<readonly string[]>()
    const { promise: last, resolve: ended } = withResolvers<void>()
    const all: (readonly string[])[] = []
    const bursts = new Bursts<string>(times, (items) => {
      all.push([...items])
      resolve([...items])
      if (items.has('last')) ended()
    })
    return { bursts, first, last, all }
  }

  it('are handed on together, each once', async () => {
    const { bursts, first, last, all } = gathering({ quietMs: 20, longestMs: 10_000 })
    for (const path of ['a', 'b', 'a', 'c', 'b']) bursts.add(path)
    await first
    bursts.add('last')
    await last
    await nextTurn() // of other timers
    assert.deepEqual(all, [['a', 'b', 'c'], ['last']])
  })

  it('are handed on at last though more keeps coming', async () => {
    const { bursts, first } = gathering({ quietMs: 10_000, longestMs: 30 })
    const coming = setInterval(() => bursts.add('log'), 2)
    assert.deepEqual(await first, ['log'])
    clearInterval(coming)
    bursts.dispose()
  })

  it('are forgotten with the window', async () => {
    const forgotten = gathering({ quietMs: 0, longestMs: 10_000 })
    forgotten.bursts.add('a')
    forgotten.bursts.dispose()
    const later = gathering({ quietMs: 5, longestMs: 10_000 })
    later.bursts.add('b')
    await later.first
    assert.deepEqual(forgotten.all, [])
  })
})
