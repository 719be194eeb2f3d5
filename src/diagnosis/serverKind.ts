/**
 * Which server program it is, read from what it says of itself: only to choose the advice. The engine never goes by it.
 */

export type ServerKind = 'vsftpd' | 'proftpd' | 'pureftpd' | 'pyftpdlib' | 'filezilla' | 'iis' | 'unknown'

/** `220 (vsFTPd 3.0.3)`, `220 ProFTPD Server (test)`, `220---------- Welcome to Pure-FTPd [privsep] ----------`, … */
const signs: readonly (readonly [RegExp, ServerKind])[] = [
  [/\bvsFTPd\b/i, 'vsftpd'],
  [/\bProFTPD\b/i, 'proftpd'],
  [/\bpure-?ftpd\b/i, 'pureftpd'], // STAT: `211 http://www.pureftpd.org/`
  [/\bpyftpdlib\b/i, 'pyftpdlib'],
  [/\bFileZilla Server\b/i, 'filezilla'],
  [/\bMicrosoft FTP Service\b/i, 'iis'],
]

/** `texts`: its greeting, its answer to STAT, the system it says it runs on. */
export function serverKindOf(...texts: readonly (string | undefined)[]): ServerKind {
  const all = texts.join('\n')
  return signs.find(([sign]) => sign.test(all))?.[1] ?? 'unknown'
}

export const serverNames: Readonly<Record<ServerKind, string>> = {
  vsftpd: 'vsftpd',
  proftpd: 'ProFTPD',
  pureftpd: 'Pure-FTPd',
  pyftpdlib: 'pyftpdlib',
  filezilla: 'FileZilla Server',
  iis: 'IIS (Microsoft FTP Service)',
  unknown: 'an unknown server',
}
