/**
 * The control connection: commands out, replies in, in strict order. RFC 959 section 5, RFC 4217 for TLS.
 *
 * Several commands may be on their way; each reply belongs to the oldest that has none. 1yz replies announce, the next other
 * reply ends the command. A reply nobody asked for is logged and never matched to a later command; 421 ends the connection.
 * What a server has not ended as it should is ended by its silence.
 */

import { type Socket } from 'node:net'
import { type TLSSocket } from 'node:tls'
import { abortable, withResolvers, type Resolvers } from '../base/abort.ts'
import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { rawAsLatin1 } from '../base/rawText.ts'
import { utf8, type Charset } from './charset.ts'
import { command, mask, type Command } from './command.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { isPreliminary, ReplyParser, replyText, type Reply } from './reply.ts'

/** One command under way. Both promises reject when the connection is lost. */
export interface Exchange {
  /** The first reply: a 1yz if one comes, else the final one. */
  readonly started: Promise<Reply>
  /** The reply that ends the command, of any code from 200. */
  readonly finished: Promise<Reply>
  /** After a 1yz there is no hurry, unless this was called: each further reply is due in `milliseconds` then. */
  expectEnd(milliseconds: number): void
  /** While data moves the server owes no reply, not even a 1yz: some send none. Until `expectEnd`, nothing is due. */
  relax(): void
}

export interface ControlOptions {
  readonly log: Logger
  /** How long a server may take to answer. */
  readonly replyMs: number
  /** After this much silence a reply of several lines is taken to have ended where it may have. Default 1500. */
  readonly quietMs?: number | undefined
  /** How names are written to this server, and what its words are in where they aren't UTF-8. Default UTF-8. */
  readonly charset?: Charset | undefined
  /** Called when the connection is lost while several commands had no answer: perhaps because of that. */
  readonly onOverrun?: (() => void) | undefined
}

interface Pending {
  readonly shown: string
  /** Empty for the greeting. */
  readonly verb: string
  /** Servers have been seen to repeat it. */
  readonly secret: string | undefined
  /** It is a transfer: 226 or 250 ends it, or a refusal. */
  readonly movesData: boolean
  /** The command before it was one. */
  readonly followsTransfer: boolean
  readonly started: Resolvers<Reply>
  readonly finished: Resolvers<Reply>
  preliminaries: number
  /** What came first, and by its code may end another command: the reply that ends this one is still to come, mostly. */
  early?: Reply
  /** Between a 1yz and the next reply; undefined while data may be moving. */
  endMs?: number
  /** Nothing is due until `expectEnd`. */
  isRelaxed?: boolean
  timer?: NodeJS.Timeout | undefined
}

const maxPreliminaryReplies = 10 // one or two are usual; after each the server has its time again
const maxStrayReplies = 100 // a second 226 is seen now and then
const keepAliveMs = 30_000
const defaultQuietMs = 1500 // pieces of one reply were never seen further apart than a round trip

const transferVerbs: ReadonlySet<string> = new Set(['RETR', 'STOR', 'APPE', 'STOU', 'LIST', 'NLST', 'MLSD'])

export class ControlConnection implements Disposable {
  /** Replies received so far: tells whether a lost connection had answered at all. */
  replies = 0
  /** How names are written to this server. */
  readonly charset: Charset
  private parser: ReplyParser
  private readonly queue: Pending[] = []
  private readonly abandoned = new Set<Promise<Reply>>()
  /** Replies nobody asked for since the last command was sent. */
  private strayReplies = 0
  private hasSentTransfer = false
  /** The last that was sent. A server may repeat it when nothing was asked, too. */
  private lastSecret: string | undefined
  private failure: Error | undefined
  /** From the bare socket to the protected one. Until then the bare one is the upgrade's. */
  private isUpgrading = false
  private readonly closed = new Emitter<Error>()
  readonly onDidClose = this.closed.event
  private socket: Socket | TLSSocket
  private readonly log: Logger
  private readonly replyMs: number
  private readonly quietMs: number
  private readonly onOverrun: (() => void) | undefined
  private quiet: NodeJS.Timeout | undefined

  constructor(socket: Socket | TLSSocket, options: ControlOptions) {
    this.socket = socket
    this.log = options.log
    this.replyMs = options.replyMs
    this.quietMs = options.quietMs ?? defaultQuietMs
    this.onOverrun = options.onOverrun
    this.charset = options.charset ?? utf8
    this.parser = this.newParser()
    socket.setNoDelay(true)
    socket.setKeepAlive(true, keepAliveMs)
    this.listen()
  }

  /** Why the connection can't be used any more. */
  get error(): Error | undefined {
    return this.failure
  }

  get localAddress(): string {
    return this.socket.localAddress ?? ''
  }

  get localPort(): number {
    return this.socket.localPort ?? 0
  }

  get remoteAddress(): string {
    return this.socket.remoteAddress ?? ''
  }

