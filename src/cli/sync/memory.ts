/** Where the command line remembers what two folders last agreed on, and by which name it knows the two. */

import { createHash } from 'node:crypto'
import { homedir, hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { serverOf, type Site } from '../../sites/site.ts'
import type { Io } from '../io.ts'
import type { SyncRun } from './target.ts'

const identityDigits = 32

/**
 * Login, server and path, and the folder of this computer. With `--state` the latter doesn't count: on a build server the same
 * work is done by another computer each time, and in another folder.
 */
export function identityOf(site: Site, remotePath: string, { state, local }: Pick<SyncRun, 'state' | 'local'>): string {
  const { user, host, port } = serverOf(site)
  const here = state === undefined ? [hostname(), local] : []
  return JSON.stringify([user, host.toLowerCase(), port, remotePath, ...here])
}

/** Absolute and native. One folder for each pair, so that many syncs can share one place. */
export function memoryFolder({ state }: { readonly state?: string }, identity: string, { env }: Pick<Io, 'env'>): string {
  const name = createHash('sha256').update(identity).digest('hex').slice(0, identityDigits)
  return join(state === undefined ? usualPlace(env) : resolve(state), name)
}

/** Where programs keep what they know and could find out again (XDG Base Directory Specification). */
export function usualPlace(env: Io['env'], platform: NodeJS.Platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'portside', 'sync')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'portside', 'sync')
  const state = env['XDG_STATE_HOME'] ?? ''
  return join(state.startsWith('/') ? state : join(home, '.local', 'state'), 'portside', 'sync') // a relative one is to be ignored
}
