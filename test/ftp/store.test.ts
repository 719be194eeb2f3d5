import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Extra } from '../support/ftpOptions.ts'
import type { FtpConnection } from '../support/ftpServer.ts'
import { someBytes } from '../support/streams.ts'
import { testCertificate } from '../support/testCertificate.ts'
import { answer, changed, cutAfter, listing } from './answers.ts'
import { Bench, failsWith, within, workOf } from './support.ts'

describe('storing a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('sends every byte and tells of the progress', async () => {
    const bytes = someBytes(500_000)
    const served = await bench.serve()
    const session = await bench.connect(served)
    const progress: number[] = []
    const source = Readable.from([bytes.subarray(0, 200_000), bytes.subarray(200_000)])
    assert.equal(await session.store('/big', source, { onProgress: (count) => progress.push(count) }), 500_000)
    assert.ok((await readFile(join(served.root, 'big'))).equals(bytes))
    assert.deepEqual(progress, [200_000, 500_000])
  })

  it('of no bytes makes an empty file', async () => {
    const served = await bench.serve({}, { a: 'old' })
    assert.equal(await (await bench.connect(served)).store('/a', Readable.from([])), 0)
    assert.equal((await readFile(join(served.root, 'a'))).length, 0)
  })

  it('that the server confirms and then has fewer bytes of is incomplete', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { STOR: cutAfter(1000) } }))
    await assert.rejects(session.store('/a', Readable.from([someBytes(1001)])), failsWith('incomplete', '1000', '1001'))
  })

  for (const SIZE of [answer('500 SIZE?'), answer('550 SIZE not allowed in ASCII mode')]) {
    it('is believed where the server will not say the size, and no listing does', async () => {
      const handlers = { SIZE, MLSD: listing('type=file; a\r\n') }
      const session = await bench.connect(await bench.serve({ handlers }))
      assert.equal(await session.store('/a', Readable.from(['hello'])), 5)
      assert.equal(await session.store('/b', Readable.from(['hello'])), 5)
    })

    it('is not believed where only a listing says the size, and it is another', async () => {
      const session = await bench.connect(await bench.serve({ handlers: { SIZE, STOR: cutAfter(1000) } }))
      await assert.rejects(session.store('/a', Readable.from([someBytes(1001)])), failsWith('incomplete', '1000', '1001'))
    })
  }

  it('is incomplete where SIZE says that nothing came', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { SIZE: answer('213 0') } }))
    await assert.rejects(session.store('/a', Readable.from(['hello'])), failsWith('incomplete', '0', '5'))
  })

  it('that is refused leaves a source of which nothing was read to be used again', async () => {
    const STOR = (connection: FtpConnection, path: string) =>
      path === '/.a' ? connection.reply('553 Prohibited file name') : connection.default()
    const served = await bench.serve({ handlers: { STOR } })
    const session = await bench.connect(served)
    const source = Readable.from([Buffer.from('hello')])
    await assert.rejects(session.store('/.a', source, { waitsForConsent: true }), failsWith('refused', '553'))
    assert.equal(source.destroyed, false)
    assert.equal(await session.store('/a', source, { waitsForConsent: true }), 5)
    assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello')
  })

  for (const size of ['1/3', '4.9K']) {
    it(`is not measured by a size that a listing has rounded: ${size}`, async () => {
      const line =
        size === '1/3' ? 'a;1  1/3  20-NOV-2025 10:00:00  [DEMO,DEMO]  (RWED,RWED,RE,)' : `-rw-r--r--  1 demo demo  ${size} Nov 20  2025 a`
      const served = await bench.serve({ noFeatures: ['SIZE', 'MLST', 'MLSD'], handlers: { LIST: listing(`${line}\r\n`) } })
      assert.equal(await (await bench.connect(served)).store('/a', Readable.from(['hello'])), 5)
    })
  }

  it('leaves a source of which nothing was read to be used again when no data connection comes', async () => {
    bench.transfer = { mode: 'active' }
    const STOR = (connection: FtpConnection) => connection.reply('150 Here it comes')
    const session = await bench.connect(await bench.serve({ handlers: { STOR } }))
    const source = Readable.from(['hello'])
    await assert.rejects(session.store('/a', source), failsWith('dataConnection'))
    assert.equal(source.destroyed, false)
  })

  it('leaves a source of which nothing was read to be used again when the connection is lost', async () => {
    const session = await bench.connect(await bench.serve({ handlers: { EPSV: (connection) => connection.destroyControl() } }))
    const source = Readable.from(['hello'])
    await assert.rejects(session.store('/a', source), failsWith('connectionLost'))
    assert.equal(source.destroyed, false)
  })

  it('destroys a source of which something was read', async () => {
    const STOR = (connection: FtpConnection) => {
      connection.data.cut = { after: 1000, by: 'reset', reply: '426 Broken.' }
      return connection.default()
    }
    const source = Readable.from([someBytes(500_000), someBytes(500_000)])
    await assert.rejects((await bench.connect(await bench.serve({ handlers: { STOR } }))).store('/a', source))
    assert.equal(source.destroyed, true)
  })

  it('does not wait for ever for the consent of a server that gives none', async () => {
    const STOR = async (connection: FtpConnection) => {
      const chunks: Buffer[] = []
      for await (const chunk of await connection.data.connect()) chunks.push(chunk as Buffer)
      connection.data.release()
      await writeFile(join(served.root, 'a'), Buffer.concat(chunks))
      connection.reply('226 done')
    }
    const served = await bench.serve({ handlers: { STOR } })
    const session = await bench.connect(served)
    assert.equal(await within(1900, session.store('/a', Readable.from(['hello']), { waitsForConsent: true })), 5)
  })

  it('ends when the source fails', async () => {
    const session = await bench.connect(await bench.serve())
    let reads = 0
    const source = new Readable({
      read() {
        if (reads++ === 0) this.push('hello')
        else this.destroy(new Error('EIO'))
      },
    })
    await within(1500, assert.rejects(session.store('/a', source)))
    await session.noop()
  })
})

