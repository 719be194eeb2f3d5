/** A real server and the folder it serves: every test gets an empty one in it, and clients as a site has them. */

import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../../src/base/log.ts'
import { SessionPool } from '../../src/ftp/pool.ts'
import type { Prompts } from '../../src/ftp/prompts.ts'
import type { Security, TransferMode } from '../../src/ftp/server.ts'
import { giveToServer, startServer, type RealServer, type ServerKind, type ServerOptions } from './realServer.ts'

export class ServedFolder {
  /** As the operating system writes it; the server's root. */
  readonly disk: string
  readonly server: RealServer
  readonly security: Security
  private folders = 0

  private constructor(disk: string, server: RealServer, security: Security) {
    this.disk = disk
    this.server = server
    this.security = security
  }

  static async start(options: Omit<ServerOptions, 'root'>): Promise<ServedFolder> {
    const disk = await mkdtemp(join(await realpath(tmpdir()), 'portside-served-'))
    try {
      return new ServedFolder(disk, await startServer({ ...options, root: disk }), options.security)
    } catch (error) {
      await rm(disk, { recursive: true, force: true })
      throw error
    }
  }

  /** An empty folder that belongs to the server's user, by its path on the server. */
  async freshFolder(): Promise<string> {
    const path = `/test-${++this.folders}`
    await mkdir(this.native(path))
    this.give(path)
    return path
  }

  /** Where the server's `path` lies on the disk. */
  native(path: string): string {
    return join(this.disk, path)
  }

  /** Hands what a test has put into `path` by itself over to the server's user. */
  give(path = '/'): void {
    giveToServer(this.native(path))
  }

  pool(mode: TransferMode, log: Logger): SessionPool {
    const { kind, host, port, user, password, certificate } = this.server
    const prompts: Prompts = {
      password: async () => password,
      account: async () => undefined,
      proxyPassword: async () => undefined,
      certificate: async () => false,
    }
    return new SessionPool({
      server: { host, port, user, security: this.security },
      tls: () => ({ ca: certificate }),
      transfer: () => ({ mode }),
      connections: connectionsFor(kind, mode),
      prompts,
      log,
      name: 'test',
    })
  }

  async stop(): Promise<void> {
    await this.server.stop()
    await rm(this.disk, { recursive: true, force: true })
  }
}

/** pyftpdlib 1.5 mixes up its sockets when it dials for two sessions at once: "fd was no longer in socket_map". */
function connectionsFor(kind: ServerKind, mode: TransferMode): number {
  return kind === 'pyftpdlib' && mode === 'active' ? 1 : 3
}

/** A logger that keeps its lines. */
export function collecting(lines: string[]): Logger {
  const add = (line: string) => void lines.push(line)
  return { error: add, warn: add, info: add, debug: add, trace: add }
}
