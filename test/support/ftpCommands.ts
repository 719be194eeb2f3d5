/** The commands about the session: login, TLS, transfer parameters, data ports, and what the server is (RFC 959, 2389, 2428, 4217). */

import { isIP } from 'node:net'
import type { FtpConnection } from './ftpConnection.ts'
import { hostPort, plainAddress } from './ftpDataPort.ts'
import { chooseDigest, digestFeature } from './ftpDigests.ts'
import { factNames } from './ftpListing.ts'
import type { Extra, Handler, KnownVerb } from './ftpOptions.ts'

/** Commands that are answered before the login. */
const openVerbs = new Set(['USER', 'PASS', 'AUTH', 'PBSZ', 'PROT', 'FEAT', 'OPTS', 'SYST', 'HELP', 'NOOP', 'QUIT'])

/** `handler`, for those who are logged in. */
export function guarded(verb: string, handler: Handler): Handler {
  if (openVerbs.has(verb)) return handler
  return (connection, argument) => {
    if (connection.session.isLoggedIn) return handler(connection, argument)
    connection.reply('530 Please log in with USER and PASS.')
  }
}

export const sessionCommands = {
  USER(connection, argument) {
    if (connection.server.options.tls?.required && !connection.isSecure) return connection.reply('530 TLS is required: use AUTH TLS.')
    connection.session.isLoggedIn = false
    connection.session.user = argument
    connection.reply('331 Please specify the password.')
  },

  PASS(connection, argument) {
    const { session, server } = connection
    const users: Readonly<Partial<Record<string, string>>> = server.options.users ?? { demo: 'demo' }
    if (session.user === '') return connection.reply('503 Login with USER first.')
    session.isLoggedIn = users[session.user] === argument
    connection.reply(session.isLoggedIn ? '230 Login successful.' : '530 Login incorrect.')
  },

  async AUTH(connection, argument) {
    const { server, isSecure, hasMore } = connection
    if (!server.secureContext) return connection.reply('502 No TLS here.')
    if (!/^(TLS|TLS-C|SSL)$/i.test(argument)) return connection.reply('504 Unknown AUTH type.')
    if (isSecure) return connection.reply('503 Already using TLS.')
    // As FileZilla Server: what is sent in the clear behind AUTH must not be taken for something said over TLS.
    if (hasMore) {
      connection.reply('503 Spurious data after AUTH command.')
      return connection.closeControl()
    }
    connection.session.isLoggedIn = false
    await connection.upgrade('234 Proceed with negotiation.')
  },

  PBSZ(connection) {
    connection.reply(connection.isSecure ? '200 PBSZ set to 0.' : '503 PBSZ needs a secure connection.')
  },

  PROT(connection, argument) {
    if (!connection.isSecure) return connection.reply('503 PROT needs a secure connection.')
    if (!/^[CP]$/i.test(argument)) return connection.reply('536 PROT not supported.')
    connection.session.protectsData = argument.toUpperCase() === 'P'
    connection.reply(`200 PROT now ${argument.toUpperCase()}.`)
  },

  FEAT(connection) {
    const lines = connection.server.options.features ?? ownFeatures(connection)
    if (lines.length === 0) return connection.reply('211 No features.')
    connection.reply('211-Features:', ...lines.map((line) => ` ${line}`), '211 End')
  },

  OPTS(connection, argument) {
    if (/^UTF-?8 ON$/i.test(argument)) return connection.reply('200 Always in UTF8 mode.')
    if (/^HASH /i.test(argument)) return chooseDigest(connection, argument.slice('HASH '.length))
    const mlst = /^MLST ?(.*)$/i.exec(argument)
    if (!mlst) return connection.reply('501 Option not understood.')
    const wanted = (mlst[1] ?? '').toLowerCase().split(';')
    connection.session.facts = factNames.filter((name) => wanted.includes(name.toLowerCase()))
    connection.reply(`200 MLST OPTS ${connection.session.facts.map((name) => `${name};`).join('')}`)
  },

  SYST(connection) {
    connection.reply(connection.server.options.listingStyle === 'dos' ? '215 Windows_NT' : '215 UNIX Type: L8')
  },

  HELP(connection) {
    connection.reply('214-These commands are known:', ` ${Object.keys(sessionCommands).join(' ')} and those of files.`, '214 Help OK.')
  },

  NOOP(connection) {
    connection.reply('200 NOOP ok.')
  },

  QUIT(connection) {
    connection.reply('221 Goodbye.')
    connection.closeControl()
  },

  TYPE(connection, argument) {
    const type = argument.toUpperCase()
    if (!/^(A|A N|I|L 8)$/.test(type)) return connection.reply('504 Unknown TYPE.')
    connection.session.isBinary = !type.startsWith('A')
    connection.reply(`200 Switching to ${connection.session.isBinary ? 'binary' : 'ASCII'} mode.`)
  },

  MODE(connection, argument) {
    connection.reply(argument.toUpperCase() === 'S' ? '200 Mode set to S.' : '504 Only MODE S.')
  },

  STRU(connection, argument) {
    connection.reply(argument.toUpperCase() === 'F' ? '200 Structure set to F.' : '504 Only STRU F.')
  },

  REST(connection, argument) {
    if (!/^\d+$/.test(argument)) return connection.reply('501 REST needs a number.')
    connection.session.restart = Number(argument)
    connection.reply(`350 Restart position accepted (${argument}).`)
  },

  async PASV(connection) {
    const host = connection.data.localAddress
    if (isIP(host) !== 4) return connection.reply('425 No PASV over IPv6: use EPSV.')
    connection.reply(`227 Entering Passive Mode (${hostPort(host, await connection.data.listen())}).`)
  },

  async EPSV(connection, argument) {
    const family = isIP(connection.data.localAddress) === 4 ? '1' : '2'
    if (argument.toUpperCase() === 'ALL') return connection.reply('200 EPSV ALL ok.')
    if (argument !== '' && argument !== family) return connection.reply(`522 Use protocol (${family}).`)
    connection.reply(`229 Entering Extended Passive Mode (|||${await connection.data.listen()}|)`)
  },

  PORT(connection, argument) {
    const numbers = argument.split(',').map(Number)
    if (!/^\d+(,\d+){5}$/.test(argument) || numbers.some((number) => number > 255)) return connection.reply('501 Illegal PORT command.')
    const [high = 0, low = 0] = numbers.slice(4)
    aim(connection, numbers.slice(0, 4).join('.'), high * 256 + low)
  },

  EPRT(connection, argument) {
    const [before, family, host = '', port = '', after] = argument.split(argument.charAt(0))
    if (before !== '' || after !== '' || isIP(host) === 0 || !/^\d+$/.test(port)) return connection.reply('501 Illegal EPRT command.')
    if (family !== '1' && family !== '2') return connection.reply('522 Use protocol (1,2).')
    aim(connection, host, Number(port))
  },

  ABOR(connection) {
    // The transfer, if there was one, has got its 426 by now.
    connection.data.close()
    connection.reply('226 ABOR successful.')
  },
} satisfies Partial<Record<KnownVerb, Handler>>

