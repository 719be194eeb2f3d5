import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Security, ServerIdentity } from '../../src/ftp/server.ts'
import { describeServer, isTlsRange, secretKey, securities, serverOf, type Site } from '../../src/sites/site.ts'

const leastSite: Site = { id: 'a', host: 'example.org', name: 'example.org', user: 'anonymous', security: 'explicit', transferMode: 'auto' }

describe('serverOf and describeServer', () => {
  for (const [fields, port, shown] of [
    [{}, 21, 'anonymous@example.org'],
    [{ port: 21 }, 21, 'anonymous@example.org'],
    [{ port: 2121 }, 2121, 'anonymous@example.org:2121'],
    [{ security: 'implicit' }, 990, 'anonymous@example.org'],
    [{ security: 'implicit', port: 21 }, 21, 'anonymous@example.org:21'],
    [{ host: '2001:db8::1', user: 'ann' }, 21, 'ann@[2001:db8::1]'],
    [{ host: '2001:db8::1', user: 'ann', port: 2121 }, 2121, 'ann@[2001:db8::1]:2121'],
  ] as const) {
    it(`make ${shown} of ${JSON.stringify(fields)}`, () => {
      const server = serverOf({ ...leastSite, ...fields })
      assert.equal(server.port, port)
      assert.equal(describeServer(server), shown)
    })
  }
})

describe('secretKey', () => {
  const server: ServerIdentity = { host: 'example.org', port: 21, user: 'ann', security: 'explicit' }

  it('is the same for the same login, however the host is written', () => {
    assert.equal(secretKey({ ...server }), secretKey(server))
    assert.equal(secretKey({ ...server, host: 'EXAMPLE.org' }), secretKey(server))
  })

  for (const other of [
    { host: 'evil.example' },
    { port: 2121 },
    { user: 'Ann' },
    { security: 'none' },
    { security: 'implicit' },
  ] as const satisfies readonly Partial<ServerIdentity>[]) {
    it(`is another one with ${JSON.stringify(other)}`, () => assert.notEqual(secretKey({ ...server, ...other }), secretKey(server)))
  }

  it('differs whenever host, port, user or security differ, whatever they hold', () => {
    const text = fc.oneof(fc.constantFrom('', ',', '"', '\\', '","', '21', '\ud800', '\udfff'), fc.string({ unit: 'binary' }))
    const identity = fc.record({
      host: text,
      port: fc.integer({ min: 1, max: 3 }),
      user: text,
      security: fc.constantFrom<Security>(...securities),
    })
    fc.assert(
      fc.property(identity, identity, (a, b) => assert.equal(secretKey(a) === secretKey(b), isSame(a, b))),
      { numRuns: 2000 },
    )
  })
})

function isSame(a: ServerIdentity, b: ServerIdentity): boolean {
  return a.host.toLowerCase() === b.host.toLowerCase() && a.port === b.port && a.user === b.user && a.security === b.security
}

describe('a range of TLS versions', () => {
  it('is one that leaves a version, with the defaults for what is not given', () => {
    for (const range of [{}, { minVersion: 'TLSv1' }, { maxVersion: 'TLSv1.2' }, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }] as const)
      assert.ok(isTlsRange(range), JSON.stringify(range))
    for (const range of [{ maxVersion: 'TLSv1.1' }, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }] as const)
      assert.ok(!isTlsRange(range), JSON.stringify(range))
  })
})
