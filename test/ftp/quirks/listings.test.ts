/** Whole listings from servers that leave out, make up, truncate or dribble. */

import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { answer, listing, transferring } from '../answers.ts'
import { Bench, dataVerbs, failsWith, within } from '../support.ts'

describe('listings of whole folders', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const [verb, noFeatures] of [
    ['MLSD', []],
    ['LIST', ['MLST']],
  ] as const) {
    it(`are not complete where the server says so behind them, in answer to ${verb}`, async () => {
      const line = verb === 'MLSD' ? 'type=file;size=1; a' : '-rw-r--r--    1 33 www-data 2 Nov 20 2023 a'
      // Pure-FTPd 1.0.50, which is told so by its option -L: 10,000 names if it isn't.
      const cut = transferring(async (connection, data) => {
        connection.reply('150 Accepted data connection')
        data.end(`${line}\r\n`)
        connection.reply('226-Options: -a -l ', '226 Output truncated to 10000 matches')
      })
      const session = await bench.connect(await bench.serve({ noFeatures, handlers: { MLSD: cut, LIST: cut } }))
      const { entries, unreadable } = await session.list('/')
      assert.equal(entries.length, 1)
      assert.deepEqual(unreadable, ['Options: -a -l  Output truncated to 10000 matches'])
    })
  }

  it('that dribble in a byte at a time are read, and given up when they stall', async () => {
    const MLSD = transferring(async (connection, data) => {
      connection.reply('150 here')
      for (const letter of 'type=file; a\r\ntype=fi') {
        data.write(letter)
        await delay(5)
      }
      await new Promise((resolve) => data.resume().once('close', resolve))
      connection.reply('426 Too slow.')
    })
    const session = await bench.connect(await bench.serve({ handlers: { MLSD } }), { timeouts: { dataIdleMs: 100 } })
    await within(2000, assert.rejects(session.list('/'), failsWith('incomplete', '426 Too slow.')))
    await session.noop()
  })

  it('of MLSD that is announced and never answered end in time', async () => {
    // uftpd
    const session = await bench.connect(await bench.serve({ handlers: { MLSD: () => {} } }), {
      timeouts: { dataIdleMs: 100, replyMs: 200 },
    })
    await within(2000, assert.rejects(session.list('/')))
  })

  it('that hold names which are none show them, marked', async () => {
    const names = ['../x', '/etc/x', '..', 'a/b', 'nul\0', 'good']
    const MLSD = listing(names.map((name) => `type=file;size=1; ${name}\r\n`).join(''))
    const { entries } = await (await bench.connect(await bench.serve({ handlers: { MLSD } }))).list('/')
    assert.deepEqual(
      entries.filter(({ unusable }) => unusable === undefined).map(({ name }) => name),
      ['good'],
    )
  })

  it('that hold lines which are none are not complete', async () => {
    const MLSD = listing('type=file; a\r\nls: cannot open directory: Permission denied\r\n')
    const { entries, unreadable } = await (await bench.connect(await bench.serve({ handlers: { MLSD } }))).list('/')
    assert.deepEqual([entries.length, unreadable.length], [1, 1])
  })

  it('of IIS that begin a name with a blank, end one with it, and translate the rest', async () => {
    const LIST = listing('11-16-17  05:18PM       <DIR>          a folder \r\n01-01-24  12:00AM                 1204  b\r\n')
    const handlers = { LIST, CWD: answer('250 CWD-Befehl erfolgreich.') }
    const { entries } = await (await bench.connect(await bench.serve({ noFeatures: ['MLST'], handlers }))).list('/')
    assert.deepEqual(
      entries.map(({ name, type }) => [name, type]),
      [
        ['a folder ', 'folder'],
        [' b', 'file'],
      ],
    )
  })

  it('refused in another language are refused all the same: the code decides', async () => {
    const CWD = answer('550 Datei oder Verzeichnis nicht gefunden')
    const served = await bench.serve({ noFeatures: ['MLST'], handlers: { CWD } })
    await assert.rejects((await bench.connect(served)).list('/a'), failsWith('refused', 'Datei oder Verzeichnis'))
    assert.equal(dataVerbs(served.server.commands), '')
  })

  for (const line of ['450 No files found', '550 No files found.', '550 No members found.', '550 No data sets found.']) {
    it(`answered with ${line} in a folder that can be entered have no entries`, async () => {
      const served = await bench.serve({ noFeatures: ['MLST'], handlers: { LIST: answer(line) } })
      assert.deepEqual((await (await bench.connect(served)).list('/')).entries, [])
    })
  }
})