describe('storing the rest of a file', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const rest = () => Readable.from([Buffer.from(' world')])

  it('appends it, and checks the size of the whole', async () => {
    const served = await bench.serve({}, { a: 'hello' })
    const session = await bench.connect(served)
    assert.equal(await session.store('/a', rest(), { from: 5 }), 6)
    assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello world')
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'APPE /a', 'SIZE /a'])
  })

  for (const mode of ['passive', 'active'] as const) {
    for (const line of ['500 APPE?', '502 APPE?']) {
      it(`begins where it is told by REST where APPE is answered with ${line} in ${mode} mode`, async () => {
        bench.transfer = { mode }
        const served = await bench.serve({ handlers: { APPE: answer(line) } }, { a: 'hello' })
        const session = await bench.connect(served)
        assert.equal(await session.store('/a', rest(), { from: 5 }), 6)
        assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello world')
        const data = mode === 'passive' ? ['EPSV'] : ['EPRT']
        const verbs = workOf(served.server.commands).map((command) => (command.startsWith('EPRT') ? 'EPRT' : command))
        assert.deepEqual(verbs, ['SIZE /a', ...data, 'APPE /a', ...data, 'REST 5', 'STOR /a', 'SIZE /a'])
      })
    }
  }

  it('is unsupported where there is neither APPE nor REST, and the source is as it was', async () => {
    const served = await bench.serve({ noFeatures: ['APPE', 'REST'] }, { a: 'hello' })
    const session = await bench.connect(served)
    const source = rest()
    await assert.rejects(session.store('/a', source, { from: 5 }), failsWith('unsupported', 'REST 5', 'begin again'))
    assert.equal(source.destroyed, false)
    assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello')
    assert.equal(await session.store('/b', source), 6)
    assert.equal(await readFile(join(served.root, 'b'), 'utf8'), ' world')
  })

  it('is refused where APPE is, and is not tried another way', async () => {
    const served = await bench.serve({ handlers: { APPE: answer('550 Permission denied.') } }, { a: 'hello' })
    const source = rest()
    await assert.rejects((await bench.connect(served)).store('/a', source, { from: 5 }), failsWith('refused', '550'))
    assert.equal(source.destroyed, false)
    assert.deepEqual(workOf(served.server.commands), ['SIZE /a', 'EPSV', 'APPE /a'])
  })

  for (const there of ['hell', 'hello!']) {
    it(`is incomplete before anything is sent where ${there.length} bytes are there, not 5`, async () => {
      const served = await bench.serve({}, { a: there })
      const expected = failsWith('incomplete', String(there.length), '5')
      await assert.rejects((await bench.connect(served)).store('/a', rest(), { from: 5 }), expected)
      assert.deepEqual(workOf(served.server.commands), ['SIZE /a'])
      assert.equal(await readFile(join(served.root, 'a'), 'utf8'), there)
    })
  }

  it('takes the word of a listing for what is there', async () => {
    const served = await bench.serve({ noFeatures: ['SIZE'] }, { a: 'hello' })
    assert.equal(await (await bench.connect(served)).store('/a', rest(), { from: 5 }), 6)
  })

  it('is incomplete where nobody says what is there', async () => {
    const served = await bench.serve({ noFeatures: ['SIZE'], handlers: { MLSD: listing('type=file; a\r\n') } }, { a: 'hello' })
    await assert.rejects((await bench.connect(served)).store('/a', rest(), { from: 5 }), failsWith('incomplete', 'unknown'))
    assert.equal(await readFile(join(served.root, 'a'), 'utf8'), 'hello')
  })

  it('that the server confirms and then has fewer bytes of is incomplete', async () => {
    const served = await bench.serve({ handlers: { APPE: cutAfter(2) } }, { a: 'hello' })
    await assert.rejects((await bench.connect(served)).store('/a', rest(), { from: 5 }), failsWith('incomplete', '7', '11'))
  })

  it('is incomplete where the server takes REST and then begins from nothing', async () => {
    const served = await bench.serve({ noFeatures: ['APPE'], handlers: { REST: answer('350 Restarting at nowhere.') } }, { a: 'hello' })
    await assert.rejects((await bench.connect(served)).store('/a', rest(), { from: 5 }), failsWith('incomplete', '6', '11'))
  })

  it('leaves no marker behind', async () => {
    const served = await bench.serve({ noFeatures: ['APPE'] }, { a: 'hello' })
    const session = await bench.connect(served)
    await session.store('/a', rest(), { from: 5 })
    for (let count = 0; count < 2; count++) await session.store('/b', Readable.from(['x']))
    const markers = served.server.commands.filter((line) => line.startsWith('REST'))
    assert.deepEqual(markers, ['REST 5', 'REST 0'])
  })
})

