import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalize } from '../../src/base/posixPath.ts'
import { isHost, isPort, parsePortRange } from '../../src/sites/checks.ts'
import { parseSites } from '../../src/sites/parseSites.ts'
import { parseProxy } from '../../src/sites/proxy.ts'
import { isTlsRange, securities, tlsVersions, transferModes, type Site } from '../../src/sites/site.ts'

const least = { id: 'a', host: 'example.org' }
const leastSite: Site = { id: 'a', host: 'example.org', name: 'example.org', user: 'anonymous', security: 'explicit', transferMode: 'auto' }

const full: Site = {
  id: 'site-1',
  name: 'My site',
  host: '2001:db8::1',
  port: 2121,
  user: 'ann',
  security: 'none',
  transferMode: 'active',
  path: '/www',
  charset: 'windows-1252',
  connections: 16,
  activePorts: '50000-50100',
  activeAddress: 'home.example.org',
  dataPort: 'next',
  dataHost: '192.0.2.7',
  proxy: 'socks5://ann@[2001:db8::2]:1080',
  tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', clientCertificate: '/home/ann/me.pem', clientKey: 'C:\\ann\\me.key', ca: '~/ca.pem' },
  virtualHost: 'www.example.org',
  commandsAfterLogin: ['SITE UMASK 022', 'NOOP'],
  timeouts: { connect: 1, reply: 3600, dataConnect: 10, dataIdle: 120 },
}

