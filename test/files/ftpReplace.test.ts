/** The promise of a safe write: whatever happens, the old or the new file is there whole, and nothing else in the end. */

import assert from 'node:assert/strict'
import type { FileStat } from '../../src/files/fileSystem.ts'
import { isFileError, type FileErrorReason } from '../../src/files/fileError.ts'
import type { FtpServerOptions, Handler, Handlers } from '../support/ftpServer.ts'
import { writeBytes } from '../support/streams.ts'
import { breakOff, doAndBreak, ftpPlace, once, refusing, rephrased, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

const oldText = 'the old file'
const newText = Array.from({ length: 50_000 }, (_, line) => `This is line ${line}.`).join('\n')

/** How servers list: what can't be seen in a listing has to be found out otherwise. */
const listings: Readonly<Record<string, Options>> = {
  'that lists with MLSD': {},
  'that lists with LIST -a': { noFeatures: ['MLST', 'MLSD'] },
  'that hides names with a leading dot': { noFeatures: ['MLST', 'MLSD'], handlers: { LIST: (connection) => connection.default('') } },
  'that hides them and has no SIZE and no MDTM': {
    noFeatures: ['MLST', 'MLSD', 'SIZE', 'MDTM'],
    handlers: { LIST: (connection) => connection.default('') },
  },
}

/** Takes so many bytes, then breaks both connections without a word. */
function takeAndBreak(bytes: number): Handler {
  return async (connection) => {
    connection.data.cut = { after: bytes, by: bytes === Infinity ? 'end' : 'reset', reply: '' }
    await connection.default()
    connection.destroyControl()
  }
}

/** Takes half of the data, then ends the transfer with `reply`. */
function cutShort(reply: string, after = newText.length / 2): Handler {
  return (connection) => {
    connection.data.cut = { after, by: after === Infinity ? 'end' : 'reset', reply }
    return connection.default()
  }
}

/** Refuses matching arguments the first few times. */
function refusingTimes(reply: string, matching: RegExp, times: number): Handler {
  let left = times
  return (connection, argument) => (matching.test(argument) && left-- > 0 ? connection.reply(reply) : connection.default())
}

interface Break {
  readonly handlers: () => Handlers
  /** True if the new file is in place by then. */
  readonly succeeds: boolean
  readonly options?: Options
}

const isIis = { renameOver: false }

const breaks: Readonly<Record<string, Break>> = {
  'before the first byte': { handlers: () => ({ STOR: takeAndBreak(0) }), succeeds: false },
  'before STOR is answered': { handlers: () => ({ STOR: breakOff }), succeeds: false },
  'half-way': { handlers: () => ({ STOR: takeAndBreak(newText.length / 2) }), succeeds: false },
  'after the data, before 226': { handlers: () => ({ STOR: takeAndBreak(Infinity) }), succeeds: false },
  'between STOR and RNFR': { handlers: () => ({ RNFR: once(breakOff) }), succeeds: false },
  'between RNFR and RNTO': { handlers: () => ({ RNTO: once(breakOff) }), succeeds: false },
  'right after RNTO': { handlers: () => ({ RNTO: once(doAndBreak) }), succeeds: true },
  'before the old file is moved aside': { handlers: () => ({ RNTO: once(breakOff, 1) }), options: isIis, succeeds: false },
  'right after the old file was moved aside': { handlers: () => ({ RNTO: once(doAndBreak, 1) }), options: isIis, succeeds: true },
  'right after the new file took its place': { handlers: () => ({ RNTO: once(doAndBreak, 2) }), options: isIis, succeeds: true },
  'before the old file beside it is deleted': { handlers: () => ({ DELE: once(breakOff) }), options: isIis, succeeds: true },
}

describe('A safe write over FTP', () => {
  let place: FtpPlace
  afterEach(() => place.tearDown())

  /** On a server with an old file; `handlers` from then on. */
  const start = async (options: Options, handlers: Handlers = {}) => {
    place = await ftpPlace(options)
    await place.put('/page.html', oldText)
    Object.assign(place.server.handlers, handlers)
  }

  const write = (path = '/page.html') => outcomeOf(writeBytes(place.files, path, newText, { size: newText.length }))

  /** The old file is in its place, and nothing else. */
  const assertKept = async (outcome: Outcome, ...reasons: FileErrorReason[]) => {
    assert.ok(isFileError(outcome.error, ...reasons), `${reasons.join()} was expected, not ${String(outcome.error)}`)
    assert.deepEqual(await place.names(), ['page.html'])
    assert.equal(await place.text('/page.html'), oldText)
  }

  /** The new file is in its place, and nothing else. */
  const assertReplaced = async ({ stat, error }: Outcome) => {
    assert.ok(stat, String(error))
    assert.deepEqual([stat.type, stat.size], ['file', newText.length])
    assert.deepEqual(await place.names(), ['page.html'])
    assert.equal(await place.text('/page.html'), newText)
  }

  for (const [server, listing] of Object.entries(listings)) {
    describe(`on a server ${server}`, () => {
      for (const [moment, { handlers, options, succeeds }] of Object.entries(breaks)) {
        const result = succeeds ? 'has replaced the old file' : 'keeps the old file'
        it(`${result}, and leaves nothing else, when the connection breaks ${moment}`, async () => {
          await start({ ...listing, ...options }, handlers())
          const outcome = await write()
          if (succeeds) await assertReplaced(outcome)
          else await assertKept(outcome, 'unavailable', 'incomplete')
        })
      }

      for (const moment of ['half-way', 'after the data, before 226', 'between RNFR and RNTO', 'right after RNTO']) {
        const { handlers, succeeds } = breaks[moment] ?? assert.fail(moment)
        const isComplete = moment.includes('RN') // then it is put in its place with another connection
        it(`leaves ${isComplete ? 'a whole file' : 'nothing'} where no file was, when the connection breaks ${moment}`, async () => {
          place = await ftpPlace(listing)
          Object.assign(place.server.handlers, handlers())
          const { stat } = await write()
          assert.equal(stat?.size, isComplete ? newText.length : undefined)
          assert.deepEqual(await place.names(), isComplete ? ['page.html'] : [])
          if (isComplete) assert.equal(await place.text('/page.html'), newText)
        })

        it(`is as careful with a name that has a leading dot, when the connection breaks ${moment}`, async () => {
          place = await ftpPlace(listing)
          await place.put('/.htaccess', oldText)
          Object.assign(place.server.handlers, handlers())
          const { stat } = await write('/.htaccess')
          assert.deepEqual(await place.names(), ['.htaccess'])
          assert.equal(await place.text('/.htaccess'), succeeds ? newText : oldText)
          if (!succeeds) assert.equal(stat, undefined) // where success can't be seen, it need not be told
        })
      }
    })
  }

  describe('that breaks with the old file aside, on a server that is in no hurry to help', () => {
    const all = async () => {
      const names = await place.names()
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await place.text(`/${name}`)] as const)))
    }
    /** Moves the old file aside without a word, breaks the connection, then lets `later` answer. */
    const asideThen = (later: Handler): Handler => {
      let calls = 0
      return (connection, argument) => {
        calls++
        if (calls === 1) return connection.default()
        return calls === 2 ? doAndBreak(connection) : later(connection, argument)
      }
    }

    it('keeps both files whole, and the error names them, when it refuses all renames', async () => {
      await start(isIis, { RNTO: asideThen((connection) => connection.reply('550 Not now.')) })
      const { error } = await write()
      const found = await all()
      const [aside = ''] = Object.keys(found).filter((name) => name.endsWith('.old'))
      const [temporary = ''] = Object.keys(found).filter((name) => name.endsWith('.part'))
      assert.deepEqual([found[aside], found[temporary]], [oldText, newText])
      assert.ok(isFileError(error, 'noPermission'), String(error))
      for (const name of [aside, temporary]) assert.ok(error.message.includes(name), error.message)
      assert.ok(place.log.some((line) => line.startsWith('warn') && line.includes(aside)))
    })

    it('puts the old file back, and says so by failing, when it refuses only the new one', async () => {
      const refuseOnce = refusingTimes('550 Not now.', /page\.html$/, 1)
      await start(isIis, { RNTO: asideThen(refuseOnce) })
      await assertKept(await write(), 'unavailable', 'incomplete')
    })

    it('keeps both files whole, and the error names them, when nobody can log in any more', async () => {
      await start(isIis, { RNTO: asideThen((connection) => connection.default()) })
      await place.files.stat('/page.html')
      place.server.handlers.USER = (connection) => connection.reply('421 Going down.')
      const { error } = await write()
      const found = await all()
      assert.deepEqual(Object.values(found).sort(), [newText, oldText].sort())
      for (const name of Object.keys(found)) assert.ok(isFileError(error, 'unavailable') && error.message.includes(name), String(error))
    })
  })

  it('keeps the old file whole, and says in the log what to look for, when the server is gone for good', async () => {
    await start({}, { STOR: takeAndBreak(newText.length / 2) })
    await place.files.stat('/page.html') // a connection is there, and the next is refused
    place.server.handlers.USER = (connection) => connection.reply('421 Going down.')
    const { error } = await write()
    assert.ok(isFileError(error, 'unavailable', 'incomplete'))
    assert.equal(await place.text('/page.html'), oldText)
    const [temporary = ''] = await place.names()
    assert.match(temporary, /^\.portside-\w+\.part$/)
    assert.ok(place.log.some((line) => line.startsWith('warn') && line.includes(temporary)))
  })

  describe('on a server that does not rename over an existing file', () => {
    for (const code of [550, 552, 553, 450, 451]) {
      it(`replaces the file, and leaves nothing, when the refusal is ${code}`, async () => {
        await start({ renameOver: false }, { RNTO: rephrased(`${code} Nope.`) })
        await assertReplaced(await write())
      })
    }

    it('replaces it also where names with a leading dot are not listed', async () => {
      await start({ renameOver: false, noFeatures: ['MLST', 'MLSD'], handlers: { LIST: (connection) => connection.default('') } })
      await assertReplaced(await write())
    })

    it('has replaced the file even if the old one can not be deleted then, and says so in the log', async () => {
      await start({ renameOver: false }, { DELE: refusing('550 No.') })
      const { stat } = await write()
      assert.equal(stat?.size, newText.length)
      assert.equal(await place.text('/page.html'), newText)
      const [aside = ''] = await place.names()
      assert.match(aside, /^\.portside-\w+\.old$/)
      assert.ok(place.log.some((line) => line.startsWith('warn') && line.includes(aside)))
    })
  })

  describe('that is refused', () => {
    const cases: Readonly<Record<string, { readonly handlers: () => Handlers; readonly reason: FileErrorReason }>> = {
      'STOR with 553': { handlers: () => ({ STOR: refusing('553 Not here.') }), reason: 'noPermission' },
      'STOR with 550': { handlers: () => ({ STOR: refusing('550 Not here.') }), reason: 'noPermission' },
      'STOR with 552, no room': { handlers: () => ({ STOR: refusing('552 Quota exceeded.') }), reason: 'full' },
      'STOR with 452, no room': { handlers: () => ({ STOR: refusing('452 No space.') }), reason: 'full' },
      'the data with 552, half-way': { handlers: () => ({ STOR: cutShort('552 Quota exceeded.') }), reason: 'full' },
      'the data with 452, half-way': { handlers: () => ({ STOR: cutShort('452 No space.') }), reason: 'full' },
      'the data with 426, half-way': { handlers: () => ({ STOR: cutShort('426 Broken.') }), reason: 'incomplete' },
      'the data with 426, after all of it': { handlers: () => ({ STOR: cutShort('426 Broken.', Infinity) }), reason: 'incomplete' },
      'the data with 451, half-way': { handlers: () => ({ STOR: cutShort('451 Disk error.') }), reason: 'incomplete' },
      'RNFR with 550': { handlers: () => ({ RNFR: refusing('550 No.') }), reason: 'noPermission' },
      'RNTO with 550, always': { handlers: () => ({ RNTO: refusing('550 No.') }), reason: 'noPermission' },
      'RNTO with 553, the first and the second time': {
        handlers: () => ({ RNTO: refusingTimes('553 No.', /page\.html$/, 2) }),
        reason: 'noPermission',
      },
      'RNTO with 552, always': { handlers: () => ({ RNTO: refusing('552 No.') }), reason: 'full' },
    }
    for (const [what, { handlers, reason }] of Object.entries(cases)) {
      it(`keeps the old file and leaves nothing: ${what}`, async () => {
        await start({}, handlers())
        await assertKept(await write(), reason)
      })
    }

    it('says where the old file is when it can not be put back', async () => {
      await start({}, { RNTO: refusing('553 No such names here.', /page\.html$/) })
      const { error } = await write()
      assert.ok(isFileError(error, 'noPermission'))
      const [aside = ''] = await place.names()
      assert.match(aside, /^\.portside-\w+\.old$/)
      assert.equal(await place.text(`/${aside}`), oldText)
      assert.ok(error.message.includes(aside), error.message)
    })
  })

  describe('that is not what was sent', () => {
    const cases: Readonly<Record<string, Handlers>> = {
      'SIZE says more': { SIZE: (connection) => connection.reply('213 999999999') },
      'SIZE says less': { SIZE: (connection) => connection.reply('213 1') },
      'SIZE says nothing came': { SIZE: (connection) => connection.reply('213 0') },
      'half of the data is kept, with 226 for an answer': { STOR: cutShort('226 Transfer complete.') },
    }
    for (const [what, handlers] of Object.entries(cases)) {
      it(`keeps the old file and leaves nothing: ${what}`, async () => {
        await start({}, handlers)
        await assertKept(await write(), 'incomplete')
      })
    }

    for (const size of [newText.length - 1, newText.length + 1]) {
      it(`keeps the old file when the source has ${newText.length} bytes and not ${size}`, async () => {
        await start({})
        await assertKept(await outcomeOf(writeBytes(place.files, '/page.html', newText, { size })), 'incomplete')
      })
    }
  })

  it('keeps the old file when the server breaks off once, after all the data, and nobody knows how much there was', async () => {
    await start({}, { STOR: once(cutShort('426 Broken.', Infinity)) })
    await assertKept(await outcomeOf(writeBytes(place.files, '/page.html', newText)), 'incomplete')
  })

  it('sends nothing to the old file before the new one is whole', async () => {
    await start({})
    await assertReplaced(await write())
    const changing = place.server.commands.filter((line) => /^(STOR|APPE|DELE|RNFR|RNTO|MFMT|SITE)/.test(line))
    const temporary = /\S+$/.exec(changing[0] ?? '')?.[0] ?? ''
    assert.match(temporary, /^\/\.portside-\w+\.part$/)
    assert.deepEqual(changing, [`STOR ${temporary}`, `SITE CHMOD 644 ${temporary}`, `RNFR ${temporary}`, 'RNTO /page.html'])
  })

  it('takes another name each time', async () => {
    await start({})
    await write()
    await write()
    const names = place.server.commands.filter((line) => line.startsWith('STOR'))
    assert.equal(new Set(names).size, 2)
  })

  it('lets two who write the same file at once both have their turn: one of both is there whole', async () => {
    await start({})
    const outcomes = await Promise.all(['one', 'two'].map((text) => outcomeOf(writeBytes(place.files, '/page.html', text.repeat(50_000)))))
    assert.ok(outcomes.every(({ stat }) => stat))
    assert.deepEqual(await place.names(), ['page.html'])
    assert.match(await place.text('/page.html'), /^((one){50000}|(two){50000})$/)
  })
})

