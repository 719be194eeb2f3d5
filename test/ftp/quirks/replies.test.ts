/** Whole sessions with servers whose replies are odd, late, doubled, broken or without end. */

import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { FtpConnection } from '../../support/ftpServer.ts'
import type { Peer } from '../../support/scriptedServer.ts'
import { answer, transferring } from '../answers.ts'
import { Bench, dataVerbs, failsWith, Kept, within } from '../support.ts'

const loginReplies = { USER: '331 ?\r\n', PASS: '230 in\r\n', FEAT: '500 ?\r\n', TYPE: '200 ok\r\n', PWD: '257 "/"\r\n' }

/** Answers each command with what `replies` has for its verb, in pieces if there are several; with silence if it has nothing. */
async function play(peer: Peer, replies: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
  const all = new Map(Object.entries({ ...loginReplies, ...replies }))
  await peer.send('220 ready\r\n')
  for (;;) {
    const [verb = ''] = (await peer.line()).split(' ')
    for (const bytes of [all.get(verb) ?? []].flat()) {
      await peer.send(bytes)
      await delay(1)
    }
  }
}

describe('replies that are formed oddly', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('may end with LF alone, from the first to the last', async () => {
    const address = await bench.script((peer) =>
      play(peer, {
        USER: '331-Who\n331 are you\n',
        PASS: '230-one\n two\n230 three\n',
        FEAT: '211-Features\n SIZE\n MDTM\n211 End\n',
        PWD: '257 "/home"\n',
        SIZE: '213 5\n',
      }),
    )
    const session = await bench.connect(address)
    assert.equal(session.loginFolder, '/home')
    assert.equal(session.features.of('MDTM'), 'yes')
    assert.equal(await session.size('/a'), 5)
  })

  it('may come a byte at a time', async () => {
    const address = await bench.script((peer) => play(peer, { PASS: [...'230-one\r\n230 two\r\n'], SIZE: [...'213 5\r\n'] }))
    assert.equal(await (await bench.connect(address)).size('/a'), 5)
  })

  it('may hold Telnet, CR NUL, colours and byte order marks, and the log has none of it', async () => {
    const address = await bench.script((peer) =>
      play(peer, { USER: '\ufeff331 \u001b[31mwho\u001b[0m\r\n', PASS: '230 in\r\0 now\r\n', SIZE: '213 5\r\0\r\n' }),
    )
    assert.equal(await (await bench.connect(address)).size('/a'), 5)
    assert.ok(bench.log.lines.every((line) => !/\p{Cc}/u.test(line)))
  })

  for (const [form, reply] of [
    ['a blank in front', '211-Extensions supported:\r\n MDTM\r\n MLST type*;size*;\r\n211 End\r\n'],
    ['the code in front, as by ProFTPD', '211-Features:\r\n211-MDTM\r\n211-MLST type*;size*;\r\n211 End\r\n'],
    ['four blanks in front, as by IIS', '211-FEAT\r\n    MDTM\r\n    MLST type*;size*;\r\n211 END\r\n'],
    ['commas between facts, as by drftpd', '211-Extensions supported:\r\n MDTM\r\n MLST type*,size*\r\n211 End\r\n'],
  ] as const) {
    it(`list features with ${form}`, async () => {
      const address = await bench.script((peer) => play(peer, { FEAT: reply, OPTS: '200 ok\r\n' }))
      const { features } = await bench.connect(address)
      assert.deepEqual([features.of('MDTM'), features.of('MLST')], ['yes', 'yes'])
      assert.match(features.parameters('MLST') ?? '', /^type\*;size\*;?$/)
    })
  }

  it('of several lines may hold lines that begin with other codes', async () => {
    const MLSD = transferring(async (connection, data) => {
      await connection.write('150-A\r\n160-B\r\n 150 B\r\n150 C\r\n')
      data.end('type=file; a\r\n')
      await connection.write('226-E\r\n500 not the end\r\n226-F\r\n226 G\r\n')
    })
    const session = await bench.connect(await bench.serve({ handlers: { MLSD } }))
    assert.equal((await session.list('/')).entries.length, 1)
    await session.noop()
  })

  it('that hold a NUL end the connection', async () => {
    const session = await bench.connect(await bench.script((peer) => play(peer, { SIZE: '213 5\0\r\n' })))
    await assert.rejects(session.size('/a'), failsWith('protocol', 'NUL'))
    assert.ok(session.error)
  })
})

