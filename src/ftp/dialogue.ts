/** Asking a server something: one command, or many of a kind, and what their replies come to. RFC 959 section 4.2. */

import { setMaxListeners } from 'node:events'
import { FtpError } from './ftpError.ts'
import { isNegative, isPositive, isUnknownCommand, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import type { SessionContext } from './sessionContext.ts'

export interface SessionOptions {
  readonly signal?: AbortSignal | undefined
}

/** More under way, in one TLS record, and Pure-FTPd and ProFTPD stop answering: both were seen to at 6 KB. */
const maxBytesUnderWay = 4096

/** A question whose refusal is an answer: undefined. A command that the server doesn't know isn't sent again. */
export async function ask(context: SessionContext, verb: string, argument: string, options: SessionOptions): Promise<Reply | undefined> {
  if (context.features.of(verb) === 'no') return undefined
  return answerOf(context, verb, await context.control.request(verb, argument, options.signal))
}

/** Throws `refused`, `unsupported`, `full`, … unless the server agrees. Only RNFR may be answered with 3yz: more is to come. */
export async function expect(context: SessionContext, verb: string, argument: string | undefined, options: SessionOptions): Promise<Reply> {
  const reply = await context.control.request(verb, argument, options.signal)
  const agrees = isPositive(reply) || (verb === 'RNFR' && !isNegative(reply))
  if (!agrees) throw refusalOf(reply, argument === undefined ? verb : `${verb} ${argument}`)
  return reply
}

/** `ask` for each argument, in order; many at a time where the server copes. */
export async function askEach(
  context: SessionContext,
  verb: string,
  args: readonly string[],
  options: SessionOptions,
): Promise<(Reply | undefined)[]> {
  const { features } = context
  const alone = features.has(verb) ? 0 : 1 // or a server that doesn't know the command would be asked in vain a thousand times
  const first = await Promise.all(args.slice(0, alone).map((argument) => ask(context, verb, argument, options)))
  if (features.of(verb) === 'no') return args.map(() => undefined)
  const replies = await requestEach(context, verb, args.slice(alone), options)
  return [...first, ...replies.map((reply) => answerOf(context, verb, reply))]
}

/**
 * The final reply to `verb` with each argument, in order. Where the server has shown that it copes, the next commands leave
 * before the replies to the first have come: a thousand small questions then take a few round trips. Not for commands that
 * start a transfer. Throws `protocol`, and the connection is lost, if the server answers one of them twice: nobody knows then
 * which reply is whose.
 */
export async function requestEach(
  context: SessionContext,
  verb: string,
  args: readonly string[],
  { signal }: SessionOptions,
): Promise<Reply[]> {
  if (signal) setMaxListeners(0, signal) // each command under way listens to it
  const room = context.memory.batches === 'yes' ? maxBytesUnderWay : 0
  const underWay: { readonly reply: Promise<Reply>; readonly bytes: number }[] = []
  const replies: Reply[] = []
  let bytesUnderWay = 0
  const takeOne = async () => {
    const first = underWay.shift()
    if (!first) return
    replies.push(await first.reply)
    bytesUnderWay -= first.bytes
  }
  for (const argument of args) {
    const bytes = Buffer.byteLength(`${verb} ${argument}\r\n`)
    while (underWay.length > 0 && bytesUnderWay + bytes > room) await takeOne()
    const reply = context.control.request(verb, argument, signal)
    reply.catch(() => {}) // of several that fail with the connection only the first is waited for
    underWay.push({ reply, bytes })
    bytesUnderWay += bytes
  }
  const last = underWay.length > 1 ? context.control.request('PWD', undefined, signal) : undefined
  last?.catch(() => {})
  while (underWay.length > 0) await takeOne()
  if (last) checkStep(context, await last)
  return replies
}

/** PWD is the one command that is answered with 257, and was when the server showed that it copes. */
function checkStep({ control, memory }: SessionContext, { code }: Reply): void {
  if (code === 257) return
  memory.batches = 'no'
  const error = new FtpError('protocol', `The server's replies don't fit the commands: PWD was answered with ${code}.`)
  control.fail(error)
  throw error
}

function answerOf(context: SessionContext, verb: string, reply: Reply): Reply | undefined {
  if (isUnknownCommand(reply)) context.features.refuse(verb)
  return isPositive(reply) ? reply : undefined
}
