import assert from 'node:assert/strict'
import { sentSum } from '../../src/ftp/digest.ts'
import { Features } from '../../src/ftp/features.ts'
import { answer } from './answers.ts'
import { Bench, workOf } from './support.ts'

const md5 = '5d41402abc4b2a76b9719d911017c592' // of "hello"
const sha1 = 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'
const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

function featuresOf(...lines: readonly string[]): Features {
  const features = new Features()
  features.learn({ code: 211, lines: ['Features:', ...lines.map((line) => ` ${line}`), 'End'] })
  return features
}

describe("a file's digest on the server", () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('is asked for where it is announced, and not elsewhere', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    assert.equal(await (await bench.connect(served)).digest('/a'), undefined)
    assert.deepEqual(workOf(served.server.commands), [])
    const session = await bench.connect(await bench.serve({ extras: ['XMD5'] }, { a: 'hello' }))
    assert.deepEqual(await session.digest('/a'), { algorithm: 'MD5', hex: md5 })
  })

  it('is asked for by HASH rather than by others, with the best of its algorithms', async () => {
    const served = await bench.serve({ extras: ['XMD5', 'HASH', 'XSHA512'] }, { a: 'hello' })
    assert.deepEqual(await (await bench.connect(served)).digest('/a'), { algorithm: 'SHA-256', hex: sha256 })
    assert.deepEqual(workOf(served.server.commands), ['OPTS HASH SHA-256', 'HASH /a'])
  })

  it('chooses the algorithm once in a session', async () => {
    const served = await bench.serve({ features: ['HASH MD5;SHA-1*;SHA-256'], extras: ['HASH'] }, { a: 'hello' })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.deepEqual(await session.digest('/a'), { algorithm: 'SHA-256', hex: sha256 })
    assert.deepEqual(workOf(served.server.commands), ['OPTS HASH SHA-256', 'HASH /a', 'HASH /a'])
  })

  it('is had in the algorithm that is wanted, where the server has it', async () => {
    const hashing = await bench.serve({ extras: ['HASH'] }, { a: 'hello' })
    const session = await bench.connect(hashing)
    assert.deepEqual(await session.digest('/a', { algorithm: 'MD5' }), { algorithm: 'MD5', hex: md5 })
    assert.deepEqual(await session.digest('/a'), { algorithm: 'SHA-256', hex: sha256 })
    const other = await bench.connect(await bench.serve({ extras: ['XSHA1', 'XMD5'] }, { a: 'hello' }))
    assert.deepEqual(await other.digest('/a', { algorithm: 'MD5' }), { algorithm: 'MD5', hex: md5 })
    assert.deepEqual(await other.digest('/a', { algorithm: 'SHA-512' }), { algorithm: 'SHA-1', hex: sha1 })
  })

  it('needs no choice where HASH has made it', async () => {
    const HASH = answer(`213 SHA-256 0-5 ${sha256} /a`)
    const served = await bench.serve({ features: ['HASH MD5;SHA-1;SHA-256*'], handlers: { HASH } })
    assert.deepEqual(await (await bench.connect(served)).digest('/a'), { algorithm: 'SHA-256', hex: sha256 })
    assert.deepEqual(workOf(served.server.commands), ['HASH /a'])
  })

  it('is asked for by another command after HASH would not take its algorithm', async () => {
    const served = await bench.serve({ extras: ['HASH', 'XSHA1'], handlers: { OPTS: answer('501 Unknown algorithm.') } }, { a: 'hello' })
    const session = await bench.connect(served)
    assert.equal(await session.digest('/a'), undefined)
    assert.deepEqual(await session.digest('/a'), { algorithm: 'SHA-1', hex: sha1 })
    assert.deepEqual(workOf(served.server.commands), ['OPTS HASH SHA-256', 'XSHA1 /a'])
  })

  for (const [reply, why] of [
    [`213 SHA-1 0-5 ${sha1} /a`, 'of another algorithm'],
    [`213 0-5 ${md5} /a`, 'too short'],
    ['550 no', 'a refusal'],
  ] as const) {
    it(`is unknown where the answer is ${why}`, async () => {
      const session = await bench.connect(await bench.serve({ extras: ['HASH'], handlers: { HASH: answer(reply) } }))
      assert.equal(await session.digest('/a'), undefined)
    })
  }
})

describe('the digest of what is sent', () => {
  for (const [feature, expected] of [
    ['HASH SHA-1*;SHA-256;MD5', sha256],
    ['XSHA256', sha256],
    ['XSHA', sha1],
    ['XMD5', md5],
    ['XCRC', '3610a686'],
  ] as const) {
    it(`is added up where the server has ${feature}`, () => {
      const sum = sentSum(featuresOf(feature))
      sum?.update(Buffer.from('he'))
      sum?.update(Buffer.from('llo'))
      assert.equal(sum?.hex(), expected)
    })
  }

  it('of CRC32 has all its digits', () => {
    const sum = sentSum(featuresOf('XCRC'))
    sum?.update(Buffer.from('file 3942522'))
    assert.equal(sum?.hex(), '00000035')
  })

  it('is not added up where the server has none of them', () => {
    assert.equal(sentSum(featuresOf('MDTM', 'SIZE')), undefined)
  })

  it('is not to be had of more bytes than the server is asked for', () => {
    for (const [maxBytes, expected] of [
      [5, md5],
      [4, undefined],
    ] as const) {
      const sum = sentSum(featuresOf('XMD5'), maxBytes)
      sum?.update(Buffer.from('he'))
      sum?.update(Buffer.from('llo'))
      assert.equal(sum?.hex(), expected)
    }
  })
})