describe('replies that come twice', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const security of ['none', 'explicit'] as const) {
    it(`to the connection are one greeting, with security ${security}`, async () => {
      const verb = security === 'none' ? 'USER' : 'AUTH'
      const seen: string[] = []
      const address = await bench.script(async (peer) => {
        await peer.send('220 router\r\n')
        seen.push(await peer.line())
        await peer.send('220 server\r\n')
        await delay(5)
        await peer.send('530 Not you\r\n')
        await peer.closed()
      })
      await assert.rejects(bench.connect(address, { security }), failsWith(verb === 'USER' ? 'loginRefused' : 'tlsRefused', '530 Not you'))
      assert.equal(seen[0]?.split(' ')[0], verb)
    })
  }

  it('after a transfer are not taken for the answer to what has left since', async () => {
    let isOwed = false
    const late = async (connection: FtpConnection) => {
      if (isOwed) await connection.write('226 Transfer complete, 9 bytes\r\n').then(() => delay(5))
      isOwed = false
      await connection.default()
    }
    const RETR = async (connection: FtpConnection) => {
      await connection.default()
      isOwed = true
    }
    const served = await bench.serve({ handlers: { EPSV: late, SIZE: late, RETR } }, { a: 'hello', b: 'world' })
    const session = await bench.connect(served)
    for (const [path, contents] of [
      ['/a', 'hello'],
      ['/b', 'world'],
    ] as const) {
      const kept = new Kept()
      await session.retrieve(path, kept)
      assert.equal(kept.bytes.toString(), contents)
      assert.equal(bench.memory.data.works?.method, 'EPSV')
    }
    assert.equal((await session.list('/')).entries.length, 2)
    assert.equal(await session.size('/a'), 5)
    assert.equal(dataVerbs(served.server.commands), 'EPSV RETR EPSV RETR EPSV MLSD')
  })

  it('may be the only ones: 226 to a command after a transfer is its answer if nothing follows', async () => {
    const served = await bench.serve({ handlers: { NOOP: answer('226 ok') } })
    const session = await bench.connect(served, { timeouts: { replyMs: 100 } })
    await session.list('/')
    await session.noop()
  })

  it('to OPTS, the second when the next command has left, end the login rather than mix it up', async () => {
    const OPTS = (connection: FtpConnection) => {
      connection.reply('500 Unknown option: MLST')
      setTimeout(() => connection.reply('500 Unknown option: OPTS UTF8'), 5)
    }
    const TYPE = (connection: FtpConnection) => delay(20).then(() => connection.default())
    const served = await bench.serve({ handlers: { OPTS, TYPE } })
    await assert.rejects(bench.connect(served), failsWith('unsupported', 'TYPE I', '500 Unknown option: OPTS UTF8'))
  })
})

describe('replies that do not end', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('or lines of 17 KB end the connection', async () => {
    const session = await bench.connect(await bench.script((peer) => play(peer, { SIZE: `213 ${'5'.repeat(17 * 1024)}\r\n` })))
    await assert.rejects(session.size('/a'), failsWith('protocol', 'without end'))
  })

  it('or 10,000 announcements of one end the connection', async () => {
    const session = await bench.connect(await bench.script((peer) => play(peer, { SIZE: '150 soon\r\n'.repeat(10_000) })))
    await within(1000, assert.rejects(session.size('/a'), failsWith('protocol', 'SIZE /a')))
  })

  it('or announcements of one, each in time, end the connection after a few', async () => {
    const address = await bench.script((peer) => play(peer, { SIZE: Array.from({ length: 100 }, () => '150 soon\r\n') }))
    const session = await bench.connect(address)
    await assert.rejects(session.size('/a'), failsWith('protocol'))
    assert.ok(bench.log.count('← 150') < 20)
  })

  it('and come a byte at a time are given up in the time of one reply', async () => {
    const dribble = [...'213-'.padEnd(2000, 'x')]
    const session = await bench.connect(await bench.script((peer) => play(peer, { SIZE: dribble })), { timeouts: { replyMs: 150 } })
    await within(600, assert.rejects(session.size('/a'), failsWith('timeout')))
  })

  it('to the connection, a byte at a time, are given up in the time of a greeting', async () => {
    const address = await bench.script(async (peer) => {
      for (const letter of '220-'.padEnd(2000, 'x')) {
        await peer.send(letter)
        await delay(1)
      }
    })
    await within(600, assert.rejects(bench.connect(address, { timeouts: { connectMs: 150 } }), failsWith('timeout')))
  })

  it('but were only announced hold up nobody for ever, not even for a command that nobody waits for', async () => {
    let visits = 0
    const CWD = (connection: FtpConnection) => connection.reply(++visits === 2 ? '150 soon' : '250 ok')
    const session = await bench.connect(await bench.serve({ handlers: { CWD, SIZE: () => {} } }), { timeouts: { replyMs: 100 } })
    await session.visit('/a') // and leaves it, by the second CWD
    await within(1000, assert.rejects(session.size('/a'), failsWith('timeout', 'CWD /')))
  })

  it('and that nobody asked for show no password', async () => {
    const address = await bench.script((peer) => play(peer, { PASS: '230 in\r\n230 your password is hunter2\r\n', SIZE: '213 5\r\n' }))
    const session = await bench.connect(address, { password: async () => 'hunter2' })
    await session.size('/a')
    assert.equal(bench.log.count('your password is ****'), 2)
    assert.equal(bench.log.count('hunter2'), 0)
  })
})
