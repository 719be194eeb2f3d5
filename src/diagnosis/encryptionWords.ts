/** What a server says of encryption, where the site is plain FTP. */

import type { Observations } from './observations.ts'

/** It names AUTH TLS among its features; Pure-FTPd does also where it is switched off. */
export function offersEncryption({ features }: Pick<Observations, 'features'>): boolean {
  return features.some((line) => /^AUTH\b.*\b(TLS|SSL)\b/i.test(line))
}

/**
 * A server that lets nobody in without encryption says so in words only. vsftpd: `530 Non-anonymous sessions must use encryption.`,
 * ProFTPD: `550 SSL/TLS required on the control channel`, Pure-FTPd: `421 Sorry, cleartext sessions and weak ciphers are not accepted`.
 */
export function wantsEncryption({ server, failure }: Observations): boolean {
  return server.security === 'none' && /\b(TLS|SSL|FTPS|encrypt\w*|secured?|cleartext)\b/i.test(failure?.reply?.text ?? '')
}
