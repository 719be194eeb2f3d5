import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseExtendedPassive, parsePassive } from '../../../src/ftp/data/passiveReply.ts'

describe('replies to EPSV', () => {
  for (const text of [
    'Entering Extended Passive Mode (|||6446|)',
    'Entering Extended Passive Mode (|||6446|).',
    'Entering Extended Passive Mode (!!!6446!)',
    'Entering Extended Passive Mode (|1|192.0.2.4|6446|)',
    'Entering Extended Passive Mode (|2|2001:db8::4|6446|)',
    '|||6446|',
  ]) {
    it(`name port 6446: ${text}`, () => assert.deepEqual(parseExtendedPassive(text), { port: 6446 }))
  }

  for (const text of [
    '(|||0|)',
    '(|||65536|)',
    '(|||1000000|)',
    '(||||)',
    '(|||6446!)',
    '(||6446|)',
    '(!!6446!)',
    '(|3|x|6446|)',
    '(|1|192.0.2.4|0|)',
    '(|||-1|)',
    '(|||6446',
    'ok',
    '',
  ]) {
    it(`name no port: ${text}`, () => assert.equal(parseExtendedPassive(text), undefined))
  }
})

describe('replies to PASV', () => {
  for (const text of [
    'Entering Passive Mode (127,0,0,1,4,51)',
    'Entering Passive Mode (127,0,0,1,4,51).',
    'Entering Passive Mode. 127,0,0,1,4,51',
    'passively listen to 127,0,0,1,4,51',
    'Entering Passive Mode (127, 0, 0, 1, 4, 51)',
    '127,0,0,1,4,51',
  ]) {
    it(`name port 1075: ${text}`, () => assert.deepEqual(parsePassive(text), { port: 1075, address: '127.0.0.1' }))
  }

  it('are read as decimal numbers, also with zeros in front', () => {
    assert.deepEqual(parsePassive('Entering Passive Mode 010,000,000,005,143,225'), { port: 36_833, address: '10.0.0.5' })
  })

  it('name whatever address the server believes it has', () => {
    assert.deepEqual(parsePassive('(192,168,205,101,7,232)'), { port: 2024, address: '192.168.205.101' })
    assert.deepEqual(parsePassive('(0,0,0,0,7,232)'), { port: 2024, address: '0.0.0.0' })
  })

  for (const text of [
    '(127,0,0,1,0,0)',
    '(127,0,0,1,256,1)',
    '(1216,256,2,127,127,127)',
    '(127,0,0,1,1,256)',
    '(999,0,0,1,4,51)',
    '(127,0,0,1,4)',
    '(127,0,0,1,4,51,6)',
    '(1,127,0,0,1,4,51)',
    '(127.0.0.1,4,51)',
    '(127,0,0,1,4,51000)',
    '',
  ]) {
    it(`name no port: ${text}`, () => assert.equal(parsePassive(text), undefined))
  }
})

describe('any reply', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^.{0,5}\(?[\d, ]{0,40}\)?.{0,5}$/),
    fc.stringMatching(/^\([|!]{0,4}\d{0,7}[|!]?\)$/),
  )

  it('names a port from 1 to 65535 or none', () => {
    fc.assert(
      fc.property(text, (reply) => {
        for (const named of [parseExtendedPassive(reply), parsePassive(reply)]) {
          assert.ok(named === undefined || (Number.isInteger(named.port) && named.port >= 1 && named.port <= 65535), JSON.stringify(named))
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('that names a port gives that port', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 1, max: 65535 }), (address, port) => {
        assert.deepEqual(parseExtendedPassive(`ok (|||${port}|)`), { port })
        assert.deepEqual(parsePassive(`ok (${[...address, port >> 8, port & 255].join(',')})`), { port, address: address.join('.') })
      }),
    )
  })

  for (const reply of [`(${'1,'.repeat(8000)})`, '1 '.repeat(8000), `1${' '.repeat(16_000)}`, '|'.repeat(16_000), '1'.repeat(16_000)]) {
    it(`is read in no time: ${reply.slice(0, 8)}…`, () => {
      const start = performance.now()
      parseExtendedPassive(reply)
      parsePassive(reply)
      assert.ok(performance.now() - start < 200)
    })
  }
})
