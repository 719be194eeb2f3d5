/** What a save keeps of the old file, says of the new one, and needs of the server. */

import assert from 'node:assert/strict'
import { chmod, mkdir, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { sameTime } from '../../src/base/entry.ts'
import { isFileError } from '../../src/files/fileError.ts'
import type { FtpServerOptions, Handler } from '../support/ftpServer.ts'
import { writeBytes } from '../support/streams.ts'
import { ftpPlace, refusing, takeForEver, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

describe('A save over FTP', () => {
  let place: FtpPlace
  afterEach(() => place.tearDown())

  const start = async (options: Options = {}) => {
    place = await ftpPlace(options)
    await place.put('/page.cgi', 'old')
  }
  const modeOf = async (path: string) => ((await stat(place.native(path))).mode & 0o777).toString(8)
  const sent = (pattern: RegExp) => place.server.commands.filter((line) => pattern.test(line))

  describe('keeps the mode of the file', () => {
    const listings: Readonly<Record<string, Options>> = { 'MLSD and LIST': {}, LIST: { noFeatures: ['MLST', 'MLSD'] } }
    for (const [listing, options] of Object.entries(listings)) {
      for (const mode of [0o755, 0o600, 0o664]) {
        it(`${mode.toString(8)} on a server with ${listing}`, async () => {
          await start(options)
          await chmod(place.native('/page.cgi'), mode)
          await writeBytes(place.files, '/page.cgi', 'new')
          assert.equal(await modeOf('/page.cgi'), mode.toString(8))
        })
      }
    }

    it('before the new file takes its place', async () => {
      await start()
      await chmod(place.native('/page.cgi'), 0o755)
      await writeBytes(place.files, '/page.cgi', 'new')
      const [chmodding = ''] = sent(/^SITE CHMOD/)
      assert.match(chmodding, /^SITE CHMOD 755 \/\.portside-\w+\.part$/)
      assert.ok(place.server.commands.indexOf(chmodding) < place.server.commands.indexOf('RNTO /page.cgi'))
    })

    for (const reply of ['500 Unknown SITE command.', '550 Permission denied.', '504 Not implemented.']) {
      it(`or is content without, and asks no more, where the answer is ${reply}`, async () => {
        await start({ handlers: { SITE: refusing(reply) } })
        for (const text of ['one', 'two']) await writeBytes(place.files, '/page.cgi', text)
        assert.equal(await place.text('/page.cgi'), 'two')
        assert.equal(sent(/^SITE/).length, 1)
      })
    }

    it('and gives a file that was not there none', async () => {
      await start()
      await writeBytes(place.files, '/new', 'new')
      assert.deepEqual(sent(/^SITE/), [])
    })
  })

  describe('gives the mode that is asked for', () => {
    it('rather than that of the old file, before the new one takes its place', async () => {
      await start()
      await chmod(place.native('/page.cgi'), 0o755)
      await writeBytes(place.files, '/page.cgi', 'new', { mode: '640' })
      assert.equal(await modeOf('/page.cgi'), '640')
      const [chmodding = ''] = sent(/^SITE CHMOD/)
      assert.match(chmodding, /^SITE CHMOD 640 \/\.portside-\w+\.part$/)
      assert.ok(place.server.commands.indexOf(chmodding) < place.server.commands.indexOf('RNTO /page.cgi'))
    })

    it('or is content without', async () => {
      await start({ handlers: { SITE: refusing('550 Permission denied.') } })
      await writeBytes(place.files, '/page.cgi', 'new', { mode: '640' })
      await place.files.createFolder('/folder', { mode: '750' })
      assert.deepEqual([await place.names(), await place.text('/page.cgi')], [['folder', 'page.cgi'], 'new'])
    })
  })

  describe('names the files that it makes beside the target', () => {
    /** Each name as it was given, and in between what the server was told about such names. */
    const timeline = async (work: (onTemporary: (path: string) => Promise<void>) => Promise<unknown>) => {
      const before = place.server.commands.length
      const named: { readonly path: string; readonly commands: number }[] = []
      await work(async (path) => {
        await new Promise((resolve) => void setImmediate(resolve))
        named.push({ path, commands: place.server.commands.length })
      })
      for (const { path, commands } of named) {
        const use = place.server.commands.findIndex((line) => line.endsWith(` ${path}`))
        assert.ok(use === -1 || use >= commands, `${path} was used before it was named`)
      }
      const used = place.server.commands.slice(before).flatMap((line) => /^(?:STOR|RNTO) (.*portside-.*)$/.exec(line)?.[1] ?? [])
      return { used, named: named.map(({ path }) => path) }
    }

    for (const [server, options] of Object.entries({
      'renames over': {},
      'does not rename over': { renameOver: false },
      'prohibits names with a leading dot': { renameOver: false, handlers: { STOR: refusing('553 Prohibited file name', /\/\./) } },
    } satisfies Readonly<Record<string, Options>>)) {
      it(`before it makes them, on a server that ${server}`, async () => {
        await start(options)
        const { used, named } = await timeline((onTemporary) => writeBytes(place.files, '/page.cgi', 'new', { onTemporary }))
        assert.ok(used.length > 0)
        assert.deepEqual(
          used.filter((path) => !named.includes(path)),
          [],
        )
        assert.equal(await place.text('/page.cgi'), 'new')
      })
    }

    it('and makes none when they can not be noted', async () => {
      await start()
      const onTemporary = () => Promise.reject(new Error('the journal is full'))
      await assert.rejects(writeBytes(place.files, '/page.cgi', 'new', { onTemporary }), /the journal is full/)
      assert.deepEqual(sent(/^STOR/), [])
      assert.deepEqual([await place.names(), await place.text('/page.cgi')], [['page.cgi'], 'old'])
    })
  })

  describe('says of the new file what a later look says', () => {
    /** As IIS: the listing is in local time, MDTM is not. */
    const hoursAhead: Handler = async (connection) => {
      const reply = connection.reply.bind(connection)
      connection.reply = (...lines) => {
        const [, date = '', hour = '', rest = ''] = /^213 (\d{8})(\d\d)(.*)$/.exec(lines[0] ?? '') ?? []
        reply(...(date === '' ? lines : [`213 ${date}${String((Number(hour) + 5) % 24).padStart(2, '0')}${rest}`]))
      }
      try {
        await connection.default()
      } finally {
        connection.reply = reply
      }
    }
    const servers: Readonly<Record<string, Options>> = {
      'LIST in local time, like IIS': { listingStyle: 'dos', noFeatures: ['MLST', 'MLSD'], handlers: { MDTM: hoursAhead } },
      'LIST in local time': { noFeatures: ['MLST', 'MLSD'], handlers: { MDTM: hoursAhead } },
      MLSD: {},
    }
    for (const [server, options] of Object.entries(servers)) {
      it(`on a server with ${server}`, async () => {
        await start(options)
        const written = await writeBytes(place.files, '/page.cgi', 'new')
        const seen = await place.files.stat('/page.cgi', { fresh: true })
        assert.ok(written.modified && seen.modified && sameTime(written.modified, seen.modified), JSON.stringify([written, seen]))
        assert.deepEqual([written.type, written.size], [seen.type, seen.size])
      })
    }
  })

  describe('on a server that prohibits names with a leading dot', () => {
    const prohibits: Options = { handlers: { STOR: refusing('553 Prohibited file name', /\/\./) } }

    it('takes other temporary names, and knows it the next time', async () => {
      await start(prohibits)
      for (const text of ['one', 'two']) {
        await place.files.write('/page.cgi', Readable.from([Buffer.from(text)]), { size: 3 })
        assert.equal(await place.text('/page.cgi'), text)
      }
      assert.deepEqual(await place.names(), ['page.cgi'])
      const names = sent(/^STOR/).map((line) => line.replace(/-\w+\./, '-*.'))
      assert.deepEqual(names, ['STOR /.portside-*.part', 'STOR /portside-*.part', 'STOR /portside-*.part'])
    })

    it('takes other names for the old file too', async () => {
      await start({ ...prohibits, renameOver: false })
      await writeBytes(place.files, '/page.cgi', 'new')
      assert.ok(sent(/^RNTO/).every((line) => !line.includes('/.')))
      assert.deepEqual([await place.names(), await place.text('/page.cgi')], [['page.cgi'], 'new'])
    })

    it('does not take a folder that refuses everything for such a server', async () => {
      await start({ handlers: { STOR: refusing('553 No.', /^\/closed/) } })
      await mkdir(place.native('/closed'))
      await assert.rejects(writeBytes(place.files, '/closed/a', 'new'), (error) => isFileError(error, 'noPermission'))
      await writeBytes(place.files, '/page.cgi', 'new')
      assert.match(sent(/^STOR/).at(-1) ?? '', /^STOR \/\.portside/)
    })
  })

  it('is begun again, once, when the connection had died before it answered anything', async () => {
    await start({ noFeatures: ['MLST', 'MLSD'] })
    let isDead = false
    place.server.handlers.CWD = async (connection) => {
      if (!isDead) return connection.default()
      isDead = false
      connection.destroyControl()
    }
    const die = async () => {
      await place.pool.use({}, (session) => session.noop()) // no reply is owed any more
      isDead = true
    }
    await die()
    await place.files.write('/page.cgi', Readable.from([Buffer.from('new')]))
    assert.equal(await place.text('/page.cgi'), 'new')
    await die()
    await place.files.rename('/page.cgi', '/other.cgi')
    assert.deepEqual(await place.names(), ['other.cgi'])
  })

  it('that is cancelled leaves nothing behind on a server that takes its time to let us in', async () => {
    let isSlow = false
    const greeting: FtpServerOptions['greeting'] = async (connection) => {
      if (isSlow) await new Promise((resolve) => setTimeout(resolve, 400))
      connection.reply('220 Hello.')
    }
    const STOR: Handler = async (connection, path) => {
      await place.put(path, 'a part')
      await takeForEver(connection)
    }
    await start({ greeting, handlers: { STOR } })
    const abort = new AbortController()
    const onProgress = () => {
      isSlow = true
      abort.abort()
    }
    const source = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(50_000)
      })(),
    )
    await assert.rejects(place.files.write('/page.cgi', source, { signal: abort.signal, onProgress }))
    await place.pool.close() // as the command line does at once
    assert.deepEqual(await place.names(), ['page.cgi'])
  })
})
