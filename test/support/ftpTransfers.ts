/**
 * The commands with a data connection: files both ways, and listings.
 *
 * In the order of vsftpd: the file is opened (STOR truncates it here), the data connection made, 150 sent, TLS begun. A client
 * whose data connection fails after STOR has therefore lost the old file.
 */

import { once } from 'node:events'
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { basename } from '../../src/base/posixPath.ts'
import type { FtpConnection } from './ftpConnection.ts'
import type { Cut } from './ftpDataPort.ts'
import { dosLine, factLine, readFolder, readItem, unixLine, type Item } from './ftpListing.ts'
import type { ExtraVerb, Handler, KnownVerb } from './ftpOptions.ts'
import { resetSocket } from './resetSocket.ts'

type Bytes = AsyncIterable<Uint8Array>

export const transferCommands = {
  RETR: transferring(async (connection, argument) => {
    const file = await open(await connection.server.tree.target(connection.path(argument)))
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return connection.reply('550 Not a plain file.')
      const { isBinary, restart } = connection.session
      const about = `Opening ${isBinary ? 'BINARY' : 'ASCII'} mode data connection for ${argument} (${stats.size} bytes).`
      await transfer(connection, about, (stream) => {
        const bytes = file.createReadStream({ start: restart })
        return sendBytes(connection, stream, isBinary ? bytes : withLineEnds(bytes, '\r\n'))
      })
    } finally {
      await file.close()
    }
  }),

  STOR: transferring((connection, argument) => {
    const { restart } = connection.session
    return receive(connection, argument, constants.O_WRONLY | constants.O_CREAT | (restart > 0 ? 0 : constants.O_TRUNC), restart)
  }),

  APPE: transferring((connection, argument) => receive(connection, argument, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND)),

  MLSD: transferring(async (connection, argument) => {
    const { facts } = connection.session
    const folder = await connection.server.tree.target(connection.path(argument))
    if (!(await stat(folder)).isDirectory()) return connection.reply('501 Not a directory.')
    const lines = [
      factLine(await readItem(folder, '.'), facts, 'cdir'),
      factLine(await readItem(await connection.server.tree.target(connection.path(`${argument}/..`)), '..'), facts, 'pdir'),
      ...(await readFolder(folder)).map((item) => factLine(item, facts)),
    ]
    await sendLines(connection, lines)
  }),

  LIST: transferring(async (connection, argument) => {
    const [, options = '', name = ''] = /^((?:-\S+ *)*)(.*)$/.exec(argument) ?? []
    const { listingStyle, listingOffsetMs = 0 } = connection.server.options
    const path = connection.path(name)
    const place = await connection.server.tree.target(path)
    const items = (await stat(place)).isDirectory() ? await readFolder(place) : [await readItem(place, basename(path))]
    const line = (item: Item) => (listingStyle === 'dos' ? dosLine(item, listingOffsetMs) : unixLine(item, listingOffsetMs))
    if (listingStyle === 'dos') return sendLines(connection, items.map(line))
    if (!options.includes('a')) return sendLines(connection, items.filter(isShown).map(line))
    const dots = [await readItem(place, '.'), await readItem(place, '..')]
    await sendLines(connection, [...dots, ...items].map(line))
  }),

  NLST: transferring(async (connection, argument) => {
    const items = await readFolder(await connection.server.tree.target(connection.path(argument)))
    await sendLines(
      connection,
      items.filter(isShown).map(({ name }) => name),
    )
  }),
} satisfies Partial<Record<KnownVerb, Handler>>

export const extraTransferCommands = {
  /** As drftpd, which then chooses the machine that will have the data. */
  PRET(connection, argument) {
    const [verb = ''] = argument.split(' ')
    const isTransfer = Object.hasOwn(transferCommands, verb.toUpperCase())
    connection.reply(isTransfer ? '200 OK, planning to use the local machine.' : '504 PRET is for commands with data.')
  },
} satisfies Partial<Record<ExtraVerb, Handler>>

/** Whatever comes of it, a transfer command uses up the data port and REST. */
function transferring(handler: (connection: FtpConnection, argument: string) => Promise<void>): Handler {
  return async (connection, argument) => {
    try {
      await handler(connection, argument)
    } finally {
      connection.data.close()
      connection.session.restart = 0
    }
  }
}

