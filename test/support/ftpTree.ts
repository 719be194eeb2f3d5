/**
 * The folder on disk that an FTP server shows as `/`. No path leads out of it: not `..`, and no symbolic link either.
 *
 * Paths on the server are made with `src/base/posixPath.ts`, which never climbs above the root.
 */

import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { basename, dirname } from '../../src/base/posixPath.ts'

export class FtpTree {
  private readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** Where the thing at `path` is on disk, links followed. Throws ENOENT if there is none. */
  async target(path: string): Promise<string> {
    const root = await realpath(this.root)
    const found = await realpath(join(root, path))
    if (found !== root && !found.startsWith(root + sep)) throw outside(path)
    return found
  }

  /** Where the name `path` is on disk, whether or not there is such a thing; a link is itself. Its folder must exist. */
  async place(path: string): Promise<string> {
    if (path === '/') return this.target('/')
    return join(await this.target(dirname(path)), basename(path))
  }

  /** Where a file written to `path` goes: through a link to what it points to, otherwise to the name itself. */
  async destination(path: string): Promise<string> {
    try {
      return await this.target(path)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      return this.place(path)
    }
  }
}

function outside(path: string): Error {
  return Object.assign(new Error(`${path} leads out of the served folder`), { code: 'EACCES' })
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