describe('A rename over an existing file', () => {
  let place: FtpPlace
  afterEach(() => place.tearDown())

  for (const renameOver of [true, false]) {
    it(`replaces it, and leaves nothing, on a server that ${renameOver ? 'allows' : 'refuses'} that`, async () => {
      place = await ftpPlace({ renameOver })
      await place.put('/one', '1')
      await place.put('/two', '2')
      await place.files.rename('/one', '/two', { overwrite: true })
      assert.deepEqual(await place.names(), ['two'])
      assert.equal(await place.text('/two'), '1')
    })
  }

  for (const [moment, handlers, isReplaced] of [
    ['before the old file is moved aside', { RNTO: once(breakOff, 1) }, false],
    ['right after the old file was moved aside', { RNTO: once(doAndBreak, 1) }, false],
    ['right after the new file took its place', { RNTO: once(doAndBreak, 2) }, true],
    ['before the old file beside it is deleted', { DELE: once(breakOff) }, true],
  ] as const satisfies readonly (readonly [string, Handlers, boolean])[]) {
    it(`leaves both or the new one, and nothing else, when the connection breaks ${moment}`, async () => {
      place = await ftpPlace({ renameOver: false, handlers })
      await place.put('/one', '1')
      await place.put('/two', '2')
      await assert.rejects(place.files.rename('/one', '/two', { overwrite: true }), (error) => isFileError(error, 'unavailable'))
      assert.deepEqual(await place.names(), isReplaced ? ['two'] : ['one', 'two'])
      assert.equal(await place.text('/two'), isReplaced ? '1' : '2')
    })
  }

  it('leaves both where they are when it is refused', async () => {
    place = await ftpPlace({ handlers: { RNTO: refusing('553 No.', /two$/) } })
    await place.put('/one', '1')
    await place.put('/two', '2')
    place.server.handlers.RNTO = refusingTimes('553 No.', /two$/, 2)
    await assert.rejects(place.files.rename('/one', '/two', { overwrite: true }), (error) => isFileError(error, 'noPermission'))
    assert.deepEqual([await place.text('/one'), await place.text('/two')], ['1', '2'])
    assert.deepEqual(await place.names(), ['one', 'two'])
  })
})

interface Outcome {
  readonly stat?: FileStat
  readonly error?: unknown
}

function outcomeOf(writing: Promise<FileStat>): Promise<Outcome> {
  return writing.then(
    (stat) => ({ stat }),
    (error: unknown) => ({ error }),
  )
}
