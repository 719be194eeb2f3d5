import assert from 'node:assert/strict'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createGate } from '../../src/files/gate.ts'

describe('The gate of a copy', () => {
  it('lets bytes through, and the end only when told so', async () => {
    const { sink, source, finish } = createGate()
    let ended = false
    const read = text(source).finally(() => (ended = true))
    sink.end('hello')
    await once(sink, 'finish')
    await new Promise(setImmediate)
    assert.equal(ended, false)
    finish()
    assert.equal(await read, 'hello')
  })

  it('lets all bytes through before the end, however slow the other side is', async () => {
    const { sink, source, finish } = createGate()
    const blocks = Array.from({ length: 10 }, (_, index) => Buffer.alloc(1_000_000, index))
    for (const block of blocks) sink.write(block)
    sink.end()
    finish() // by a reader that waits for nobody
    let bytes = 0
    for await (const chunk of source) {
      bytes += (chunk as Buffer).length
      await new Promise(setImmediate)
    }
    assert.equal(bytes, 10_000_000)
  })

  it('holds the sink back while nobody reads', async () => {
    const { sink, source } = createGate()
    const block = Buffer.alloc(1024 * 1024)
    let taken = 0
    for (let count = 0; count < 5; count++) sink.write(block, () => taken++)
    await new Promise(setImmediate)
    assert.ok(taken <= 1, `${taken} blocks were taken`)
    source.resume()
    while (taken < 5) await new Promise(setImmediate)
  })

  it('breaks both ends, listened to or not', async () => {
    const gate = createGate()
    gate.break(new Error('cut'))
    await new Promise(setImmediate)
    assert.deepEqual([gate.sink.destroyed, gate.source.destroyed], [true, true])
    await assert.rejects(text(gate.source), { message: 'cut' })
  })
})