  /** The greeting is a reply to no command. After `120 Service ready in nnn minutes` it is waited for as long again. */
  greeting(milliseconds: number): Promise<Reply> {
    const { exchange } = this.enqueue('the connection')
    exchange.expectEnd(milliseconds)
    return exchange.finished
  }

  /** Sends now, behind what is already on its way. */
  send(command: Command): Exchange {
    const { exchange, pending } = this.enqueue(command.shown, command)
    if (this.failure) return exchange
    this.strayReplies = 0
    this.lastSecret = command.secret ?? this.lastSecret
    this.log.trace(`→ ${command.shown}`)
    this.socket.write(command.bytes)
    if (this.queue[0] === pending) this.arm(pending, this.replyMs)
    return exchange
  }

  /** One command and its final reply, of any code. On abort the reply still comes and is dropped: the order stays right. */
  async request(verb: string, argument?: string, signal?: AbortSignal): Promise<Reply> {
    signal?.throwIfAborted()
    const exchange = this.send(command(verb, argument, this.charset))
    exchange.expectEnd(this.replyMs)
    try {
      return await abortable(exchange.finished, signal)
    } catch (error) {
      if (signal?.aborted) this.abandon(exchange.finished)
      throw error
    }
  }

  /** True while replies are owed to callers who have given up: the next command would wait for them. */
  get isOwed(): boolean {
    return this.abandoned.size > 0
  }

