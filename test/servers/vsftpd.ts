/**
 * vsftpd: LIST without MLSD, times set by `MDTM time file`, data connections must resume the control connection's TLS session.
 *
 * It knows users only through PAM and the system's accounts. So it runs in a mount namespace of its own, where /etc/passwd,
 * /etc/shadow and /etc/pam.d are this run's: the machine's accounts stay as they are. (pam_exec instead of pam_unix hangs:
 * vsftpd reaps the helper's exit itself.)
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { installed } from './install.mjs'
import { ftpDataPort, ftpPort, lines, passwordHash, serverGid, serverUid, user, type ServerCommand, type ServerRun } from './launch.ts'

export function vsftpd(run: ServerRun): ServerCommand {
  const configuration = join(run.folder, 'vsftpd.conf')
  mkdirSync(join(run.folder, 'empty'))
  writeFileSync(configuration, lines(...listening(run), ...users(run), ...files(run), ...encryption(run), ...run.extra))
  writeAccounts(run)
  const mounts = ['passwd', 'shadow', 'pam.d'].map((name) => `mount --bind "$PWD/${name}" /etc/${name}`)
  return [
    'unshare',
    '--mount',
    // Its sessions leave the process group; a process namespace ends with all that is in it.
    '--pid',
    '--fork',
    '--kill-child',
    '--propagation',
    'private',
    'sh',
    '-ec',
    `${mounts.join('\n')}\n"$@"`,
    'sh',
    installed.vsftpd,
    configuration,
  ]
}

function writeAccounts({ folder, root }: ServerRun): void {
  const accounts = lines(
    'root:x:0:0::/:/bin/sh',
    `nobody:x:${serverUid}:${serverGid}::/:/bin/sh`,
    `${user}:x:${serverUid}:${serverGid}::${root}:/bin/sh`,
  )
  writeFileSync(join(folder, 'passwd'), accounts)
  writeFileSync(join(folder, 'shadow'), lines(`${user}:${passwordHash}:19000:0:99999:7:::`), { mode: 0o600 })
  mkdirSync(join(folder, 'pam.d'))
  const modules = lines('auth required pam_unix.so nodelay', 'account required pam_permit.so', 'session required pam_permit.so')
  writeFileSync(join(folder, 'pam.d/vsftpd'), modules)
}

function listening({ host, port, passivePorts }: ServerRun): string[] {
  const address = isIPv6(host) ? ['listen=NO', 'listen_ipv6=YES', `listen_address6=${host}`] : ['listen=YES', `listen_address=${host}`]
  const range = passivePorts ? [`pasv_min_port=${passivePorts.low}`, `pasv_max_port=${passivePorts.high}`] : []
  const active = port === ftpPort ? ['connect_from_port_20=YES', `ftp_data_port=${ftpDataPort}`] : []
  return ['background=NO', ...address, `listen_port=${port}`, 'max_clients=0', 'max_per_ip=0', ...range, ...active]
}

function users({ folder, root }: ServerRun): string[] {
  return [
    'anonymous_enable=NO',
    'local_enable=YES',
    'pam_service_name=vsftpd',
    'delay_failed_login=0',
    'delay_successful_login=0',
    'max_login_fails=10',
    `local_root=${root}`,
    'chroot_local_user=YES',
    'allow_writeable_chroot=YES',
    `secure_chroot_dir=${join(folder, 'empty')}`,
    // Each of these kills the session on some kernels and containers.
    'seccomp_sandbox=NO',
    'isolate=NO',
    'isolate_network=NO',
  ]
}

function files({ folder }: ServerRun): string[] {
  return [
    'write_enable=YES',
    'local_umask=022',
    'force_dot_files=YES',
    'utf8_filesystem=YES',
    'mdtm_write=YES',
    'use_localtime=NO',
    'log_ftp_protocol=YES',
    'xferlog_enable=YES',
    'xferlog_std_format=NO',
    `vsftpd_log_file=${join(folder, 'vsftpd.log')}`,
  ]
}

function encryption({ security, requireTls, certificateFile }: ServerRun): string[] {
  if (security === 'none') return ['ssl_enable=NO']
  const required = requireTls || security === 'implicit' ? 'YES' : 'NO'
  return [
    'ssl_enable=YES',
    `implicit_ssl=${security === 'implicit' ? 'YES' : 'NO'}`,
    `force_local_logins_ssl=${required}`,
    `force_local_data_ssl=${required}`,
    'require_ssl_reuse=YES',
    'ssl_ciphers=HIGH',
    `rsa_cert_file=${certificateFile}`,
    `rsa_private_key_file=${certificateFile}`,
  ]
}