describe("a stored file's digest", () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const wrong = {
    MD5: '0'.repeat(32),
    'SHA-1': '0'.repeat(40),
    'SHA-256': '0'.repeat(64),
    'SHA-512': '0'.repeat(128),
    CRC32: '0'.repeat(8),
  }
  const kinds: readonly (readonly [Extra & ('HASH' | 'MD5' | `X${string}`), keyof typeof wrong, readonly string[]])[] = [
    ['HASH', 'SHA-256', ['OPTS HASH SHA-256', 'HASH /a b']],
    ['XSHA256', 'SHA-256', ['XSHA256 /a b']],
    ['XSHA512', 'SHA-512', ['XSHA512 /a b']],
    ['XSHA1', 'SHA-1', ['XSHA1 /a b']],
    ['XSHA', 'SHA-1', ['XSHA /a b']],
    ['XMD5', 'MD5', ['XMD5 /a b']],
    ['MD5', 'MD5', ['MD5 /a b']],
    ['XCRC', 'CRC32', ['XCRC /a b']],
  ]
  for (const [verb, algorithm, commands] of kinds) {
    it(`is compared where there is ${verb}`, async () => {
      const served = await bench.serve({ extras: [verb] })
      const session = await bench.connect(served)
      assert.equal(await session.store('/a b', Readable.from([Buffer.from('he'), Buffer.from('llo')])), 5)
      assert.deepEqual(workOf(served.server.commands), ['EPSV', 'STOR /a b', 'SIZE /a b', ...commands])
      served.server.handlers[verb] = answer(verb === 'MD5' ? `251 "/a b" ${wrong[algorithm]}` : `250 ${wrong[algorithm]}`)
      const expected = failsWith('incomplete', algorithm, wrong[algorithm])
      await assert.rejects(session.store('/a b', Readable.from([Buffer.from('hello')])), expected)
    })
  }

  for (const reply of ['250 XCRC 35', '250 00000035', '250 XCRC 00000035', '250 35']) {
    it(`may come without the zeros in front: ${reply}`, async () => {
      const session = await bench.connect(await bench.serve({ extras: ['XCRC'], handlers: { XCRC: answer(reply) } }))
      assert.equal(await session.store('/a', Readable.from([Buffer.from('file 3942522')])), 12)
    })
  }

  it('is asked for once more in no file where the command is not known', async () => {
    const served = await bench.serve({ extras: ['XMD5'], handlers: { XMD5: answer('500 XMD5?') } })
    const session = await bench.connect(served)
    for (let count = 0; count < 2; count++) assert.equal(await session.store('/a', Readable.from([Buffer.from('hello')])), 5)
    assert.equal(served.server.commands.filter((line) => line.startsWith('XMD5')).length, 1)
  })

  for (const reply of ['550 Not for this file.', '450 Busy.', '504 Not now.', '250 done', '250 XMD5 abc', `250 XSHA1 ${wrong['SHA-1']}`]) {
    it(`is nothing to go by in ${reply}`, async () => {
      const session = await bench.connect(await bench.serve({ extras: ['XMD5'], handlers: { XMD5: answer(reply) } }))
      assert.equal(await session.store('/a', Readable.from([Buffer.from('hello')])), 5)
    })
  }

  it('is not asked for where a file is continued: only a part of its bytes was here', async () => {
    const served = await bench.serve({ extras: ['XMD5'] }, { a: 'hello' })
    await (await bench.connect(served)).store('/a', Readable.from([Buffer.from(' world')]), { from: 5 })
    assert.equal(served.server.commands.includes('XMD5 /a'), false)
  })
})

