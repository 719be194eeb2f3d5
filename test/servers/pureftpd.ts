/**
 * Pure-FTPd: MLSD, MFMT, no implicit TLS, and data connections need not resume a TLS session. Virtual users in a file.
 *
 * It writes its log to syslog only, which is not there; what it transferred is in transfers.log. The reply to a wrong password
 * takes up to six seconds, which no option changes.
 */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed } from './install.mjs'
import { lines, maxConnections, passwordHash, serverGid, serverUid, user, type ServerCommand, type ServerRun } from './launch.ts'

export function pureftpd(run: ServerRun): ServerCommand {
  const { folder, host, port, passivePorts } = run
  return [
    installed.pureftpd,
    ...['-S', `${host},${port}`],
    ...['-l', `puredb:${writeUsers(run)}`],
    ...['-u', '1'], // the least uid that may log in
    ...['-E', '-A', '-H'], // nobody without a password, everybody confined to their root, no name look-ups
    '-D', // hidden files are listed
    ...['-U', '133:022'], // files 0644, folders 0755
    ...['-c', `${maxConnections}`, '-C', `${maxConnections}`],
    ...['-L', '200000:20'], // entries in a listing, depth
    ...(passivePorts ? ['-p', `${passivePorts.low}:${passivePorts.high}`] : []),
    ...['-O', `clf:${join(folder, 'transfers.log')}`],
    ...['-g', join(folder, 'pid')],
    ...encryption(run),
    ...run.extra,
  ]
}

/** Written by hand: the hash `pure-pw useradd` makes costs a second at every login, and this one is accepted as well. */
function writeUsers({ folder, root }: ServerRun): string {
  const source = join(folder, 'users')
  const database = join(folder, 'users.pdb')
  writeFileSync(source, lines(`${user}:${passwordHash}:${serverUid}:${serverGid}::${root}/./::::::::::::`), { mode: 0o600 })
  execFileSync(installed.purePasswords, ['mkdb', database, '-f', source], { timeout: 10_000 })
  return database
}

function encryption({ security, requireTls, certificateFile }: ServerRun): string[] {
  switch (security) {
    case 'none':
      return ['-Y', '0']
    case 'explicit':
      return ['-Y', requireTls ? '3' : '1', '-2', certificateFile]
    case 'implicit':
      throw new Error('Pure-FTPd has no implicit TLS')
  }
}
