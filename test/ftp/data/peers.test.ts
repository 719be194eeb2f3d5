import assert from 'node:assert/strict'
import { HostNames } from '../../../src/ftp/data/hostNames.ts'
import { addressesOfDataHost, isPrivateAddress } from '../../../src/ftp/data/peers.ts'
import { dataContext, RecordingLog } from '../support.ts'

describe('an address', () => {
  for (const address of [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.5',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.1.1',
    '127.0.0.1',
    '::1',
    '::ffff:192.168.1.5',
    'fc00::',
    'fd12:3456::1',
    'FDFF::1',
    'fe80::1',
    'febf::1',
    '0:0:0:0:0:0:0:1',
    'fe80::1%eth0',
  ]) {
    it(`is a neighbour's: ${address}`, () => assert.equal(isPrivateAddress(address), true))
  }

  for (const address of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '110.0.0.1',
    '1.10.0.1',
    '128.0.0.1',
    '2001:db8::1',
    'fe00::1',
    'fec0::1',
    'fc::1',
    '::1:1',
    '::ffff:8.8.8.8',
    '',
    'name',
  ]) {
    it(`is not known to be a neighbour's: ${address || 'none'}`, () => assert.equal(isPrivateAddress(address), false))
  }
})

describe('the addresses of the host that keeps the data', () => {
  const names = new HostNames(async (host) => [{ address: host === 'data.example' ? '192.0.2.7' : host }])

  it('are none where the settings name none', async () => {
    assert.deepEqual(await addressesOfDataHost(dataContext(() => '')), [])
  })

  it('are what its name resolves to', async () => {
    const context = dataContext(() => '', { names, settings: { mode: 'auto', dataHost: 'data.example' } })
    assert.deepEqual(await addressesOfDataHost(context), ['192.0.2.7'])
  })

  for (const [written, meant] of [
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0::0007', '2001:db8::7'],
  ] as const) {
    it(`are spelled as sockets do: ${written}`, async () => {
      const context = dataContext(() => '', { names, settings: { mode: 'auto', dataHost: written } })
      assert.deepEqual(await addressesOfDataHost(context), [meant])
    })
  }

  it('are none, and the log says so, when it can not be found out', async () => {
    const log = new RecordingLog()
    const context = dataContext(() => '', { log, settings: { mode: 'auto', dataHost: 'data.example' } })
    assert.deepEqual(await addressesOfDataHost(context), [])
    assert.equal(log.count('data.example'), 1)
  })

  it('are waited for no longer than opening may take', async () => {
    const slow = new HostNames(() => new Promise(() => {}))
    const context = dataContext(() => '', { names: slow, connectMs: 30, settings: { mode: 'auto', dataHost: 'data.example' } })
    assert.deepEqual(await addressesOfDataHost(context), [])
  })

  it('are waited for no more when the work is cancelled', async () => {
    const slow = new HostNames(() => new Promise(() => {}))
    const settings = { mode: 'auto', dataHost: 'data.example' } as const
    const context = dataContext(() => '', { names: slow, connectMs: 5000, signal: AbortSignal.abort(), settings })
    await assert.rejects(addressesOfDataHost(context), { name: 'AbortError' })
  })
})