/** LIST without `-a` leaves out names with a leading dot. */
function isShown({ name }: { readonly name: string }): boolean {
  return !name.startsWith('.')
}

function sendLines(connection: FtpConnection, lines: readonly string[]): Promise<void> {
  const bytes = connection.encode(lines.map((line) => `${line}\r\n`).join(''))
  return transfer(connection, 'Here comes the directory listing.', (stream) => sendBytes(connection, stream, chunks(bytes)))
}

async function sendBytes(connection: FtpConnection, stream: Socket, bytes: Bytes): Promise<void> {
  const { cut } = connection.data
  stream.resume() // nothing comes, but only a socket that is read notices its end
  if (!cut) return pipeline(bytes, stream)
  await pipeline(firstBytes(bytes, cut.after), stream, { end: false })
  await new Promise<void>((resolve) => {
    stream.write('', () => resolve())
  })
  await sever(connection, stream, cut)
}

async function receive(connection: FtpConnection, name: string, flags: number, start?: number): Promise<void> {
  const file = await open(await connection.server.tree.destination(connection.path(name)), flags)
  try {
    await transfer(connection, 'Ok to send data.', async (stream) => {
      const { cut } = connection.data
      const bytes = cut ? firstBytes(stream.iterator({ destroyOnReturn: false }), cut.after) : stream
      const sink = file.createWriteStream(start === undefined ? {} : { start })
      await pipeline(connection.session.isBinary ? bytes : withLineEnds(bytes, '\n'), sink)
      if (cut) await sever(connection, stream, cut)
    })
  } finally {
    await file.close()
  }
}

/** Makes the data connection, lets `work` use it, and says what came of it. */
async function transfer(connection: FtpConnection, about: string, work: (stream: Socket) => Promise<void>): Promise<void> {
  const { data, session, server } = connection
  const { cut } = data
  if (server.options.tls?.required && !session.protectsData) return connection.reply('521 PROT P is required.')
  if (!data.isArranged) return connection.reply('425 Use PASV, EPSV, PORT or EPRT first.')
  if (!(await succeeds(data.connect()))) return connection.reply('425 Failed to establish connection.')
  connection.reply(`150 ${about}`)
  const stream = dataStream(connection)
  if (!(await succeeds(stream))) return connection.reply('522 TLS failed on the data connection, or its session was not reused.')
  if (!(await succeeds(work(await stream)))) return connection.reply(cut?.reply ?? '426 Connection closed; transfer aborted.')
  data.release()
  const reply = cut ? (cut.reply ?? '426 Connection closed; transfer aborted.') : '226 Transfer complete.'
  if (reply !== '') connection.reply(reply)
}

async function dataStream({ data, session, server }: FtpConnection): Promise<Socket> {
  if (!session.protectsData || !server.secureContext) return data.connect()
  return data.secure(server.secureContext, server.options.tls)
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  )
}

/** Breaks the data connection in the way a test wants. */
async function sever({ data }: FtpConnection, stream: Socket, { by }: Cut): Promise<void> {
  const { raw } = data
  if (!raw) return
  if (by === 'reset') return resetSocket(raw)
  if (by === 'end') stream.end()
  else if (by === 'fin') raw.end()
  else if (!raw.closed) await once(raw, 'close')
  stream.resume() // the rest of an upload is lost; unread, it would hide the client's end
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* firstBytes(source: Bytes, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  if (left === 0) return
  for await (const chunk of source) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
}

/** TYPE A: CRLF on the wire, LF on the disk. */
async function* withLineEnds(source: Bytes, lineEnd: '\r\n' | '\n'): AsyncGenerator<Uint8Array> {
  let held = '' // a CR at the end of a chunk, whose LF may come with the next
  for await (const chunk of source) {
    const text = held + Buffer.from(chunk).toString('latin1')
    held = text.endsWith('\r') ? '\r' : ''
    yield Buffer.from(text.slice(0, text.length - held.length).replace(/\r?\n/g, lineEnd), 'latin1')
  }
  if (held !== '') yield Buffer.from(held)
}