describe('parseSites', () => {
  it('takes no setting for no sites', () => {
    for (const nothing of [undefined, null, []]) assert.deepEqual(parseSites(nothing), { sites: [], problems: [] })
  })

  it('says so when the setting is no list', () => {
    for (const value of [{}, 'ftp.example.org', 1, true]) {
      const { sites, problems } = parseSites(value)
      assert.deepEqual([sites.length, problems.length], [0, 1])
    }
  })

  it('fills in what is not given', () => {
    assert.deepEqual(parseSites([least]), { sites: [leastSite], problems: [] })
    assert.deepEqual(parseSites([{ ...least, name: '', user: '', path: '', activePorts: '', activeAddress: '' }]).sites, [leastSite])
  })

  it('takes all that can be given, and nothing besides', () => {
    assert.deepEqual(parseSites([{ ...full, password: 'secret', __proto__: { port: 1 }, more: [] }]), { sites: [full], problems: [] })
  })

  it('makes the start folder an absolute path', () => {
    for (const [path, expected] of [
      ['www', '/www'],
      ['/www/', '/www'],
      ['/a/../../b', '/b'],
      ['/', '/'],
    ] as const) {
      assert.equal(parseSites([{ ...least, path }]).sites[0]?.path, expected)
    }
  })

  for (const [what, fields] of [
    ['no id', { id: undefined }],
    ['an id that is no text', { id: 7 }],
    ['an id with capitals', { id: 'A' }],
    ['an id with a slash', { id: 'a/b' }],
    ['an id with a line break', { id: 'a\n' }],
    ['an id of 65 characters', { id: 'a'.repeat(65) }],
    ['no host', { host: undefined }],
    ['a host that is an address', { host: 'ftp://example.org' }],
    ['a host with a user', { host: 'ann@example.org' }],
    ['a host with a port', { host: 'example.org:21' }],
    ['a host with a line break', { host: 'example.org\r\nDELE x' }],
    ['a host with a blank', { host: 'example.org ' }],
    ['a port that is text', { port: '21' }],
    ['port 0', { port: 0 }],
    ['port 65536', { port: 65536 }],
    ['half a port', { port: 21.5 }],
    ['a user with a line break', { user: 'ann\r\nDELE x' }],
    ['a user with a NUL', { user: 'ann\0' }],
    ['a path with a line break', { path: '/www\nDELE x' }],
    ['an unknown security', { security: 'tls' }],
    ['a security that is no text', { security: true }],
    ['an unknown transfer mode', { transferMode: 'port' }],
    ['no connections', { connections: 0 }],
    ['17 connections', { connections: 17 }],
    ['connections as text', { connections: '2' }],
    ['active ports the wrong way round', { activePorts: '50100-50000' }],
    ['active ports that are none', { activePorts: 'high ones' }],
    ['an active address with a port', { activeAddress: 'example.org:21' }],
    ['a name that is no text', { name: 7 }],
    ['a charset that is none', { charset: 'latin 1' }],
    ['an unknown data port', { dataPort: 20 }],
    ['a data host with a path', { dataHost: 'example.org/x' }],
    ['a proxy that is no address', { proxy: 'example.org' }],
    ['a proxy that is encrypted', { proxy: 'https://example.org' }],
    ['a proxy that is a script', { proxy: 'pac+http://example.org/proxy.pac' }],
    ['a proxy with a password', { proxy: 'socks5://ann:geheim@example.org' }],
    ['a proxy with an empty password', { proxy: 'http://ann:@example.org' }],
    ['TLS settings that are no object', { tls: 'TLSv1.3' }],
    ['an unknown TLS version', { tls: { minVersion: 'SSLv3' } }],
    ['a TLS range without a version', { tls: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' } }],
    ['a word in the TLS settings that is misspelt', { tls: { minversion: 'TLSv1.3' } }],
    ['a certificate somewhere', { tls: { clientCertificate: 'me.pem' } }],
    ['a key without a certificate', { tls: { clientKey: '/me.key' } }],
    ['a key that is no file name', { tls: { clientCertificate: '/me.pem', clientKey: '-----BEGIN PRIVATE KEY-----' } }],
    ['a virtual host with a line break', { virtualHost: 'example.org\r\nDELE x' }],
    ['commands that are no list', { commandsAfterLogin: 'NOOP' }],
    ['a command with a line break', { commandsAfterLogin: ['NOOP', 'NOOP\r\nDELE x'] }],
    ['a command that is none', { commandsAfterLogin: [''] }],
    ['a command with a password', { commandsAfterLogin: ['acct geheim'] }],
    ['a timeout of no time', { timeouts: { connect: 0 } }],
    ['a timeout of more than an hour', { timeouts: { dataIdle: 3601 } }],
    ['a timeout that is misspelt', { timeouts: { dataidle: 60 } }],
  ] as const) {
    it(`refuses ${what}, and says so`, () => {
      const { sites, problems } = parseSites([
        { id: 'other', host: 'example.org' },
        { ...least, ...fields },
      ])
      assert.deepEqual(
        sites.map(({ id }) => id),
        ['other'],
      )
      assert.deepEqual(
        problems.map(({ index }) => index),
        [1],
      )
    })
  }

  for (const [fields, sentence] of [
    [{ id: 'A' }, 'A site: "id" is 1 to 64 lower-case letters, digits and dashes.'],
    [{ host: undefined }, 'Site "a": "host" is a server name or an IP address.'],
    [{ dataPort: 'all' }, 'Site "a": "dataPort" is one of any, next.'],
    [{ connections: 17 }, 'Site "a": "connections" is a number from 1 to 16.'],
    [{ tls: { minVersion: 'SSLv3' } }, 'Site "a": "tls.minVersion" is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.'],
    [{ tls: { minversion: 'TLSv1' } }, 'Site "a": "tls.minversion" is not known.'],
    [{ tls: 1 }, 'Site "a": "tls" is an object.'],
    [{ tls: { maxVersion: 'TLSv1.1' } }, 'Site "a": "tls.maxVersion" leaves no TLS version: the oldest to accept is newer.'],
    [{ tls: { clientKey: '/me.key' } }, 'Site "a": "tls.clientKey" needs a certificate, too.'],
    [{ commandsAfterLogin: [1] }, 'Site "a": "commandsAfterLogin" is a list of commands such as "SITE UMASK 022", without passwords.'],
    [{ proxy: 'http://ann:geheim@example.org' }, 'Site "a": "proxy" holds a password. Leave it out: you are asked for it when connecting.'],
  ] as const) {
    it(`says: ${sentence}`, () => assert.deepEqual(parseSites([{ ...least, ...fields }]).problems, [{ index: 0, message: sentence }]))
  }

  it('never repeats a password that is where none belongs', () => {
    for (const proxy of ['socks5://ann:geheim@example.org', 'http://ann:geheim/@example.org', 'https://ann:geheim@example.org'])
      assert.doesNotMatch(JSON.stringify(parseSites([{ ...least, proxy }])), /geheim/)
    for (const command of ['PASS geheim', 'ACCT geheim\n'])
      assert.doesNotMatch(JSON.stringify(parseSites([{ ...least, commandsAfterLogin: [command] }])), /geheim/)
  })

  it('takes the words for no proxy, and for the one of the editor', () => {
    for (const proxy of ['none', 'editor']) assert.equal(parseSites([{ ...least, proxy }]).sites[0]?.proxy, proxy)
  })

  it('refuses what is no object', () => {
    const { sites, problems } = parseSites([null, 1, 'example.org', undefined, []])
    assert.deepEqual([sites.length, problems.map(({ index }) => index)], [0, [0, 1, 2, 3, 4]])
  })

  it('takes the first of two sites with one id', () => {
    const { sites, problems } = parseSites([least, { ...least, host: 'evil.example' }])
    assert.deepEqual([sites, problems.map(({ index }) => index)], [[leastSite], [1]])
  })

  it('never throws on JSON, and gives only sites that can be used', () => {
    fc.assert(fc.property(fc.jsonValue(), checkSites))
  })

  it('never throws on sites that are nearly right, and gives only such that can be used', () => {
    fc.assert(fc.property(fc.array(fc.oneof(siteLike, fc.jsonValue()), { maxLength: 4 }), checkSites), { numRuns: 1000 })
  })
})

const siteLike = fc.record(
  {
    id: nearly(fc.stringMatching(/^[a-z0-9-]{1,3}$/)),
    host: nearly(
      fc.oneof(
        fc.domain(),
        fc.ipV4(),
        fc.ipV6(),
        fc.domain().map((host) => `${host}\r\n`),
      ),
    ),
    port: nearly(fc.integer({ min: -1, max: 70_000 })),
    user: nearly(fc.string({ unit: 'binary' })),
    name: nearly(fc.string({ unit: 'binary' })),
    path: nearly(fc.array(fc.oneof(fc.constantFrom('/', '..', '\r\n', '\0'), fc.string())).map((parts) => parts.join(''))),
    security: nearly(fc.constantFrom('explicit', 'implicit', 'none', 'tls')),
    transferMode: nearly(fc.constantFrom('auto', 'passive', 'active', 'port')),
    connections: nearly(fc.integer({ min: 0, max: 17 })),
    activePorts: nearly(fc.tuple(fc.nat(70_000), fc.nat(70_000)).map(([low, high]) => `${low}-${high}`)),
    activeAddress: nearly(fc.oneof(fc.ipV4(), fc.domain())),
    charset: nearly(fc.constantFrom('latin1', 'Shift_JIS', 'x\r\n')),
    dataPort: nearly(fc.constantFrom('any', 'next', 'none')),
    dataHost: nearly(fc.ipV6()),
    proxy: nearly(fc.oneof(fc.constantFrom('none', 'editor', 'socks5://a:b@c'), fc.webUrl({ validSchemes: ['http', 'socks5', 'https'] }))),
    tls: nearly(
      fc.record(
        {
          minVersion: nearly(fc.constantFrom(...tlsVersions)),
          maxVersion: fc.constantFrom(...tlsVersions),
          ca: nearly(fc.constant('/ca')),
        },
        { requiredKeys: [] },
      ),
    ),
    virtualHost: nearly(fc.domain()),
    commandsAfterLogin: nearly(fc.array(nearly(fc.constantFrom('NOOP', 'SITE X', 'ACCT a', 'NOOP\r\nDELE x')), { maxLength: 3 })),
    timeouts: nearly(fc.record({ connect: fc.integer({ min: 0, max: 4000 }), reply: nearly(fc.constant(30)) }, { requiredKeys: [] })),
  },
  { requiredKeys: ['id', 'host'] },
)

/** Mostly what it should be; sometimes anything JSON can hold. */
function nearly<T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: value, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 })
}