/** Only the client itself is dialled: anything else would be a bounce attack (RFC 2577 section 3). */
function aim(connection: FtpConnection, host: string, port: number): void {
  if (plainAddress(host) !== connection.data.peerAddress || port < 1 || port > 65535)
    return connection.reply('500 Illegal PORT command: not your address.')
  connection.data.aim(port)
  connection.reply('200 PORT command successful.')
}

function ownFeatures(connection: FtpConnection): string[] {
  const { options, secureContext } = connection.server
  const { facts } = connection.session
  const mlst = factNames.map((name) => `${name}${facts.includes(name) ? '*' : ''};`).join('')
  const lines = ['EPRT', 'EPSV', 'MDTM', 'MFMT', `MLST ${mlst}`, 'REST STREAM', 'SIZE', 'TVFS']
  if (secureContext) lines.push('AUTH TLS', 'PBSZ', 'PROT')
  if (options.encoding !== 'latin1') lines.push('UTF8')
  for (const extra of options.extras ?? []) if (!extra.includes(' ')) lines.push(extraFeature(connection, extra))
  const missing: readonly string[] = options.noFeatures ?? []
  return lines.filter((line) => !missing.includes(line.split(' ')[0] ?? '')).sort()
}

function extraFeature(connection: FtpConnection, extra: Extra): string {
  if (extra === 'HASH') return digestFeature(connection)
  return extra === 'MFF' ? 'MFF modify;' : extra
}
