import assert from 'node:assert/strict'
import { HostNames } from '../../../src/ftp/data/hostNames.ts'

describe('the names in the settings', () => {
  let asked: string[]
  let now: number
  let answer: () => Promise<readonly { readonly address: string }[]>
  let names: HostNames

  beforeEach(() => {
    asked = []
    now = 1_000_000
    answer = async () => [{ address: `192.0.2.${asked.length}` }, { address: '2001:db8::1' }]
    const lookup = (host: string) => {
      asked.push(host)
      return answer()
    }
    names = new HostNames(lookup, () => now)
  })

  it('are asked for once a minute', async () => {
    assert.deepEqual(await names.addressesOf('home.example'), ['192.0.2.1', '2001:db8::1'])
    now += 59_999
    assert.deepEqual(await names.addressesOf('home.example'), ['192.0.2.1', '2001:db8::1'])
    now += 1
    assert.deepEqual(await names.addressesOf('home.example'), ['192.0.2.2', '2001:db8::1'])
    assert.deepEqual(asked, ['home.example', 'home.example'])
  })

  it('are asked for once when two want them', async () => {
    await Promise.all([names.addressesOf('a.example'), names.addressesOf('b.example'), names.addressesOf('a.example')])
    assert.deepEqual(asked, ['a.example', 'b.example'])
  })

  it('are asked for again at once when that failed', async () => {
    answer = () => Promise.reject(new Error('no DNS'))
    await assert.rejects(names.addressesOf('a.example'), /no DNS/)
    answer = async () => [{ address: '192.0.2.9' }]
    assert.deepEqual(await names.addressesOf('a.example'), ['192.0.2.9'])
  })

  it('are found out by the system', async () => {
    assert.ok((await new HostNames().addressesOf('localhost')).some((address) => address === '127.0.0.1' || address === '::1'))
    assert.deepEqual(await new HostNames().addressesOf('192.0.2.7'), ['192.0.2.7'])
    await assert.rejects(new HostNames().addressesOf('no-such-host.invalid'))
  })
})
