import assert from 'node:assert/strict'
import fc from 'fast-check'
import { connectionKey, type ConnectionSettings } from '../../../src/ftp/pool/connectionKey.ts'

const plain: ConnectionSettings = {
  server: { host: 'example.org', port: 21, user: 'demo', security: 'explicit' },
  tls: {},
  login: {},
  proxy: undefined,
}
const client = { certificate: 'CERTIFICATE', key: 'KEY' }
const proxy = { kind: 'socks5', host: 'proxy', port: 1080 } as const

/** Each can't share its connections with any other. */
const different: Readonly<Record<string, ConnectionSettings>> = {
  plain,
  'another host': { ...plain, server: { ...plain.server, host: 'example.com' } },
  'another port': { ...plain, server: { ...plain.server, port: 2121 } },
  'another user': { ...plain, server: { ...plain.server, user: 'Demo' } },
  'implicit TLS': { ...plain, server: { ...plain.server, security: 'implicit' } },
  'no TLS': { ...plain, server: { ...plain.server, security: 'none' } },
  'an authority': { ...plain, tls: { ca: 'CA' } },
  'a pinned certificate': { ...plain, tls: { pin: 'AA:BB' } },
  'another pinned certificate': { ...plain, tls: { pin: 'AA:BC' } },
  'an older TLS allowed': { ...plain, tls: { minVersion: 'TLSv1' } },
  'only TLS 1.3': { ...plain, tls: { minVersion: 'TLSv1.3' } },
  'no TLS 1.3': { ...plain, tls: { maxVersion: 'TLSv1.2' } },
  'a client certificate': { ...plain, tls: { client } },
  'another client certificate': { ...plain, tls: { client: { ...client, certificate: 'OTHER' } } },
  'another key': { ...plain, tls: { client: { ...client, key: 'OTHER' } } },
  'a key with a passphrase': { ...plain, tls: { client: { ...client, passphrase: '' } } },
  'a charset': { ...plain, login: { charset: 'windows-1252' } },
  'a virtual host': { ...plain, login: { virtualHost: 'a.example.org' } },
  'a command after login': { ...plain, login: { commandsAfterLogin: ['SITE UMASK 022'] } },
  'two commands': { ...plain, login: { commandsAfterLogin: ['A', 'B'] } },
  'the same in another order': { ...plain, login: { commandsAfterLogin: ['B', 'A'] } },
  'a proxy': { ...plain, proxy },
  'another kind of proxy': { ...plain, proxy: { ...proxy, kind: 'http' } },
  'another proxy': { ...plain, proxy: { ...proxy, host: 'other' } },
  'another port of the proxy': { ...plain, proxy: { ...proxy, port: 1081 } },
  'a login at the proxy': { ...plain, proxy: { ...proxy, user: 'me', password: 'secret' } },
  'another user of the proxy': { ...plain, proxy: { ...proxy, user: 'you', password: 'secret' } },
  'another password of the proxy': { ...plain, proxy: { ...proxy, user: 'me', password: 'other' } },
}

const same: Readonly<Record<string, readonly [ConnectionSettings, ConnectionSettings]>> = {
  'the case of a host': [plain, { ...plain, server: { ...plain.server, host: 'EXAMPLE.org' } }],
  'the colons and the case of a fingerprint': [
    { ...plain, tls: { pin: 'AA:BB' } },
    { ...plain, tls: { pin: 'aabb' } },
  ],
  'a default that is named': [plain, { ...plain, tls: { minVersion: 'TLSv1.2' }, login: { charset: 'UTF-8', commandsAfterLogin: [] } }],
  'TLS where there is none': [
    { ...plain, server: { ...plain.server, security: 'none' } },
    { ...plain, server: { ...plain.server, security: 'none' }, tls: { pin: 'AA:BB' } },
  ],
}

describe('The key of a connection', () => {
  const names = Object.keys(different)
  for (const [name, settings] of Object.entries(different)) {
    it(`is that of no other: ${name}`, () => {
      const equal = names.filter((other) => connectionKey(different[other] ?? plain) === connectionKey(settings))
      assert.deepEqual(equal, [name])
    })
  }

  for (const [what, [one, other]] of Object.entries(same)) {
    it(`is not changed by ${what}`, () => assert.equal(connectionKey(one), connectionKey(other)))
  }

  it('holds no secret', () => {
    const secret = 'correct horse'
    const key = connectionKey({
      ...plain,
      tls: { client: { certificate: 'C', key: secret, passphrase: secret } },
      proxy: { ...proxy, user: 'me', password: secret },
    })
    assert.ok(!key.includes(secret))
  })

  it('keeps apart whatever is written in its parts', () => {
    const parts = fc.tuple(fc.string(), fc.string(), fc.string(), fc.array(fc.string(), { maxLength: 2 }))
    const settings = ([user, proxyUser, password, commandsAfterLogin]: readonly [string, string, string, readonly string[]]) => ({
      ...plain,
      server: { ...plain.server, user },
      login: { commandsAfterLogin },
      proxy: { ...proxy, user: proxyUser, password },
    })
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const isEqual = JSON.stringify(one) === JSON.stringify(other)
        assert.equal(connectionKey(settings(one)) === connectionKey(settings(other)), isEqual)
      }),
    )
  })
})
