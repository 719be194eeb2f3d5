/** The server of a command line: its files, and the path the URL stands for. */

import { readFile } from 'node:fs/promises'
import { nullLogger, type Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { FtpFileSystem } from '../files/ftpFileSystem.ts'
import type { FileSystem } from '../files/fileSystem.ts'
import { SessionPool } from '../ftp/pool.ts'
import type { Prompts } from '../ftp/prompts.ts'
import { defaultPort, type ServerIdentity, type TlsSettings, type TransferSettings } from '../ftp/server.ts'
import type { ConnectionArguments } from './arguments.ts'
import type { Io } from './io.ts'

export interface Remote {
  readonly files: FileSystem
  /** Logs in if the URL names no path: then it is the folder the login leads to. */
  path(signal: AbortSignal): Promise<string>
  /** Says goodbye. */
  close(): Promise<void>
}

export const anonymous = 'anonymous'

export async function openRemote(connection: ConnectionArguments, prompts: Prompts, log: Logger): Promise<Remote> {
  const tls = await tlsOf(connection)
  const server = serverOf(connection)
  const pool = new SessionPool({
    server,
    tls: () => tls,
    transfer: () => transferOf(connection),
    connections: connection.connections,
    prompts,
    log,
    name: server.host,
  })
  const loginFolder = (signal: AbortSignal) => pool.use({ signal, repeatable: true }, async (session) => session.loginFolder)
  return {
    files: new FtpFileSystem(pool, log),
    path: async (signal) => connection.address.path ?? (await loginFolder(signal)),
    close: async () => {
      await pool.close()
      pool.dispose()
    },
  }
}

/** The dialogue on stderr, line by line. Secrets have been masked where the commands are made. */
export function stderrLogger(stderr: Io['stderr'], isWanted: boolean): Logger {
  if (!isWanted) return nullLogger
  const write = (message: string) => void stderr.write(`${printable(message)}\n`)
  return { error: write, warn: write, info: write, debug: write, trace: write }
}

function serverOf({ address, security }: ConnectionArguments): ServerIdentity {
  return { host: address.host, port: address.port ?? defaultPort(security), user: address.user ?? anonymous, security }
}

async function tlsOf({ caFile, pin }: ConnectionArguments): Promise<TlsSettings> {
  return { ...(caFile !== undefined && { ca: await readCertificates(caFile) }), ...(pin !== undefined && { pin }) }
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`Could not read the certificates in ${file}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    })
  }
}

function transferOf({ mode, activeAddress, activePorts }: ConnectionArguments): TransferSettings {
  return { mode, ...(activeAddress !== undefined && { activeAddress }), ...(activePorts && { activePorts }) }
}
