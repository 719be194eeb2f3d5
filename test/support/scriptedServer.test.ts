import assert from 'node:assert/strict'
import { RawClient } from './rawClient.ts'
import { scriptedServer } from './scriptedServer.ts'
import { testCertificate } from './testCertificate.ts'

describe('the scripted server', () => {
  it('plays a dialogue, in pieces and to the byte', async () => {
    const server = scriptedServer(async (peer) => {
      await peer.send('2')
      await peer.send('20 hi\r\n')
      assert.equal(await peer.line(), 'USER demo')
      await peer.send(Buffer.from('331 \xff\r\n', 'latin1'))
      peer.end()
      await peer.closed()
    })
    const client = await RawClient.connect(await server.start())
    assert.equal(await client.reply(), '220 hi')
    assert.equal(await client.send('USER demo'), '331 \ufffd')
    await assert.rejects(client.reply())
    await server.clientsGone()
    await server.stop()
    assert.deepEqual(server.commands, ['USER demo'])
    assert.equal(server.accepted, 1)
  })

  it('serves one connection at a time', async () => {
    const order: number[] = []
    const server = scriptedServer(async (peer) => {
      order.push(server.accepted)
      await peer.send('220 hi\r\n')
      await peer.line()
      peer.end()
    })
    const address = await server.start()
    const first = await RawClient.connect(address)
    const second = await RawClient.connect(address)
    await first.reply()
    first.write('QUIT\r\n')
    assert.equal(await second.reply(), '220 hi')
    assert.deepEqual(order.length, 2)
    await server.stop()
    assert.equal(server.connections, 0)
  })

  it('can speak TLS, with words in the clear before it', async () => {
    const certificate = testCertificate()
    const server = scriptedServer(async (peer) => {
      await peer.line()
      await peer.send('234 go\r\n')
      await peer.secure(certificate)
      await peer.send('220 secret\r\n')
      assert.equal(await peer.line(), 'NOOP')
    })
    const client = await RawClient.connect(await server.start(), certificate.cert)
    await client.send('AUTH TLS')
    await client.secure()
    assert.equal(await client.reply(), '220 secret')
    client.write('NOOP\r\n')
    client.destroy()
    await server.clientsGone()
    await server.stop()
  })

  it('throws at the end what the script threw, and lets the client go', async () => {
    const server = scriptedServer(async (peer) => {
      assert.equal(await peer.line(), 'PASS demo')
    })
    const client = await RawClient.connect(await server.start())
    await assert.rejects(client.send('USER demo'))
    await assert.rejects(server.stop(), { name: 'AssertionError' })
  })

  it('ends a script whose client has gone', async () => {
    const server = scriptedServer(async (peer) => {
      await peer.line()
    })
    const client = await RawClient.connect(await server.start())
    client.destroy()
    await server.clientsGone()
    await server.stop()
  })
})
