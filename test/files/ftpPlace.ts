/** The embedded FTP server over a folder of this computer, and a file system that talks to it. */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../src/base/log.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import { SessionPool } from '../../src/ftp/pool.ts'
import type { LoginSettings, Timeouts, TransferMode } from '../../src/ftp/server.ts'
import { FtpServer, type FtpConnection, type FtpServerOptions, type Handler } from '../support/ftpServer.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

export interface FtpPlace {
  readonly files: FtpFileSystem
  readonly server: FtpServer
  readonly pool: SessionPool
  /** Lines of the log, `warn …` and the like. */
  readonly log: readonly string[]
  /** Where `path` of the server is on this computer. */
  native(path: string): string
  put(path: string, contents: string): Promise<void>
  text(path: string): Promise<string>
  names(folder?: string): Promise<readonly string[]>
  tearDown(): Promise<void>
}

/** Short, so that a test of a silent server ends soon; long enough for a busy machine. */
const timeouts: Partial<Timeouts> = { connectMs: 5000, replyMs: 5000, dataConnectMs: 2000, dataIdleMs: 5000 }

export async function ftpPlace(
  options: Omit<FtpServerOptions, 'root'> = {},
  mode: TransferMode | (() => TransferMode) = 'passive',
  shorter: Partial<Timeouts> = {},
  login: LoginSettings = {},
): Promise<FtpPlace> {
  const folder = await temporaryFolder()
  const server = new FtpServer({ ...options, root: folder.native })
  const { host, port } = await server.start()
  const { lines, log } = collectingLogger()
  const pool = new SessionPool({
    server: { host, port, user: 'demo', security: 'none' },
    login: () => login,
    transfer: () => ({ mode: typeof mode === 'function' ? mode() : mode }),
    timeouts: { ...timeouts, ...shorter },
    prompts: {
      password: async () => 'demo',
      account: async () => undefined,
      proxyPassword: async () => undefined,
      certificate: async () => false,
    },
    log,
    name: 'test',
  })
  const native = (path: string) => join(folder.native, path)
  return {
    files: new FtpFileSystem(pool, log),
    server,
    pool,
    log: lines,
    native,
    put: (path, contents) => writeFile(native(path), contents),
    text: (path) => readFile(native(path), 'utf8'),
    names: async (path = '/') => (await readdir(native(path))).sort(),
    tearDown: async () => {
      pool.dispose()
      await server.stop()
      await folder.remove()
    },
  }
}

function collectingLogger(): { lines: readonly string[]; log: Logger } {
  const lines: string[] = []
  const level = (name: string) => (line: string) => void lines.push(`${name} ${line}`)
  return { lines, log: { error: level('error'), warn: level('warn'), info: level('info'), debug: level('debug'), trace: level('trace') } }
}

/** Answers as the server does, but every refusal with this text. */
export function rephrased(text: string): Handler {
  return async (connection) => {
    const reply = connection.reply.bind(connection)
    connection.reply = (...lines) => reply(...(/^[45]/.test(lines[0] ?? '') ? [text] : lines))
    try {
      await connection.default()
    } finally {
      connection.reply = reply
    }
  }
}

/** Refuses with `text` the arguments that match, and does the rest as usual. */
export function refusing(text: string, matching: RegExp = /(?:)/): Handler {
  return (connection, argument) => (matching.test(argument) ? connection.reply(text) : connection.default())
}

/** `handler` the first time, what the server does by itself from then on. */
export function once(handler: Handler, skip = 0): Handler {
  let calls = 0
  return (connection, argument) => (calls++ === skip ? handler(connection, argument) : connection.default())
}

/** Does the command without a word, then breaks the connection. */
export async function doAndBreak(connection: FtpConnection): Promise<void> {
  const reply = connection.reply.bind(connection)
  connection.reply = () => {}
  try {
    await connection.default()
  } finally {
    connection.reply = reply
    connection.destroyControl()
  }
}

export const breakOff: Handler = (connection) => connection.destroyControl()

/** A listing with these lines for MLSD or LIST. */
export async function sendLines(connection: FtpConnection, lines: readonly string[]): Promise<void> {
  const data = await connection.data.connect()
  connection.reply('150 Here it comes.')
  data.end(lines.map((line) => `${line}\r\n`).join(''))
  connection.data.release()
  connection.reply('226 Done.')
}

/** Reads the data of STOR to no end, and answers nothing more on this connection. */
export async function takeForEver(connection: FtpConnection): Promise<void> {
  const data = await connection.data.connect()
  connection.reply('150 Go on.')
  data.resume()
  await new Promise(() => {})
}
