/** Where the command line runs: this is where active mode listens, and whose firewall counts. */

import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Place } from '../diagnosis/observations.ts'
import type { Io } from './io.ts'

/** Docker and Podman leave these behind. */
const containerMarks = ['/.dockerenv', '/run/.containerenv']

export function placeOf({ env }: Pick<Io, 'env'>, exists: (path: string) => boolean = existsSync): Place {
  return { kind: kindOf(env, exists), name: hostname(), platform: process.platform }
}

function kindOf(env: Io['env'], exists: (path: string) => boolean): Place['kind'] {
  if (env['CODESPACES'] === 'true') return 'codespaces'
  if (env['WSL_DISTRO_NAME'] !== undefined) return 'wsl'
  if (containerMarks.some((path) => exists(path))) return 'container'
  return env['SSH_CONNECTION'] === undefined ? 'local' : 'ssh'
}