  /** Resolves when no reply is owed to somebody who has given up. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.abandoned)
  }

  /**
   * Gives the bare socket to `upgrade` and goes on with the protected one; if it fails, `upgrade` destroys what it has. Bytes
   * that came unprotected after the server's consent were not sent by it, or not for us: CVE-2021-22947.
   */
  async startTls(upgrade: (socket: Socket) => Promise<TLSSocket>): Promise<void> {
    if (!this.parser.isEmpty || this.queue.length > 0 || this.strayReplies > 0) {
      const error = new FtpError(
        'protocol',
        'The server sent unprotected data after agreeing to TLS. Somebody may be tampering with the connection.',
      )
      this.fail(error)
      throw error
    }
    this.unlisten()
    this.parser = this.newParser()
    this.isUpgrading = true
    try {
      this.socket = await upgrade(this.socket)
      this.isUpgrading = false
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)))
      throw error
    }
    if (!this.failure) return this.listen()
    this.socket.destroy()
    throw this.failure
  }

  /** Ends the connection now; commands under way fail with `error`. */
  fail(error: Error): void {
    if (this.failure) return
    this.failure = error
    clearTimeout(this.quiet)
    this.unlisten()
    this.socket.on('error', () => {}) // what a destroyed socket still says is of no interest
    // Node 20 crashes if a socket is destroyed under the TLS that is just being set up on it.
    if (!this.isUpgrading) this.socket.destroy()
    for (const pending of this.queue.splice(0)) this.reject(pending, error)
    this.closed.fire(error)
    this.closed.dispose()
  }

  /** Not by us: too much at once may have been the reason. */
  private lost(error: Error): void {
    if (this.queue.length > 1) this.onOverrun?.()
    this.fail(error)
  }

  dispose(): void {
    this.fail(new FtpError('connectionLost', 'The connection was closed.'))
  }

  private abandon(finished: Promise<Reply>): void {
    const done = () => this.abandoned.delete(finished)
    this.abandoned.add(finished)
    finished.then(done, done)
  }

  private newParser(): ReplyParser {
    return new ReplyParser({ decode: this.charset === utf8 ? undefined : this.charset.decode })
  }

  private enqueue(shown: string, sent?: Command): { exchange: Exchange; pending: Pending } {
    const movesData = sent !== undefined && transferVerbs.has(sent.verb)
    const pending: Pending = {
      shown,
      verb: sent?.verb ?? '',
      secret: sent?.secret,
      movesData,
      followsTransfer: this.hasSentTransfer,
      started: withResolvers(),
      finished: withResolvers(),
      preliminaries: 0,
    }
    this.hasSentTransfer = movesData
    pending.started.promise.catch(() => {}) // many callers only look at the end
    pending.finished.promise.catch(() => {}) // and some, after a cancel, at neither
    if (this.failure) this.reject(pending, this.failure)
    else this.queue.push(pending)
    const expectEnd = (milliseconds: number) => {
      pending.endMs = milliseconds
      pending.isRelaxed = false
      if (this.queue[0] === pending) this.arm(pending, milliseconds)
    }
    const relax = () => {
      pending.isRelaxed = true
      clearTimeout(pending.timer)
    }
    return { pending, exchange: { started: pending.started.promise, finished: pending.finished.promise, expectEnd, relax } }
  }

  private readonly onData = (chunk: Buffer): void => {
    clearTimeout(this.quiet)
    try {
      for (const reply of this.parser.push(chunk)) this.onReply(reply)
    } catch (error) {
      this.lost(masked(error, this.repeatableSecret))
    }
    if (!this.failure && this.parser.mayHaveEnded) this.quiet = setTimeout(this.endReply, this.quietMs)
  }

  /** Some servers end `220-Hi` with `221 ready`. That may also be a line like others, unless nothing comes after it. */
  private readonly endReply = (): void => {
    const reply = this.parser.endHere()
    if (!reply) return
    this.log.warn(`a reply of several lines ends with another code than it began with: ${reply.code}`)
    this.onReply(reply)
  }

  private readonly onError = (error: Error): void => {
    this.lost(new FtpError('connectionLost', `The connection to the server broke: ${error.message}`, { cause: error }))
  }

  private readonly onClose = (): void => {
    this.endReply()
    const lastWords = printable(withoutSecret(this.parser.unfinished, this.repeatableSecret))
    const message = lastWords === '' ? 'The server closed the connection.' : `The server closed the connection while it said: ${lastWords}`
    this.lost(new FtpError('connectionLost', message))
  }

  private get repeatableSecret(): string | undefined {
    return this.queue[0] ? this.queue[0].secret : this.lastSecret
  }

  private onReply({ code, lines }: Reply): void {
    if (this.failure) return
    this.replies++
    const secret = this.repeatableSecret
    const reply = { code, lines: lines.map((line) => withoutSecret(line, secret)) }
    for (const line of reply.lines) this.log.trace(`← ${reply.code} ${printable(rawAsLatin1(line))}`)
    if (reply.code === 421)
      this.fail(new FtpError('connectionLost', `The server ended the connection: ${printable(replyText(reply))}`, { reply }))
    else if (this.queue[0]) this.answer(this.queue[0], reply)
    else {
      this.log.warn(`unasked-for reply ignored: ${reply.code} ${printable(replyText(reply))}`)
      if (++this.strayReplies > maxStrayReplies)
        this.fail(new FtpError('protocol', 'The server keeps sending replies that nobody asked for.'))
    }
  }

  private answer(pending: Pending, reply: Reply): void {
    clearTimeout(pending.timer)
    pending.timer = undefined
    pending.started.resolve(reply)
    if (isPreliminary(reply) || isEarly(reply, pending)) {
      if (!isPreliminary(reply)) pending.early = reply
      if (++pending.preliminaries > maxPreliminaryReplies)
        this.fail(new FtpError('protocol', `The server keeps announcing an answer to ${pending.shown} and never gives it.`))
      else if (pending.endMs !== undefined) this.arm(pending, pending.endMs)
      else if (!pending.movesData) this.arm(pending, this.replyMs)
      return
    }
    this.finish(pending, reply)
  }

  private finish(pending: Pending, reply: Reply): void {
    this.queue.shift()
    pending.finished.resolve(reply)
    const [next] = this.queue
    if (next && next.isRelaxed !== true) this.arm(next, next.endMs ?? this.replyMs)
  }

  private arm(pending: Pending, milliseconds: number): void {
    clearTimeout(pending.timer)
    pending.timer = setTimeout(() => {
      if (pending.early) this.finish(pending, pending.early)
      else this.lost(new FtpError('timeout', `The server did not answer ${pending.shown} in ${milliseconds / 1000} s.`))
    }, milliseconds)
  }

  private reject(pending: Pending, error: Error): void {
    clearTimeout(pending.timer)
    pending.started.reject(error)
    pending.finished.reject(error)
  }

  private listen(): void {
    this.socket.on('data', this.onData).on('error', this.onError).on('close', this.onClose)
    if (this.socket.destroyed) this.onClose() // gone while it was upgraded; its `close` has been and won't come again
  }

  private unlisten(): void {
    this.socket.off('data', this.onData).off('error', this.onError).off('close', this.onClose)
  }
}

/**
 * True for a first reply that ends the command by its code alone. Where nothing follows, it was the end all the same.
 *
 *     200 to LIST and STOR     some say so before their 150; 226 or 250 ends a transfer (RFC 959 section 5.4)
 *     226 behind a transfer    its own once more, when the next command has left already
 *     220 to USER and AUTH     a second greeting
 */
function isEarly({ code }: Reply, { verb, movesData, followsTransfer, preliminaries }: Pending): boolean {
  if (preliminaries > 0) return false
  if (movesData) return code === 200
  return (code === 226 && followsTransfer) || (code === 220 && ['USER', 'AUTH'].includes(verb))
}

/** What is wrong with a reply is told with the reply, and that may be an echo. */
function masked(error: unknown, secret: string | undefined): Error {
  if (!isFtpError(error)) return error instanceof Error ? error : new Error(String(error))
  return new FtpError(error.reason, withoutSecret(error.message, secret), { cause: error.cause })
}

function withoutSecret(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text
  // As a word: a short password may also be a part of others.
  const echo = new RegExp(`(?<![\\p{L}\\p{N}])${secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(echo, mask)
}
