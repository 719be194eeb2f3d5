/** What the start of a server and the writers of its configuration share: what they are told, what they give back, the one user. */

import type { PortRange, Security } from '../../src/ftp/server.ts'

/** What a configuration is written from. */
export interface ServerRun {
  /** This run's own folder, for configuration and logs: everything here that ends in `.log` is part of the server's log. */
  readonly folder: string
  /** The folder that is served as `/`. */
  readonly root: string
  /** The address to listen on. */
  readonly host: string
  readonly port: number
  readonly security: Security
  /** With explicit TLS: nobody logs in, and nothing is sent, in the clear. */
  readonly requireTls: boolean
  /** Any port without it. */
  readonly passivePorts?: PortRange
  /** Lines to add to the configuration, or arguments for a server that has none. */
  readonly extra: readonly string[]
  /** PEM, certificate and key. */
  readonly certificateFile: string
}

/** RFC 959 section 3.2: active data connections come from port 20 of a server on port 21. Only root may use ports that low. */
export const ftpPort = 21
export const ftpDataPort = 20

/** A program that stays in the foreground, and its arguments. */
export type ServerCommand = readonly [program: string, ...args: string[]]

export const user = 'tester'
export const password = 'secret'

/** `password` for crypt(3): `openssl passwd -5 -salt 'rounds=1000$portside' secret`. The least rounds there are, for quick logins. */
export const passwordHash = '$5$rounds=1000$portside$jb/REBoc8YMm73md8mToemXQ4ttyFC7CvG9J8OCWUb1'

/** Debian's `nobody` and `nogroup`: what is uploaded belongs to them. */
export const serverUid = 65534
export const serverGid = 65534

/** More than any test opens: a limit would be met by the wrong test. */
export const maxConnections = 200

/** The lines of a configuration, without those a condition has left out. */
export function lines(...all: readonly (string | false)[]): string {
  return `${all.filter((line) => line !== false).join('\n')}\n`
}
