/** The server of a command line: its files, and the path the URL stands for. */

import { readFile } from 'node:fs/promises'
import { nullLogger, type Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { FtpFileSystem } from '../files/ftpFileSystem.ts'
import type { FileSystem } from '../files/fileSystem.ts'
import { SessionPool, type PoolOptions } from '../ftp/pool.ts'
import type { Prompts } from '../ftp/prompts.ts'
import type { TlsSettings } from '../ftp/server.ts'
import { given } from '../base/given.ts'
import { serverOf } from '../sites/site.ts'
import { loginSettings, timeoutsOf, tlsSettings, transferSettings } from '../sites/siteSettings.ts'
import type { ConnectionArguments } from './connectionArguments.ts'
import type { Io } from './io.ts'

export interface Remote {
  readonly files: FileSystem
  /** Logs in if the URL names no path: then it is the folder the login leads to. */
  path(signal: AbortSignal): Promise<string>
  /** Says goodbye. */
  close(): Promise<void>
}

export async function openRemote(connection: ConnectionArguments, prompts: Prompts, log: Logger): Promise<Remote> {
  const { site } = connection
  const pool = new SessionPool(await poolOptions(connection, prompts, log))
  const loginFolder = (signal: AbortSignal) => pool.use({ signal, repeatable: true }, async (session) => session.loginFolder)
  return {
    files: new FtpFileSystem(pool, log),
    path: async (signal) => site.path ?? (await loginFolder(signal)),
    close: async () => {
      await pool.close()
      pool.dispose()
    },
  }
}

/** How to connect. Reads the files that the options name, and throws a sentence where it can't. */
export async function poolOptions(connection: ConnectionArguments, prompts: Prompts, log: Logger): Promise<PoolOptions> {
  const { site, proxy } = connection
  const tls = await tlsOf(connection)
  const login = loginSettings(site)
  const transfer = transferSettings(site)
  return {
    server: serverOf(site),
    tls: () => tls,
    login: () => login,
    proxy: () => proxy,
    transfer: () => transfer,
    timeouts: timeoutsOf(site),
    ...given({ connections: site.connections }),
    prompts,
    log,
    name: site.host,
  }
}

/** The dialogue on stderr, line by line. Secrets have been masked where the commands are made. */
export function stderrLogger(stderr: Io['stderr'], isWanted: boolean): Logger {
  if (!isWanted) return nullLogger
  const write = (message: string) => void stderr.write(`${printable(message)}\n`)
  return { error: write, warn: write, info: write, debug: write, trace: write }
}

async function tlsOf({ site, pin }: ConnectionArguments): Promise<TlsSettings> {
  return { ...(await tlsSettings(site, readPem)), ...given({ pin }) }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`Could not read the certificates or the key in ${file}: ${why}.`, { cause: error })
  }
}
