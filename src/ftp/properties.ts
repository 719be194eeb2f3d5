/**
 * What a server says of one file, and what it can be told to change: size, time, mode. RFC 3659 sections 3 and 4, and the many
 * commands that no RFC has, each tried in turn and not again where it is refused.
 */

import type { Timestamp } from '../base/entry.ts'
import { ask, askEach, type SessionOptions } from './dialogue.ts'
import { formatFactTime } from './listing/facts.ts'
import { isNegative, isPositive, isUnknownCommand, type Reply } from './reply.ts'
import { sizeIn, timeIn } from './replyFacts.ts'
import type { SessionContext } from './sessionContext.ts'

/** Bytes, or undefined where the server won't say. */
export async function sizeOf(context: SessionContext, path: string, options: SessionOptions): Promise<number | undefined> {
  const reply = await ask(context, 'SIZE', path, options)
  return reply && sizeIn(reply)
}

/** `sizeOf` for many files, in a few round trips where the server copes. */
export async function sizeOfEach(
  context: SessionContext,
  paths: readonly string[],
  options: SessionOptions,
): Promise<(number | undefined)[]> {
  const replies = await askEach(context, 'SIZE', paths, options)
  return replies.map((reply) => reply && sizeIn(reply))
}

/** UTC, or undefined where the server won't say. */
export async function modifiedOf(context: SessionContext, path: string, options: SessionOptions): Promise<Timestamp | undefined> {
  const reply = await ask(context, 'MDTM', path, options)
  return reply && timeIn(reply)
}

/** `modifiedOf` for many files, in a few round trips where the server copes. */
export async function modifiedOfEach(
  context: SessionContext,
  paths: readonly string[],
  options: SessionOptions,
): Promise<(Timestamp | undefined)[]> {
  const replies = await askEach(context, 'MDTM', paths, options)
  return replies.map((reply) => reply && timeIn(reply))
}

interface TimeCommand {
  /** What `Features` knows it by. */
  readonly feature: string
  readonly verb: string
  /** With the time as `YYYYMMDDhhmmss`, UTC. */
  readonly argument: (time: string, path: string) => string
}

const timeCommands: readonly TimeCommand[] = [
  { feature: 'MFMT', verb: 'MFMT', argument: (time, path) => `${time} ${path}` },
  { feature: 'MFF', verb: 'MFF', argument: (time, path) => `Modify=${time}; ${path}` },
  // vsftpd and IIS. To others it asks for the time of a file of that name, and there is none.
  { feature: 'MDTM time', verb: 'MDTM', argument: (time, path) => `${time} ${path}` },
  // Accessed, modified, created. Pure-FTPd, ProFTPD with mod_site_misc.
  { feature: 'SITE UTIME', verb: 'SITE', argument: (time, path) => `UTIME ${path} ${time} ${time} ${time} UTC` },
  { feature: 'SITE UTIME time', verb: 'SITE', argument: (time, path) => `UTIME ${time} ${path}` }, // NcFTPd
]

/** How one session's server is given the time of a file. */
export class TimeSetter {
  private readonly context: SessionContext
  /** It has worked: a later refusal is about the file. */
  private proven: TimeCommand | undefined

  constructor(context: SessionContext) {
    this.context = context
  }

  /** Gives the file a time, to the second. False where the server can't, or won't. */
  async set(path: string, time: Timestamp, options: SessionOptions): Promise<boolean> {
    const { features } = this.context
    for (const command of this.proven ? [this.proven] : timeCommands) {
      const { feature } = command
      if (features.of(feature) === 'no') continue
      const reply = await this.send(command, path, time, options)
      if (isPositive(reply)) {
        this.proven = command
        return true
      }
      if (command === this.proven || (features.has(feature) && !isUnknownCommand(reply))) return false // it is against this file
      features.refuse(feature)
    }
    return false
  }

  private send({ verb, argument }: TimeCommand, path: string, time: Timestamp, { signal }: SessionOptions): Promise<Reply> {
    return this.context.control.request(verb, argument(formatFactTime(time.ms), path), signal)
  }
}

/** Gives the file a mode, in octal digits. False where the server can't, or won't: it isn't asked again then. */
export async function setMode(context: SessionContext, path: string, mode: string, options: SessionOptions): Promise<boolean> {
  if (context.features.of('SITE CHMOD') === 'no') return false
  const reply = await context.control.request('SITE', `CHMOD ${mode} ${path}`, options.signal)
  if (isNegative(reply)) context.features.refuse('SITE CHMOD')
  return isPositive(reply)
}
