import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Extra } from '../support/ftpOptions.ts'
import { answer } from './answers.ts'
import { Bench, workOf } from './support.ts'

const time = { ms: Date.parse('2024-02-29T03:04:05Z'), precision: 'second' } as const

describe('the properties of a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const [reply, size] of [
    ['213 12345', 12345],
    ['213 file: 213, Size =51', 51],
    ['213 99999999999999999999', undefined],
    ['213 unknown', undefined],
    ['550 no', undefined],
  ] as const) {
    it(`takes ${size ?? 'nothing'} for the size from ${reply}`, async () => {
      const session = await bench.connect(await bench.serve({ handlers: { SIZE: answer(reply) } }))
      assert.equal(await session.size('/a'), size)
    })
  }

  it('asks no more for what the server does not know', async () => {
    const served = await bench.serve({ handlers: { SIZE: answer('500 SIZE?'), MDTM: answer('502 MDTM?') } })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) {
      assert.equal(await session.size('/a'), undefined)
      assert.equal(await session.modified('/a'), undefined)
    }
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'MDTM /a'])
  })

  it('are asked for many files together, and what is no file has none', async () => {
    const served = await bench.serve({}, { a: 'hello', 'b/': '', c: '' })
    const session = await bench.connect(served)
    assert.deepEqual(await session.sizeOfEach(['/a', '/b', '/missing', '/c']), [5, undefined, undefined, 0])
    assert.deepEqual(await session.sizeOfEach([]), [])
  })

  it('can be given and told, the time', async () => {
    const session = await bench.connect(await bench.serve({}, { a: '' }))
    assert.equal(await session.setModified('/a', time), true)
    assert.deepEqual(await session.modified('/a'), time)
  })

  it('gives a file a mode, and asks no more where that is refused', async () => {
    const served = await bench.serve({}, { 'a b': '' })
    const session = await bench.connect(served)
    assert.equal(await session.setMode('/a b', '755'), true)
    assert.equal((await stat(join(served.root, 'a b'))).mode & 0o777, 0o755)
    served.server.handlers.SITE = answer('550 Permission denied.')
    assert.equal(await session.setMode('/a b', '644'), false)
    assert.equal(await session.setMode('/a b', '644'), false)
    assert.deepEqual(workOf(served.server.commands), ['SITE CHMOD 755 /a b', 'SITE CHMOD 644 /a b'])
  })
})

describe('giving a file a time', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const digits = '20240229030405'
  const attempts = {
    MFMT: `MFMT ${digits} /a b`,
    MFF: `MFF Modify=${digits}; /a b`,
    'MDTM time': `MDTM ${digits} /a b`,
    'SITE UTIME': `SITE UTIME /a b ${digits} ${digits} ${digits} UTC`,
    'SITE UTIME time': `SITE UTIME ${digits} /a b`,
  }
  const all = Object.values(attempts)

  it('is done by MFMT where that is announced', async () => {
    const served = await bench.serve({ extras: ['MFF', 'MDTM time', 'SITE UTIME', 'SITE UTIME time'] }, { 'a b': '' })
    assert.equal(await (await bench.connect(served)).setModified('/a b', time), true)
    assert.deepEqual(workOf(served.server.commands), [attempts.MFMT])
  })

  for (const [index, way] of (['MFF', 'MDTM time', 'SITE UTIME', 'SITE UTIME time'] as const).entries()) {
    it(`is done by ${way} where there is nothing better, which is found out once`, async () => {
      const extras: Extra[] = [way]
      const served = await bench.serve({ noFeatures: ['MFMT'], extras }, { 'a b': '' })
      const session = await bench.connect(served)
      for (let count = 0; count < 2; count++) assert.equal(await session.setModified('/a b', time), true)
      assert.equal((await stat(join(served.root, 'a b'))).mtimeMs, time.ms)
      assert.deepEqual(workOf(served.server.commands), [...all.slice(1, index + 2), attempts[way]])
    })
  }

  it('is tried in all ways, each once, where there is none', async () => {
    const served = await bench.serve({ noFeatures: ['MFMT'] }, { 'a b': '' })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.equal(await session.setModified('/a b', time), false)
    assert.deepEqual(workOf(served.server.commands), all.slice(1))
  })

  it('goes on after an MFMT that was announced and is not known', async () => {
    const served = await bench.serve({ extras: ['MFF'], handlers: { MFMT: answer('500 MFMT?') } }, { 'a b': '' })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.equal(await session.setModified('/a b', time), true)
    assert.deepEqual(workOf(served.server.commands), [attempts.MFMT, attempts.MFF, attempts.MFF])
  })

  it('goes on with other files after one was refused, by a command that is not announced', async () => {
    // vsftpd: 213 File modification time set. 550 Could not set file modification time.
    const served = await bench.serve({ noFeatures: ['MFMT'], extras: ['MDTM time'] }, { 'a b': '' })
    const session = await bench.connect(served)
    const results: boolean[] = []
    for (const path of ['/a b', '/missing', '/a b']) results.push(await session.setModified(path, time))
    assert.deepEqual(results, [true, false, true])
    const commands = [attempts.MFF, attempts['MDTM time'], `MDTM ${digits} /missing`, attempts['MDTM time']]
    assert.deepEqual(workOf(served.server.commands), commands)
  })

  it('is not done another way where MFMT is there and refuses this file', async () => {
    const served = await bench.serve({ extras: ['MFF'] }, { 'a b': '' })
    const session = await bench.connect(served)
    assert.equal(await session.setModified('/missing', time), false)
    assert.equal(await session.setModified('/a b', time), true)
    assert.deepEqual(workOf(served.server.commands), [`MFMT ${digits} /missing`, attempts.MFMT])
  })
})
