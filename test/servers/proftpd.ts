/**
 * ProFTPD: MLSD, MFMT, and by default data connections must resume the control connection's TLS session. Users from a file.
 *
 * For 0.4 s after the end of any session, the wait for its readiness included, it accepts nobody: the signal that a child has
 * ended interrupts its wait for connections, and it sleeps before it waits again. No directive changes that.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed } from './install.mjs'
import { ftpPort, lines, maxConnections, passwordHash, serverGid, serverUid, user, type ServerCommand, type ServerRun } from './launch.ts'

export function proftpd(run: ServerRun): ServerCommand {
  const configuration = join(run.folder, 'proftpd.conf')
  // Refused if others may read it. Its folder must not be open to others either, and is not: mkdtemp made it.
  const secret = { mode: 0o600 }
  writeFileSync(join(run.folder, 'passwd'), lines(`${user}:${passwordHash}:${serverUid}:${serverGid}::${run.root}:/bin/false`), secret)
  writeFileSync(join(run.folder, 'group'), lines(`nogroup:x:${serverGid}:`), secret)
  writeFileSync(configuration, lines(...modules(run), ...listening(run), ...users(run), ...files, ...encryption(run), ...run.extra))
  return [installed.proftpd, '--nodaemon', '--quiet', '--config', configuration]
}

function modules({ security }: ServerRun): string[] {
  return [`ModulePath ${installed.proftpdModules}`, ...(security === 'none' ? [] : ['LoadModule mod_tls.c'])]
}

function listening({ host, port, passivePorts, folder }: ServerRun): string[] {
  return [
    'ServerName test',
    'ServerType standalone',
    'UseIPv6 on',
    `DefaultAddress ${host}`,
    'SocketBindTight on', // without it every address of the machine is listened on
    `Port ${port}`,
    // Else active data connections come from any port instead of 20, which is root's.
    ...(port === ftpPort ? ['RootRevoke off'] : []),
    ...(passivePorts ? [`PassivePorts ${passivePorts.low} ${passivePorts.high}`] : []),
    `MaxInstances ${maxConnections}`,
    'ControlsEngine off',
    `PidFile ${join(folder, 'pid')}`,
    `ScoreboardFile ${join(folder, 'scoreboard')}`,
    `SystemLog ${join(folder, 'proftpd.log')}`,
    'LogFormat dialogue "%r -> %s %S"',
    `ExtendedLog ${join(folder, 'dialogue.log')} ALL dialogue`,
  ]
}

function users({ folder }: ServerRun): string[] {
  return [
    'User nobody',
    'Group nogroup',
    `AuthUserFile ${join(folder, 'passwd')}`,
    `AuthGroupFile ${join(folder, 'group')}`,
    'AuthOrder mod_auth_file.c',
    'AuthPAM off',
    'RequireValidShell off',
    'UseReverseDNS off',
    'DelayEngine off',
    'MaxLoginAttempts 10',
    'WtmpLog off',
    'DefaultRoot ~',
  ]
}

const files = [
  'Umask 022',
  'AllowOverwrite on',
  'AllowStoreRestart on',
  'AllowRetrieveRestart on',
  'ListOptions "-a"',
  'TimesGMT on',
  'TransferLog none',
]

function encryption({ security, requireTls, certificateFile, folder }: ServerRun): string[] {
  if (security === 'none') return []
  return [
    'TLSEngine on',
    'TLSProtocol TLSv1.2 TLSv1.3',
    `TLSRSACertificateFile ${certificateFile}`,
    `TLSRSACertificateKeyFile ${certificateFile}`,
    `TLSRequired ${requireTls || security === 'implicit' ? 'on' : 'off'}`,
    'TLSVerifyClient off',
    `TLSLog ${join(folder, 'tls.log')}`,
    ...(security === 'implicit' ? ['TLSOptions UseImplicitSSL'] : []),
  ]
}
