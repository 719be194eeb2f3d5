/** What a file's bytes come to: HASH (draft-bryan-ftpext-hash), MD5 (draft-twine-ftpmd5), and the X commands, which no draft has. */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { FtpConnection } from './ftpConnection.ts'
import type { ExtraVerb, Handler } from './ftpOptions.ts'

const digestNames = ['SHA-1', 'SHA-256', 'SHA-512', 'MD5', 'CRC32'] as const

/** As HASH names them. */
export type DigestName = (typeof digestNames)[number]

export const digestCommands = {
  async HASH(connection, argument) {
    const { digest } = connection.session
    const bytes = await contents(connection, argument)
    connection.reply(`213 ${digest} 0-${bytes.length} ${digestOf(bytes, digest)} ${argument}`)
  },

  async MD5(connection, argument) {
    connection.reply(`251 "${argument}" ${digestOf(await contents(connection, argument), 'MD5')}`)
  },

  XCRC: answeringWith('CRC32'),
  XMD5: answeringWith('MD5'),
  XSHA: answeringWith('SHA-1'),
  XSHA1: answeringWith('SHA-1'),
  XSHA256: answeringWith('SHA-256'),
  XSHA512: answeringWith('SHA-512'),
} satisfies Partial<Record<ExtraVerb, Handler>>

/** OPTS HASH. */
export function chooseDigest(connection: FtpConnection, wanted: string): void {
  const name = digestNames.find((known) => known === wanted.toUpperCase())
  if (!connection.server.options.extras?.includes('HASH') || !name) return connection.reply('501 Unknown algorithm.')
  connection.session.digest = name
  connection.reply(`200 ${name}`)
}

/** `HASH SHA-1*;SHA-256;…`: the star is at the one in use. */
export function digestFeature({ session }: FtpConnection): string {
  return `HASH ${digestNames.map((name) => (name === session.digest ? `${name}*` : name)).join(';')}`
}

function answeringWith(digest: DigestName): Handler {
  return async (connection, argument) => connection.reply(`250 ${digestOf(await contents(connection, argument), digest)}`)
}

async function contents(connection: FtpConnection, argument: string): Promise<Buffer> {
  return readFile(await connection.server.tree.target(connection.path(argument)))
}

/** Lower case hex. A CRC32 comes without the zeros in front, as from servers that just print a number. */
export function digestOf(bytes: Uint8Array, digest: DigestName): string {
  if (digest === 'CRC32') return crc32(bytes).toString(16)
  return createHash(digest.replace('-', '')).update(bytes).digest('hex')
}
