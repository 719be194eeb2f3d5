import assert from 'node:assert/strict'
import { RestartMarker } from '../../src/ftp/restart.ts'
import { Bench, failsWith } from './support.ts'

describe('the restart marker', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  /** A server that gives the replies one after the other. */
  async function serve(...replies: readonly string[]) {
    const { server, ...address } = await bench.script(async (peer) => {
      for (const reply of replies) {
        await peer.line()
        await peer.send(`${reply}\r\n`)
      }
      await peer.closed()
    })
    return { commands: server.commands, marker: new RestartMarker(await bench.control(address)) }
  }

  it('is not mentioned while all transfers begin at the beginning', async () => {
    const { commands, marker } = await serve()
    await marker.set(0, undefined)
    assert.deepEqual(commands, [])
  })

  it('is taken back once after it was set', async () => {
    const { commands, marker } = await serve('350 ok', '350 ok', '350 ok')
    for (const offset of [5, 6, 0, 0]) await marker.set(offset, undefined)
    assert.deepEqual(commands, ['REST 5', 'REST 6', 'REST 0'])
  })

  for (const line of ['500 REST?', '501 no', '502 no', '504 no', '554 Restart offset past the end', '451 Restart not permitted']) {
    it(`is unsupported where the server says ${line}, and then need not be taken back`, async () => {
      const { commands, marker } = await serve(line)
      await assert.rejects(marker.set(5, undefined), failsWith('unsupported', line, 'begin again'))
      await marker.set(0, undefined)
      assert.deepEqual(commands, ['REST 5'])
    })
  }

  it('may be refused when it is taken back', async () => {
    const { commands, marker } = await serve('350 ok', '501 Not 0')
    for (const offset of [5, 0, 0]) await marker.set(offset, undefined)
    assert.deepEqual(commands, ['REST 5', 'REST 0'])
  })

  it('is taken back after a cancel too: it may have been set', async () => {
    const { commands, marker } = await serve('350 ok', '350 ok')
    const abort = new AbortController()
    const set = marker.set(5, abort.signal)
    abort.abort()
    await assert.rejects(set, { name: 'AbortError' })
    await marker.set(0, undefined)
    assert.deepEqual(commands, ['REST 5', 'REST 0'])
  })
})