function checkSites(value: unknown): void {
  const { sites, problems } = parseSites(value)
  assert.equal(new Set(sites.map(({ id }) => id)).size, sites.length)
  assert.equal(sites.length + problems.length, Array.isArray(value) ? value.length : value === null ? 0 : 1)
  for (const site of sites) checkSite(site)
  assert.deepEqual(parseSites(JSON.parse(JSON.stringify(sites))), { sites, problems: [] })
}

function checkSite(site: Site): void {
  assert.match(site.id, /^[a-z0-9-]{1,64}$/)
  assert.ok(isHost(site.host), site.host)
  assert.ok(site.port === undefined || isPort(site.port))
  assert.ok(securities.includes(site.security) && transferModes.includes(site.transferMode))
  assert.ok(site.connections === undefined || (site.connections >= 1 && site.connections <= 16))
  assert.ok(site.activePorts === undefined || parsePortRange(site.activePorts))
  assert.ok(site.path === undefined || site.path === normalize(site.path), site.path)
  assert.notEqual(site.user, '')
  assert.notEqual(site.name, '')
  assert.equal(site.proxy === undefined ? undefined : parseProxy(site.proxy)?.password, undefined)
  assert.ok(isTlsRange(site.tls ?? {}))
  const sent = [site.host, site.user, site.path, site.charset, site.activeAddress, site.dataHost, site.virtualHost]
  for (const part of [...sent, ...(site.commandsAfterLogin ?? [])]) assert.doesNotMatch(part ?? '', /\p{Cc}/u)
}
