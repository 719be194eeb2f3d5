/** Who is asked on which server, and what is left out there: each with what was seen, of others only. Nothing is left out for ours. */

import type { Security } from '../../src/ftp/server.ts'
import type { ServerKind } from '../servers/realServer.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import { basicFtpClient } from './basicFtpClient.ts'
import type { Client } from './client.ts'
import { curlClient } from './curlClient.ts'
import { fileSystemClient } from './fileSystemClient.ts'
import { sessionClient } from './sessionClient.ts'

/** `lines` takes what the client says of its dialogue. */
export type Open = (served: ServedFolder, lines: string[]) => Client | Promise<Client>

const clients: Readonly<Record<string, Open>> = {
  'FtpFileSystem, passive': (served, lines) => fileSystemClient(served, 'passive', lines),
  'FtpFileSystem, active': (served, lines) => fileSystemClient(served, 'active', lines),
  'Session, passive': (served, lines) => sessionClient(served, 'passive', lines),
  'Session, active': (served, lines) => sessionClient(served, 'active', lines),
  'basic-ftp, passive': basicFtpClient,
  'curl, passive': (served) => curlClient(served, 'passive'),
  'curl, active': (served) => curlClient(served, 'active'),
}

/** Seen with curl 7.88, the one of Debian 12, and basic-ftp 6.2. */
function fails(client: string, kind: ServerKind, security: Security): boolean {
  if (security === 'none') return false
  if (client === 'curl, active') return true // hangs to its time limit, on every server
  // curl: "(13) Bad PASV/EPSV response: 200". basic-ftp: ECONNRESET, for it begins TLS before it sends the command, and pyftpdlib
  // takes what can be read before the command for the end.
  return kind === 'pyftpdlib' && (client === 'curl, passive' || client === 'basic-ftp, passive')
}

/** basic-ftp ends an empty upload before the TLS handshake: both say 150, and "unexpected eof while reading" in their logs. */
export function sendsEmptyFiles(client: string, kind: ServerKind, security: Security): boolean {
  return security === 'none' || client !== 'basic-ftp, passive' || kind === 'pureftpd'
}

export function clientsFor(kind: ServerKind, security: Security): ReadonlyMap<string, Open> {
  return new Map(Object.entries(clients).filter(([client]) => !fails(client, kind, security)))
}

interface Unkept {
  /** Refused whatever is asked of them. */
  readonly names: readonly string[]
  /** Taken, and changed into others. */
  readonly uploads: readonly string[]
}

export const unkept: Readonly<Partial<Record<ServerKind, Unkept>>> = {
  pureftpd: {
    names: ['back\\slash.txt'], // 553 Prohibited file name, also to RETR of a file that is there
    uploads: ['trailing blank '], // it is stored as "trailing blank_"
  },
}

/** pyftpdlib 1.5 mixes up the sockets of several sessions ("fd was no longer in socket_map") and then answers one of them no more. */
export function wantsOneAtATime(kind: ServerKind): boolean {
  return kind === 'pyftpdlib'
}
