import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalize } from '../../src/base/posixPath.ts'
import { parseAddress, type Address } from '../../src/sites/address.ts'
import { isHost, isPort } from '../../src/sites/checks.ts'

const good: Readonly<Record<string, Address>> = {
  'ftp.example.org': { host: 'ftp.example.org' },
  '  ftp.example.org\n': { host: 'ftp.example.org' },
  'example.org.': { host: 'example.org.' },
  localhost: { host: 'localhost' },
  'my_server-2': { host: 'my_server-2' },
  'bücher.example': { host: 'bücher.example' },
  '192.0.2.1': { host: '192.0.2.1' },
  'example.org:2121': { host: 'example.org', port: 2121 },
  'example.org:': { host: 'example.org' },
  'example.org/': { host: 'example.org' },
  'example.org/www': { host: 'example.org', path: '/www' },
  'example.org:2121/www/': { host: 'example.org', port: 2121, path: '/www' },
  'ann@example.org': { host: 'example.org', user: 'ann' },
  'ann@corp@example.org': { host: 'example.org', user: 'ann@corp' },
  'ann:secret@example.org': { host: 'example.org', user: 'ann', password: 'secret' },
  'example.org/50%': { host: 'example.org', path: '/50%' },
  'example.org/a%20b': { host: 'example.org', path: '/a%20b' },
  '[2001:db8::1]': { host: '2001:db8::1' },
  '[2001:db8::1]:2121/www': { host: '2001:db8::1', port: 2121, path: '/www' },
  'ftp://example.org': { host: 'example.org' },
  'FTP://Example.ORG': { host: 'Example.ORG' },
  'ftp://example.org/a%20b/%C3%A9': { host: 'example.org', path: '/a b/é' },
  'ftp://example.org/%2Fetc': { host: 'example.org', path: '/etc' },
  'ftp://example.org/a/../../b': { host: 'example.org', path: '/b' },
  'ftp://ann%40corp:p%3A%2F%40ss@example.org:21/': { host: 'example.org', user: 'ann@corp', password: 'p:/@ss', port: 21 },
  'ftp://ann:50%@example.org': { host: 'example.org', user: 'ann', password: '50%' },
  'ftp://ann:@example.org': { host: 'example.org', user: 'ann', password: '' },
  'ftp://:secret@example.org': { host: 'example.org', password: 'secret' },
  'ftp://@example.org': { host: 'example.org' },
  'ftps://example.org': { host: 'example.org', security: 'implicit' },
  'ftpes://ann@example.org:2121/www': { host: 'example.org', user: 'ann', port: 2121, path: '/www', security: 'explicit' },
}

const bad: readonly string[] = [
  '',
  '   ',
  'ftp://',
  'ftp:///www',
  '/www',
  '@',
  ':21',
  'two words',
  'example.org:0',
  'example.org:65536',
  'example.org:-1',
  'example.org:2.5',
  'example.org:1e3',
  'example.org:0x15',
  'example.org: 21',
  'example.org:ftp',
  '-rf.example.org',
  'example..org',
  'example.org\\share',
  'sftp://example.org',
  'https://example.org',
  '__proto__://example.org',
  'toString://example.org',
  '2001:db8::1',
  '[2001:db8::1',
  'example.org|rm',
  'exa\nmple.org',
  'example.org/a\nb',
  'ann\rDELE x@example.org',
  'ftp://ann%0d%0aDELE%20x@example.org',
  'ftp://ann:pass%00word@example.org',
  'ftp://example.org/a%0aDELE%20b',
  'ftp://example.org/%1b[2J',
  'ftp://example.org/%C2%9B2J',
  'a'.repeat(254),
]

describe('parseAddress', () => {
  for (const [text, address] of Object.entries(good)) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseAddress(text), { address }))
  }

  for (const text of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 60))} and says why`, () => {
      const result = parseAddress(text)
      assert.ok('problem' in result, `taken for ${JSON.stringify(result)}`)
      assert.ok(result.problem.length > 0)
    })
  }

  it('never throws, and never gives what could change a command', () => {
    fc.assert(fc.property(fc.oneof(addressText, fc.string({ unit: 'binary' })), checkResult), { numRuns: 2000 })
  })
})

/** Addresses put together from pieces that are nearly right. */
const piece = fc.oneof(
  fc.constantFrom(
    'ftp://',
    'ftps://',
    'ftpes://',
    'x://',
    '@',
    ':',
    '/',
    '..',
    '[',
    ']',
    '%',
    '%0d%0a',
    '%00',
    '%c2%85',
    '\r\n',
    '\0',
    '\u0085',
    '21',
    '99999',
  ),
  fc.constantFrom('example.org', 'ann', '::1', 'é'),
  fc.string({ maxLength: 3 }),
)
const addressText = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''))

function checkResult(text: string): void {
  const result = parseAddress(text)
  if ('problem' in result) return
  const { host, port, user, password, path } = result.address
  assert.ok(isHost(host), host)
  assert.ok(port === undefined || isPort(port))
  assert.ok(path === undefined || path === normalize(path), path)
  assert.notEqual(user, '')
  for (const part of [host, user, password, path]) assert.doesNotMatch(part ?? '', /\p{Cc}/u)
}
