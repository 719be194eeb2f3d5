/** pyftpdlib: a library, so the server is the program next to this file. It gets the run as JSON and drops root by itself. */

import { fileURLToPath } from 'node:url'
import { installed } from './install.mjs'
import { maxConnections, password, serverGid, serverUid, user, type ServerCommand, type ServerRun } from './launch.ts'

export function pyftpdlib(run: ServerRun): ServerCommand {
  const program = fileURLToPath(new URL('pyftpdlib.py', import.meta.url))
  const settings = { ...run, user, password, uid: serverUid, gid: serverGid, maxConnections }
  // -X utf8: names are UTF-8 whatever the locale says. -B: no __pycache__ next to the tests.
  return [installed.python, '-B', '-X', 'utf8', program, JSON.stringify(settings)]
}
