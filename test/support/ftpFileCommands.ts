/** The commands about names and folders that need no data connection (RFC 959, 3659 and the MFMT draft). Disk errors become replies. */

import { chmod, lstat, mkdir, rename, rmdir, stat, unlink, utimes } from 'node:fs/promises'
import type { FtpConnection } from './ftpConnection.ts'
import { factLine, parseTimeValue, readItem, timeValue } from './ftpListing.ts'
import type { Extra, ExtraVerb, Handler, KnownVerb } from './ftpOptions.ts'
import { errorCode } from './ftpTree.ts'

export const fileCommands = {
  PWD(connection) {
    connection.reply(`257 ${quoted(connection.session.folder)} is the current directory`)
  },

  async CWD(connection, argument) {
    const path = connection.path(argument)
    const stats = await stat(await connection.server.tree.target(path))
    if (!stats.isDirectory()) return connection.reply('550 Not a directory.')
    connection.session.folder = path
    connection.reply('250 Directory successfully changed.')
  },

  CDUP(connection) {
    connection.session.folder = connection.path('..')
    connection.reply('250 Directory successfully changed.')
  },

  async MLST(connection, argument) {
    const path = connection.path(argument)
    const item = await readItem(await connection.server.tree.place(path), path)
    connection.reply(`250-Listing ${path}`, ` ${factLine(item, connection.session.facts)}`, '250 End')
  },

  async SIZE(connection, argument) {
    // As ProFTPD: in ASCII mode the size on the wire is another one than on the disk.
    if (!connection.session.isBinary) return connection.reply('550 SIZE not allowed in ASCII mode.')
    const stats = await stat(await connection.server.tree.target(connection.path(argument)))
    connection.reply(stats.isFile() ? `213 ${stats.size}` : '550 Not a plain file.')
  },

  async MDTM(connection, argument) {
    const [, digits = '', name = ''] = /^(\d{14}) (.+)$/.exec(argument) ?? []
    if (has(connection, 'MDTM time') && digits !== '') return setTime(connection, name, digits, '213 File modification time set.')
    const stats = await stat(await connection.server.tree.target(connection.path(argument)))
    connection.reply(stats.isFile() ? `213 ${timeValue(stats.mtime)}` : '550 Not a plain file.')
  },

  async MFMT(connection, argument) {
    const [, digits = '', name = ''] = /^(\S+) (.+)$/.exec(argument) ?? []
    await setTime(connection, name, digits, `213 Modify=${digits}; ${name}`)
  },

  async DELE(connection, argument) {
    const place = await connection.server.tree.place(connection.path(argument))
    if ((await lstat(place)).isDirectory()) return connection.reply('550 Is a directory.')
    await unlink(place)
    connection.reply('250 Delete operation successful.')
  },

  async MKD(connection, argument) {
    const path = connection.path(argument)
    await mkdir(await connection.server.tree.place(path))
    connection.reply(`257 ${quoted(path)} created`)
  },

  async RMD(connection, argument) {
    const path = connection.path(argument)
    if (path === '/') return connection.reply('550 Permission denied.')
    await rmdir(await connection.server.tree.place(path))
    connection.reply('250 Remove directory operation successful.')
  },

  async RNFR(connection, argument) {
    const path = connection.path(argument)
    await lstat(await connection.server.tree.place(path))
    connection.session.renameFrom = path
    connection.reply('350 Ready for RNTO.')
  },

  async RNTO(connection, argument) {
    const { session, server } = connection
    const from = session.renameFrom
    if (from === undefined) return connection.reply('503 RNFR required first.')
    session.renameFrom = undefined
    const to = await server.tree.place(connection.path(argument))
    if (server.options.renameOver === false && (await exists(to))) return connection.reply('553 File exists.')
    await rename(await server.tree.place(from), to)
    connection.reply('250 Rename successful.')
  },

  async SITE(connection, argument) {
    const utime = /^UTIME (.+)$/i.exec(argument)?.[1]
    if (utime !== undefined) return siteUtime(connection, utime)
    const [, mode = '', name = ''] = /^CHMOD ([0-7]{3,4}) (.+)$/i.exec(argument) ?? []
    if (mode === '') return connection.reply('500 Unknown SITE command.')
    await chmod(await connection.server.tree.target(connection.path(name)), parseInt(mode, 8))
    connection.reply('200 SITE CHMOD command ok.')
  },
} satisfies Partial<Record<KnownVerb, Handler>>

export const extraFileCommands = {
  async MFF(connection, argument) {
    const [, digits = '', name = ''] = /^modify=(\d+); (.+)$/i.exec(argument) ?? []
    await setTime(connection, name, digits, `213 Modify=${digits}; ${name}`)
  },
} satisfies Partial<Record<ExtraVerb, Handler>>

function has(connection: FtpConnection, extra: Extra): boolean {
  return connection.server.options.extras?.includes(extra) === true
}

async function setTime(connection: FtpConnection, name: string, digits: string, reply: string): Promise<void> {
  const time = parseTimeValue(digits)
  if (!time) return connection.reply('501 A time and a name are needed.')
  await utimes(await connection.server.tree.target(connection.path(name)), time, time)
  connection.reply(reply)
}

/** `name accessed modified created UTC`, or `time name`. */
async function siteUtime(connection: FtpConnection, argument: string): Promise<void> {
  const times = /^(.+) \d{14} (\d{14}) \d{14} UTC$/.exec(argument)
  const time = /^(\d{14}) (.+)$/.exec(argument)
  if (has(connection, 'SITE UTIME') && times) return setTime(connection, times[1] ?? '', times[2] ?? '', '200 UTIME done.')
  if (has(connection, 'SITE UTIME time') && time) return setTime(connection, time[2] ?? '', time[1] ?? '', '200 UTIME done.')
  connection.reply('500 Unknown SITE command.')
}

function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`
}

async function exists(place: string): Promise<boolean> {
  try {
    await lstat(place)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
