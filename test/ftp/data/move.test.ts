import assert from 'node:assert/strict'
import { PassThrough, Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { receive, send } from '../../../src/ftp/data/move.ts'
import { someBytes } from '../../support/streams.ts'
import { Kept } from '../support.ts'

function inPieces(bytes: Buffer, size: number): Readable {
  return Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size)),
  )
}

const nothing = () => {}

describe('moving bytes', () => {
  it('from the server gives all of them and leaves the destination open', async () => {
    const kept = new Kept()
    const progress: number[] = []
    assert.equal(await receive(inPieces(someBytes(2500), 1000), kept, (bytes) => progress.push(bytes)), 2500)
    assert.ok(kept.bytes.equals(someBytes(2500)))
    assert.deepEqual(progress, [1000, 2000, 2500])
    assert.equal(kept.writableEnded, false)
  })

  it('from the server waits for a slow destination', async () => {
    let written = 0
    const slow = new Writable({
      highWaterMark: 1000,
      write(chunk: Buffer, _encoding, done) {
        written += chunk.length
        setImmediate(done)
      },
    })
    let most = 0
    await receive(inPieces(someBytes(100_000), 1000), slow, (bytes) => (most = Math.max(most, bytes - written)))
    assert.equal(written, 100_000)
    assert.ok(most < 10_000, `${most} bytes were held`)
  })

  it('from the server ends when the destination fails', async () => {
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) })
    const data = new PassThrough()
    data.write('x')
    await assert.rejects(receive(data, full, nothing), /ENOSPC/)
    assert.equal(data.destroyed, true)
  })

  it('to the server gives all of them and ends the connection', async () => {
    const data = new PassThrough()
    const arrived = buffer(data)
    let bytes = 0
    await send(inPieces(someBytes(2500), 1000), writableSideOf(data), (chunk) => (bytes += chunk.length))
    assert.equal(bytes, 2500)
    assert.ok((await arrived).equals(someBytes(2500)))
  })

  it('to the server waits before the end of an empty file over TLS: pyftpdlib has to be done with the handshake', async () => {
    const started = performance.now()
    await send(Readable.from([]), Object.assign(new PassThrough(), { encrypted: true }), nothing)
    assert.ok(performance.now() - started > 40)
  })

  it('to the server ends when the source fails', async () => {
    const source = new Readable({ read: () => void source.destroy(new Error('EIO')) })
    const data = new PassThrough()
    await assert.rejects(send(source, data, nothing), /EIO/)
    assert.equal(data.destroyed, true)
  })

  it('to the server ends when the connection breaks, and the source with it', async () => {
    const data = new PassThrough()
    const source = new Readable({ read() {} })
    const sent = send(source, data, nothing)
    data.destroy(new Error('ECONNRESET'))
    await assert.rejects(sent, /ECONNRESET/)
    assert.equal(source.destroyed, true)
  })
})

/** What a socket is to its sender: what arrives at the other end can't be read at this one. */
function writableSideOf(data: PassThrough): PassThrough {
  data.resume = () => data
  return data
}
