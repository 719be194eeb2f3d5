import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalize } from '../../src/base/posixPath.ts'
import type { Security, ServerIdentity } from '../../src/ftp/server.ts'
import {
  describeServer,
  isHost,
  isPort,
  parsePortRange,
  parseSites,
  secretKey,
  securities,
  serverOf,
  transferModes,
  type Site,
} from '../../src/sites/site.ts'

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
  connections: 16,
  activePorts: '50000-50100',
  activeAddress: '192.0.2.1',
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
    ['an active address that is a name', { activeAddress: 'example.org' }],
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
    activeAddress: nearly(fc.ipV4()),
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
  for (const part of [site.host, site.user, site.path]) assert.doesNotMatch(part ?? '', /\p{Cc}/u)
}

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

describe('parsePortRange', () => {
  for (const [text, range] of [
    ['50000-50100', { low: 50000, high: 50100 }],
    ['50000', { low: 50000, high: 50000 }],
    [' 50000-50000 ', { low: 50000, high: 50000 }],
    ['1-65535', { low: 1, high: 65535 }],
    ['0-10', undefined],
    ['1-65536', undefined],
    ['50100-50000', undefined],
    ['50000-', undefined],
    ['-50000', undefined],
    ['50000 - 50100', undefined],
    ['1e3', undefined],
    ['', undefined],
  ] as const) {
    it(`makes ${range ? `${range.low} to ${range.high}` : 'nothing'} of "${text}"`, () => assert.deepEqual(parsePortRange(text), range))
  }
})

describe('isHost', () => {
  for (const host of [
    'a',
    'example.org',
    'EXAMPLE.org.',
    'a-b.c_d',
    '_ftp.example.org',
    'bücher.example',
    '127.0.0.1',
    '::1',
    'fe80::1%eth0',
  ]) {
    it(`takes ${host}`, () => assert.equal(isHost(host), true))
  }
  for (const host of [
    '',
    '.',
    'a..b',
    '-a',
    'a-',
    'a b',
    'a/b',
    'a:21',
    'a@b',
    '[::1]',
    'a\n',
    'a\0',
    '\u202ea',
    'a%41',
    'a'.repeat(254),
  ]) {
    it(`refuses ${JSON.stringify(host.slice(0, 20))}`, () => assert.equal(isHost(host), false))
  }

  it('answers at once, whatever it is asked', () => {
    assert.equal(isHost(`${'a-'.repeat(50_000)}!`), false)
    assert.equal(isHost(`${'a.'.repeat(126)}!`), false)
  })
})
