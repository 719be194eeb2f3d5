import assert from 'node:assert/strict'
import { isHost, parsePortRange } from '../../src/sites/checks.ts'

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
