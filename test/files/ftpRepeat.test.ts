/** Transfers whose first connection was of no use: they are begun again with another one, and nobody notices. */

import assert from 'node:assert/strict'
import { Readable, Writable } from 'node:stream'
import type { TransferMode } from '../../src/ftp/server.ts'
import { dataVerbs } from '../ftp/support.ts'
import type { FtpServerOptions, Handler, FtpConnection } from '../support/ftpServer.ts'
import { readText } from '../support/streams.ts'
import { breakOff, ftpPlace, once, sendLines, type FtpPlace } from './ftpPlace.ts'

type Options = Omit<FtpServerOptions, 'root'>

describe('A transfer over FTP is begun again', () => {
  let place: FtpPlace
  let mode: TransferMode
  afterEach(() => place.tearDown())

  const start = async (options: Options = {}) => {
    mode = 'active'
    place = await ftpPlace(options, () => mode, { dataConnectMs: 300 })
    await place.put('/page', 'old')
    await place.files.list('/') // what works is known
  }
  const source = () => Readable.from([Buffer.from('new')])
  const isActive = ({ server }: FtpConnection) => server.commands.findLast((line) => /^E(PRT|PSV)/.test(line))?.startsWith('EPRT') === true
  /** As a server behind a firewall: what it dials doesn't arrive. */
  const blocked =
    (before: Handler = () => {}): Handler =>
    async (connection, path) => {
      if (!isActive(connection)) return connection.default()
      await before(connection, path)
      connection.reply('150 Here it comes.')
    }
  /** In auto mode what has worked comes first, and the connection is lost to it. */
  const block = (verb: 'RETR' | 'STOR', before?: Handler) => {
    mode = 'auto'
    place.server.handlers[verb] = blocked(before)
  }
  /** As vsftpd, before it dials. */
  const makeFile: Handler = (_connection, path) => place.put(path, '')

  it('when the server can not reach this computer any more: an upload, which leaves no first temporary file behind', async () => {
    await start()
    block('STOR', makeFile)
    const { length } = place.server.commands
    await place.files.write('/page', source())
    assert.equal(await place.text('/page'), 'new')
    assert.deepEqual(await place.names(), ['page'])
    const commands = place.server.commands.slice(length)
    assert.match(dataVerbs(commands), /EPRT STOR EPSV \w+ EPSV STOR/)
    assert.equal(commands.filter((line) => /^DELE .*portside-\w+\.part$/.test(line)).length, 1)
  })

  it('when the server can not reach this computer any more: a download', async () => {
    await start()
    block('RETR')
    assert.equal(await readText(place.files, '/page'), 'old')
    assert.equal(place.server.accepted, 2)
  })

  it('and leaves no temporary file behind when the second connection is lost, too', async () => {
    await start()
    block('STOR', makeFile)
    const { STOR } = place.server.handlers
    place.server.handlers.STOR = (connection, path) => (isActive(connection) ? STOR?.(connection, path) : breakOff(connection, path))
    await assert.rejects(place.files.write('/page', source()))
    assert.deepEqual(await place.names(), ['page'])
    assert.equal(await place.text('/page'), 'old')
  })

  it('and is what it seems when the second time is refused', async () => {
    await start()
    block('STOR', makeFile)
    place.server.handlers.RNTO = (connection) => connection.reply('553 No.')
    await assert.rejects(place.files.write('/page', source()), /553 No/)
    assert.deepEqual([await place.names(), await place.text('/page')], [['page'], 'old'])
  })

  it('when its idle connection dies at the first command: a download', async () => {
    await start()
    place.server.handlers.SIZE = once(breakOff)
    assert.equal(await readText(place.files, '/page'), 'old')
    assert.equal(place.server.accepted, 2)
  })

  it('but not a download that has given bytes', async () => {
    await start({ noFeatures: ['SIZE', 'MLST', 'MLSD'] })
    mode = 'auto'
    place.server.handlers.RETR = (connection) => sendLines(connection, ['old']) // announces no size
    place.server.handlers.LIST = blocked() // so it is asked for, when all is there
    const chunks: string[] = []
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(String(chunk))
        done()
      },
    })
    await assert.rejects(place.files.read('/page', destination))
    assert.deepEqual(chunks, ['old\r\n'])
    assert.equal(destination.destroyed, true)
    assert.equal(place.server.commands.filter((line) => line === 'RETR /page').length, 1)
  })

  it('but not an upload of which bytes were read', async () => {
    await start({ noFeatures: ['SIZE', 'MLST', 'MLSD'] })
    mode = 'auto'
    let uploads = 0
    place.server.handlers.STOR = (connection) => {
      uploads++
      place.server.handlers.LIST = blocked()
      return connection.default()
    }
    await assert.rejects(place.files.write('/page', source()), /EPRT/)
    assert.equal(uploads, 1)
    assert.equal(await place.text('/page'), 'old')
  })
})

describe('A destination', () => {
  for (const [what, handlers] of [
    ['the file is not there', {}],
    ['the connection breaks each time', { RETR: breakOff }],
    ['the server takes nobody', { PASS: (connection: FtpConnection) => connection.reply('421 Full.') }],
  ] as const) {
    it(`is destroyed where ${what}`, async () => {
      const place = await ftpPlace({ handlers })
      try {
        const destination = new Writable()
        await assert.rejects(place.files.read('/missing', destination))
        assert.deepEqual([destination.destroyed, destination.writableFinished], [true, false])
      } finally {
        await place.tearDown()
      }
    })
  }
})

describe('An upload over FTP', () => {
  it('is not measured by sizes that a listing has rounded', async () => {
    // VMS: no SIZE, and a listing in blocks of 512 bytes
    const line = (name: string) => `${name};1  1/3  20-NOV-2025 10:00:00  [DEMO,DEMO]  (RWED,RWED,RE,)`
    const LIST: Handler = async (connection) => sendLines(connection, (await place.names()).map(line))
    const place: FtpPlace = await ftpPlace({ noFeatures: ['SIZE', 'MLST', 'MLSD', 'MFMT'], handlers: { LIST } })
    try {
      await place.files.write('/page', Readable.from([Buffer.from('new')]))
      assert.equal(await place.text('/page'), 'new')
    } finally {
      await place.tearDown()
    }
  })
})
