/**
 * The sessions of one site: leased for one piece of work at a time, dialled when needed, closed when idle.
 *
 * Browsing never waits behind transfers: while more than one connection is allowed, one is kept from them. The pool grows no
 * further than the site allows, and gets smaller when the server says "too many". All who wait share the dial under way. A
 * session that turns out to have died while it was idle is replaced once, unseen, where the work can be repeated.
 */

import { isAbort, onAbort, withResolvers, type Resolvers } from '../base/abort.ts'
import { type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import { prefixed, type Logger } from '../base/log.ts'
import type { Priority } from '../base/priority.ts'
import { connectSession } from './connectSession.ts'
import type { WorkingMethod } from './data/ladder.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { Login } from './login.ts'
import type { Prompts } from './prompts.ts'
import {
  defaultTimeouts,
  type LoginSettings,
  type ProxySettings,
  type ServerIdentity,
  type Timeouts,
  type TlsSettings,
  type TransferSettings,
} from './server.ts'
import type { Session } from './session.ts'
import { SiteMemory } from './siteMemory.ts'

export interface PoolOptions {
  readonly server: ServerIdentity
  /** Read before every dial. */
  readonly tls?: () => TlsSettings
  /** Read before every dial. */
  readonly login?: () => LoginSettings
  /** Read before every dial. */
  readonly proxy?: () => ProxySettings | undefined
  /** Read before every transfer, so a change takes effect on the connections that are open. */
  readonly transfer: () => TransferSettings
  /** The most connections at once. Default 3. */
  readonly connections?: number
  readonly timeouts?: Partial<Timeouts>
  readonly prompts: Prompts
  readonly log: Logger
  /** For log lines: `site#2 → PASV`. */
  readonly name: string
}

export interface UseOptions {
  readonly priority?: Priority | undefined
  readonly signal?: AbortSignal | undefined
  /** The work may be run a second time if the first session was dead before it answered anything. */
  readonly repeatable?: boolean
}

export interface PoolState {
  readonly connections: number
  readonly busy: number
  /** Undefined while there is no connection. */
  readonly encrypted: boolean | undefined
  /** How data connections are opened at present, once one was. */
  readonly works: WorkingMethod | undefined
  /** The server's greeting. */
  readonly server: string | undefined
  /** Where the server puts us at login; known from the first login on. */
  readonly loginFolder: string | undefined
}

interface Waiter extends Resolvers<Lease> {
  readonly priority: Priority
}

interface Lease {
  readonly session: Session
  /** It has worked before: it may have died since. */
  readonly isReused: boolean
}

const defaultConnections = 3 // two transfers, and one to browse with

export class SessionPool implements Disposable {
  private readonly options: PoolOptions
  private readonly timeouts: Timeouts
  private readonly memory = new SiteMemory()
  private readonly login: Login
  private readonly changed = new Emitter<PoolState>()
  readonly onDidChangeState = this.changed.event

  private readonly idle = new Map<Session, NodeJS.Timeout>()
  private readonly busy = new Map<Session, Priority>()
  private readonly waiting: Waiter[] = []
  private readonly dials = new Set<AbortController>()
  private limit: number
  /** Sessions of an earlier generation are closed when they come back. */
  private generation = 0
  private dialled = 0
  private disposed = false
  private refusal: Error | undefined
  private newest: Session | undefined

  constructor(options: PoolOptions) {
    this.options = options
    this.limit = options.connections ?? defaultConnections
    this.timeouts = { ...defaultTimeouts, ...options.timeouts }
    this.login = new Login(options.server, options.prompts)
    this.memory.data.onDidChange(() => this.fire())
  }

  get state(): PoolState {
    const connections = this.idle.size + this.busy.size
    return {
      connections,
      busy: this.busy.size,
      encrypted: connections === 0 ? undefined : this.newest?.isEncrypted,
      works: this.memory.data.works,
      server: this.newest?.banner,
      loginFolder: this.newest?.loginFolder,
    }
  }

  /** Runs `work` with a session of its own. One lease per piece of work: asking for another inside `work` may wait forever. */
  async use<T>(options: UseOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const lease = await this.lease(options)
    const { session, isReused } = lease
    const repliesBefore = session.replies
    try {
      return await this.run(session, work)
    } catch (error) {
      const wasStale = isReused && session.error !== undefined && session.replies === repliesBefore
      if (!wasStale || options.repeatable !== true || isAbort(error)) throw error
      this.options.log.debug(`${this.options.name}: the connection had been closed while idle; once more with a new one`)
      this.dropIdle() // they are as old
    }
    return this.run((await this.lease(options)).session, work)
  }

  /** Leaves the server politely: who works may end, who waits is cancelled. The next use dials again. */
  async close(): Promise<void> {
    this.generation++
    this.forgive()
    this.abortDials()
    this.rejectWaiting(new DOMException('The connection was closed.', 'AbortError'))
    const idle = [...this.idle.keys()]
    for (const session of idle) this.forgetIdle(session)
    await Promise.all(idle.map((session) => session.quit()))
    this.fire()
  }

  /**
   * A refused login or certificate, or a password that was not given, is final until this is called: asking by itself again
   * and again gets people banned, and annoyed. Call it when somebody tries again by hand.
   */
  forgive(): void {
    this.refusal = undefined
  }

  /** Drops everything at once; whoever waits or works gets an error. */
  dispose(): void {
    this.disposed = true
    this.generation++
    this.abortDials()
    this.dropIdle()
    for (const session of [...this.busy.keys()]) session.dispose()
    this.rejectWaiting(new FtpError('connectionLost', 'The connection was closed.'))
    this.changed.dispose()
  }

  private async run<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
    const generation = this.generation
    try {
      return await work(session)
    } finally {
      this.giveBack(session, generation)
    }
  }

  private async lease(options: UseOptions): Promise<Lease> {
    options.signal?.throwIfAborted()
    if (this.disposed) throw new FtpError('connectionLost', 'The connection was closed.')
    if (this.refusal !== undefined) throw this.refusal
    const waiter: Waiter = { ...withResolvers<Lease>(), priority: options.priority ?? 'browse' }
    const aborting = onAbort(options.signal, (reason) => this.giveUp(waiter, reason))
    this.waiting.push(waiter)
    this.serve()
    try {
      return await waiter.promise
    } finally {
      aborting.dispose()
    }
  }

  private giveUp(waiter: Waiter, reason: unknown): void {
    const index = this.waiting.indexOf(waiter)
    if (index >= 0) this.waiting.splice(index, 1)
    waiter.reject(reason)
    if (this.waiting.length === 0) this.abortDials()
  }

  /** Gives sessions to those who wait, browsing first, and dials for the rest. */
  private serve(): void {
    for (let waiter = this.next(); waiter; waiter = this.next()) {
      const session = [...this.idle.keys()].at(-1) // the last used: the others may then go idle long enough to be closed
      if (!session) {
        this.dialMore()
        return
      }
      this.forgetIdle(session)
      this.hand(waiter, session, true)
    }
  }

  /** One connection for each who waits; but the first alone, for the password and the certificate may be asked about. */
  private dialMore(): void {
    const open = this.idle.size + this.busy.size
    if (open === 0) this.limit = this.options.connections ?? defaultConnections
    const wanted = open === 0 ? 1 : Math.min(this.waiting.length, this.limit - open)
    while (this.dials.size < wanted) void this.dialOne()
  }

  private next(): Waiter | undefined {
    const browsing = this.waiting.find((waiter) => waiter.priority === 'browse')
    if (browsing) return browsing
    const transfers = [...this.busy.values()].filter((priority) => priority === 'transfer').length
    return transfers < Math.max(1, this.limit - 1) ? this.waiting[0] : undefined
  }

  private hand(waiter: Waiter, session: Session, isReused: boolean): void {
    this.waiting.splice(this.waiting.indexOf(waiter), 1)
    this.busy.set(session, waiter.priority)
    waiter.resolve({ session, isReused })
    this.fire()
  }

  private async dialOne(): Promise<void> {
    const dial = new AbortController()
    this.dials.add(dial)
    const { generation } = this
    try {
      const session = await this.connect(dial.signal)
      this.dials.delete(dial)
      this.welcome(session, generation)
    } catch (error) {
      if (this.dials.delete(dial)) this.dialFailed(error)
    }
    this.serve()
  }

  private connect(signal: AbortSignal): Promise<Session> {
    const { server, tls, login, proxy, transfer, prompts, name } = this.options
    const log = prefixed(this.options.log, `${name}#${++this.dialled}`)
    const connect = (password: () => Promise<string>) =>
      connectSession({
        server,
        tls: tls?.() ?? {},
        login: login?.() ?? {},
        proxy: proxy?.(),
        password,
        prompts,
        settings: transfer,
        memory: this.memory,
        timeouts: this.timeouts,
        log,
        signal,
      })
    const isProven = this.idle.size + this.busy.size > 0
    return this.login.attempt(connect, signal, isProven)
  }

  private welcome(session: Session, generation: number): void {
    if (generation !== this.generation) {
      void session.quit()
      return
    }
    this.newest = session
    session.onDidClose(() => this.lost(session))
    const waiter = this.next()
    if (waiter) this.hand(waiter, session, false)
    else this.keep(session)
  }

  /** With other sessions at hand those who wait are served by them; without, nobody can help them. */
  private dialFailed(error: unknown): void {
    const open = this.idle.size + this.busy.size
    if (open === 0 && isDecided(error)) this.refusal = error
    if (open === 0 || !isFtpError(error)) this.rejectWaiting(error)
    else {
      this.limit = open
      this.options.log.info(`${this.options.name}: staying with ${open} connections (${error.message})`)
    }
  }

  private rejectWaiting(error: unknown): void {
    for (const waiter of this.waiting.splice(0)) waiter.reject(error)
  }

  private giveBack(session: Session, generation: number): void {
    if (session.isOwed) {
      // Who comes next would wait for a reply that nobody wants.
      void session.settled().then(() => this.giveBack(session, generation))
      return
    }
    this.busy.delete(session)
    if (session.error === undefined) {
      if (generation === this.generation) this.keep(session)
      else void session.quit()
    }
    this.fire()
    this.serve()
  }

  private keep(session: Session): void {
    const timer = setTimeout(() => {
      this.forgetIdle(session)
      void session.quit().then(() => this.fire())
    }, this.timeouts.idleCloseMs)
    timer.unref() // an idle connection keeps nobody from ending
    this.idle.set(session, timer)
  }

  private forgetIdle(session: Session): void {
    clearTimeout(this.idle.get(session))
    this.idle.delete(session)
  }

  private dropIdle(): void {
    for (const session of [...this.idle.keys()]) session.dispose() // and lost() forgets it
  }

  /** What comes of an aborted dial is nobody's business any more: who waits next is served by a new one. */
  private abortDials(): void {
    for (const dial of this.dials) dial.abort()
    this.dials.clear()
  }

  private lost(session: Session): void {
    this.forgetIdle(session)
    this.busy.delete(session)
    this.fire()
  }

  private fire(): void {
    this.changed.fire(this.state)
  }
}

/** The server or the user has said no, and will say so again. */
function isDecided(error: unknown): error is Error {
  return isFtpError(error, 'loginRefused', 'certificate') || isAbort(error)
}
