import assert from 'node:assert/strict'
import { describeProxy, parseProxy, proxySecretKey } from '../../src/sites/proxy.ts'

describe('parseProxy', () => {
  for (const [text, proxy] of [
    ['socks5://example.org', { kind: 'socks5', host: 'example.org', port: 1080 }],
    ['SOCKS5://example.org:9050/', { kind: 'socks5', host: 'example.org', port: 9050 }],
    ['http://example.org', { kind: 'http', host: 'example.org', port: 80 }],
    [' http://ann@example.org:3128 ', { kind: 'http', host: 'example.org', port: 3128, user: 'ann' }],
    ['http://ann:a:b@example.org', { kind: 'http', host: 'example.org', port: 80, user: 'ann', password: 'a:b' }],
    ['http://ann:@example.org', { kind: 'http', host: 'example.org', port: 80, user: 'ann', password: '' }],
    ['http://a%40b:50%@example.org', { kind: 'http', host: 'example.org', port: 80, user: 'a@b', password: '50%' }],
    ['socks5://[2001:db8::1]:1080', { kind: 'socks5', host: '2001:db8::1', port: 1080 }],
    ['', undefined],
    ['example.org:3128', undefined],
    ['https://example.org', undefined],
    ['socks4://example.org', undefined],
    ['http://', undefined],
    ['http://example.org:0', undefined],
    ['http://example.org:65536', undefined],
    ['http://example.org/path', undefined],
    ['http://exa mple.org', undefined],
    ['http://ann%0d%0a@example.org', undefined],
    ['http://ann:%00@example.org', undefined],
  ] as const) {
    it(`makes ${proxy ? `${proxy.kind}, ${proxy.host}, ${proxy.port}` : 'nothing'} of "${text}"`, () =>
      assert.deepEqual(parseProxy(text), proxy))
  }

  it('answers at once, whatever it is asked', () => {
    assert.equal(parseProxy(`http://${'a:'.repeat(50_000)}@`), undefined)
  })
})

describe('describeProxy', () => {
  for (const text of ['socks5://example.org:1080', 'http://ann@[2001:db8::1]:3128'])
    it(`shows ${text} as it is written`, () => assert.equal(describeProxy(parsed(text)), text))

  it('shows no password', () => {
    assert.equal(describeProxy(parsed('http://a%40b:geheim@example.org')), 'http://a@b@example.org:80')
  })

  function parsed(text: string) {
    const proxy = parseProxy(text)
    assert.ok(proxy)
    return proxy
  }
})

describe('the key of the secret of a proxy', () => {
  const proxy = { kind: 'http', host: 'example.org', port: 3128, user: 'ann' } as const

  it('is the same for the same proxy, however it is written', () => {
    assert.equal(proxySecretKey({ ...proxy, host: 'EXAMPLE.org', password: 'geheim' }), proxySecretKey(proxy))
  })

  for (const other of [{ host: 'evil.example' }, { port: 80 }, { user: 'bob' }, { user: undefined }])
    it(`is another one with ${JSON.stringify(other)}`, () => assert.notEqual(proxySecretKey({ ...proxy, ...other }), proxySecretKey(proxy)))
})