describe('the confirmation of an upload', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const late = (milliseconds: number) =>
    changed(async (lines) => {
      if (lines[0]?.startsWith('226')) await delay(milliseconds)
      return lines
    })
  const megabyte = () => Readable.from([someBytes(500_000), someBytes(500_000)])

  for (const security of ['none', 'explicit'] as const) {
    it(`is waited for the longer the more was sent, with security ${security}`, async () => {
      const { key, cert } = testCertificate()
      const served = await bench.serve({ handlers: { STOR: late(800) }, ...(security === 'explicit' && { tls: { key, cert } }) })
      const session = await bench.connect(served, { security, tls: { ca: cert }, timeouts: { replyMs: 400 } })
      assert.equal(await session.store('/a', megabyte()), 1_000_000)
    })
  }

  it('is due in the time of any reply after a few bytes', async () => {
    const served = await bench.serve({ handlers: { STOR: late(800) } })
    const session = await bench.connect(served, { timeouts: { replyMs: 400 } })
    await within(700, assert.rejects(session.store('/a', Readable.from([Buffer.from('hello')])), failsWith('timeout')))
  })

  it('is not waited for longer than the end of all patience', async () => {
    const served = await bench.serve({ handlers: { STOR: late(1200) } })
    const session = await bench.connect(served, { timeouts: { replyMs: 400, confirmMs: 500 } })
    await within(1100, assert.rejects(session.store('/a', megabyte()), failsWith('timeout')))
  })
})
