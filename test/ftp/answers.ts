/** Answers for the embedded server's handlers, where a test wants other ones than the server's own. */

import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { FtpConnection, Handler } from '../support/ftpServer.ts'

/** Always the same reply. */
export function answer(...lines: readonly string[]): Handler {
  return (connection) => connection.reply(...lines)
}

/** `text` as a listing. */
export function listing(text: string): Handler {
  return async (connection) => {
    const data = await connection.data.connect()
    connection.reply('150 here')
    data.end(text)
    connection.data.release()
    connection.reply('226 done')
  }
}

/** The next transfer ends after so many bytes, and is said to be complete. */
export function cutAfter(bytes: number): Handler {
  return (connection) => {
    connection.data.cut = { after: bytes, by: 'end', reply: '226 done' }
    return connection.default()
  }
}

/** As by default, but what it has to say goes through `change`, which may be late. */
export function changed(change: (lines: readonly string[]) => readonly string[] | Promise<readonly string[]>): Handler {
  return async (connection) => {
    const replies: Promise<void>[] = []
    const reply = connection.reply.bind(connection)
    connection.reply = (...lines) => void replies.push(Promise.resolve(change(lines)).then((others) => reply(...others)))
    try {
      await connection.default()
      await Promise.all(replies)
    } finally {
      connection.reply = reply
    }
  }
}

/** Resolves when the server has got so many lines that begin with `start`. */
export async function received({ server }: FtpConnection, start: string, count: number): Promise<void> {
  const seen = () => server.commands.filter((line) => line.startsWith(start)).length
  while (seen() < count) await new Promise((resolve) => setImmediate(resolve))
}

/** A transfer by a test's own hand: the data connection, in the clear or over TLS, and what becomes of it. */
export function transferring(play: (connection: FtpConnection, data: Socket) => Promise<void>): Handler {
  return async (connection) => {
    const data = await connection.data.connect()
    data.on('error', () => {})
    await play(connection, data)
    connection.data.release()
  }
}

/** Resolves when the client has closed the connection. */
export async function closedByClient(data: Socket): Promise<void> {
  data.resume()
  if (!data.closed) await once(data, 'close')
}
