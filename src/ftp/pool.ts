/**
 * The sessions of one site: leased for one piece of work at a time, dialled when needed, closed when idle.
 *
 * Browsing never waits behind transfers: while more than one connection is allowed, one is kept from them. The pool grows no
 * further than the site allows, and gets smaller when the server says "too many". All who wait share the dial under way. A
 * session that has been silent for a while is asked whether it is alive before it is used; one that dies all the same, before
 * its first answer, is replaced once, unseen, where the work can be repeated. So is one that was lost to a way of opening data
 * connections that doesn't work any more.
 */

import { isAbort, onAbort, withDeadline, withResolvers } from '../base/abort.ts'
import { type Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import type { Priority } from '../base/priority.ts'
import type { WorkingMethod } from './data/ladder.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { ConnectionLimit } from './pool/connectionLimit.ts'
import { Connector, type ConnectorOptions } from './pool/connector.ts'
import { IdleShelf } from './pool/idleShelf.ts'
import { PooledSession } from './pool/pooledSession.ts'
import { WaitingQueue, type Lease, type Waiter } from './pool/waitingQueue.ts'
import { defaultTimeouts, type Timeouts } from './server.ts'
import type { Session } from './session.ts'
import { SiteMemory, type SiteKnowledge } from './siteMemory.ts'

export interface PoolOptions extends ConnectorOptions {
  /** The most connections at once. Default 3. */
  readonly connections?: number
  readonly timeouts?: Partial<Timeouts>
  /**
   * What an earlier pool of the site has learnt: its `knowledge`. It may be anything: what is none, or older than 30 days, is
   * ignored, and what isn't true any more costs a vain attempt, a command or a second dial.
   */
  readonly knowledge?: unknown
}

export interface UseOptions {
  readonly priority?: Priority | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * The work may be run a second time if the first session was dead before it answered anything, or was lost to a way of
   * opening data connections. A function is asked when that has happened. Default false.
   */
  readonly repeatable?: boolean | (() => boolean)
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

const defaultConnections = 3 // two transfers, and one to browse with

export class SessionPool implements Disposable {
  private readonly options: PoolOptions
  private readonly timeouts: Timeouts
  private readonly memory: SiteMemory
  private readonly connector: Connector
  private readonly limit: ConnectionLimit
  private readonly changed = new Emitter<PoolState>()
  /** Told of real changes, and of the end of every `close()`. */
  readonly onDidChangeState = this.changed.event

  private readonly waiting = new WaitingQueue()
  private readonly dials = new Set<AbortController>()
  private readonly idle = new IdleShelf((member) => this.expired(member))
  /** They are being asked whether they are alive. */
  private readonly probed = new Set<PooledSession>()
  private readonly busy = new Map<PooledSession, Priority>()
  private readonly leaving = new Map<PooledSession, Promise<void>>()
  private generation = 0
  private disposed = false
  private refusal: Error | undefined
  private newest: Session | undefined
  private told: string

  constructor(options: PoolOptions) {
    this.options = options
    this.timeouts = { ...defaultTimeouts, ...options.timeouts }
    this.memory = new SiteMemory(options.knowledge)
    this.connector = new Connector(options, this.timeouts, this.memory)
    this.limit = new ConnectionLimit(options.connections ?? defaultConnections, this.timeouts.growMs, () => this.serve())
    this.memory.data.onDidChange(() => this.fire())
    this.told = JSON.stringify(this.state)
  }

  get state(): PoolState {
    return {
      connections: this.open,
      busy: this.busy.size,
      encrypted: this.open === 0 ? undefined : this.newest?.isEncrypted,
      works: this.memory.data.works,
      server: this.newest?.banner,
      loginFolder: this.newest?.loginFolder,
    }
  }

  /** What was learnt about the server, as plain data, for the next pool of the site. */
  get knowledge(): SiteKnowledge {
    return this.memory.knowledge
  }

  /** How many transfers wait for a session. */
  get waitingTransfers(): number {
    return this.waiting.transfers
  }

  private get open(): number {
    return this.idle.size + this.probed.size + this.busy.size
  }

  /** Runs `work` with a session of its own. One lease per piece of work: asking for another inside `work` may wait forever. */
  async use<T>(options: UseOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const { member, isReused } = await this.lease(options)
    const { session } = member
    const repliesBefore = session.replies
    try {
      return await this.run(member, work)
    } catch (error) {
      const wasStale = isReused && session.error !== undefined && session.replies === repliesBefore
      const hasOtherWays = isFtpError(error) && error.mayWorkElsewhere
      if (!(wasStale || hasOtherWays) || isAbort(error) || !isRepeatable(options)) throw error
      this.options.log.debug(`${this.options.name}: once more with a new connection (${messageOf(error)})`)
      if (wasStale) this.dropIdle() // they are as old
    }
    return this.run((await this.lease(options)).member, work)
  }

  /** Leaves the server politely: who works may end, who waits is cancelled. The next use dials again. */
  async close(): Promise<void> {
    this.forgive()
    this.outdate()
    this.waiting.rejectAll(new DOMException('The connection was closed.', 'AbortError'))
    await Promise.all(this.leaving.values())
    this.fire(true)
  }

  /**
   * A refused login, the proxy's too, or certificate, or a password that was not given, is final until this is called: asking
   * by itself again and again gets people banned, and annoyed. Call it when somebody tries again by hand.
   */
  forgive(): void {
    this.refusal = undefined
  }

  /** Drops everything at once; whoever waits or works gets an error. */
  dispose(): void {
    this.disposed = true
    this.generation++
    this.limit.dispose()
    this.abortDials()
    this.dropIdle()
    for (const { session } of [...this.probed, ...this.busy.keys(), ...this.leaving.keys()]) session.dispose()
    this.waiting.rejectAll(closed())
    this.changed.dispose()
  }

  private async run<T>(member: PooledSession, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await work(member.session)
    } finally {
      this.giveBack(member)
    }
  }

  private async lease(options: UseOptions): Promise<Lease> {
    options.signal?.throwIfAborted()
    if (this.disposed) throw closed()
    if (this.refusal !== undefined) throw this.refusal
    const waiter: Waiter = { ...withResolvers<Lease>(), priority: options.priority ?? 'browse' }
    const aborting = onAbort(options.signal, (reason) => this.giveUp(waiter, reason))
    this.waiting.add(waiter)
    this.serve()
    try {
      return await waiter.promise
    } finally {
      aborting.dispose()
    }
  }

  private giveUp(waiter: Waiter, reason: unknown): void {
    this.waiting.remove(waiter)
    waiter.reject(reason)
    if (this.waiting.size === 0) this.abortDials()
  }

  /** Gives sessions to those who wait, browsing first, and looks for more if there are too few. */
  private serve(): void {
    if (this.waiting.size === 0) return
    if (this.connector.hasChanged()) this.outdate()
    for (let waiter = this.next(); waiter; waiter = this.next()) {
      const member = this.idle.take(({ quietMs }) => quietMs <= this.timeouts.probeAfterMs)
      if (!member) return this.findMore()
      this.hand(waiter, member, true)
    }
  }

  private next(): Waiter | undefined {
    return this.waiting.next(this.roomForTransfers)
  }

  private get roomForTransfers(): number {
    const transfers = [...this.busy.values()].filter((priority) => priority === 'transfer').length
    return Math.max(1, this.limit.value - 1) - transfers
  }

  private hand(waiter: Waiter, member: PooledSession, isReused: boolean): void {
    this.waiting.remove(waiter)
    this.busy.set(member, waiter.priority)
    waiter.resolve({ member, isReused })
    this.fire()
  }

  /** One session for each who could be served: those that have been silent are asked first, the rest is dialled. */
  private findMore(): void {
    if (this.open === 0) this.limit.reset()
    let missing = this.waiting.servable(this.roomForTransfers) - this.probed.size - this.dials.size
    for (let suspect = this.suspect(missing); suspect; suspect = this.suspect(missing)) {
      void this.probe(suspect)
      missing--
    }
    // The first is dialled alone, for the password and the certificate may be asked about.
    const room = (this.open === 0 ? 1 : this.limit.value - this.open) - this.dials.size
    for (let count = Math.min(missing, room); count > 0; count--) void this.dial()
  }

  private suspect(missing: number): PooledSession | undefined {
    return missing > 0 ? this.idle.take() : undefined
  }

  /** It is nobody's meanwhile: who waits may go at any time. */
  private async probe(member: PooledSession): Promise<void> {
    this.probed.add(member)
    const isAlive = await member.isAlive(this.timeouts.probeMs)
    const isStillOurs = this.probed.delete(member)
    if (!isAlive) this.dropAsQuietAs(member)
    else if (isStillOurs) this.offer(member, true, this.timeouts.noopMs)
    this.serve()
  }

  /** What ended one of them, a sleep or another network, has ended all that had been silent for as long. */
  private dropAsQuietAs({ quietMs }: PooledSession): void {
    this.options.log.debug(`${this.options.name}: a connection was found dead after ${Math.round(quietMs / 1000)} s without use`)
    this.dropIdle((other) => other.quietMs >= quietMs)
  }

  private async dial(): Promise<void> {
    const dial = new AbortController()
    this.dials.add(dial)
    const { generation } = this
    const isProven = this.open > 0
    try {
      await Promise.all(this.leaving.values()) // a server that takes few counts them until they have gone
      const session = await this.connector.connect(dial.signal, isProven)
      if (this.dials.delete(dial)) this.welcome(new PooledSession(session, generation))
      else void session.quit()
    } catch (error) {
      if (this.dials.delete(dial)) this.dialFailed(error)
    }
    this.serve()
  }

  private welcome(member: PooledSession): void {
    const { session } = member
    this.newest = session
    session.onDidClose(() => this.lost(member))
    this.offer(member, false, this.timeouts.idleCloseMs)
    this.limit.wasLetIn(this.open)
  }

  /** To the next who waits, else to the idle ones for so long. */
  private offer(member: PooledSession, isReused: boolean, milliseconds: number): void {
    if (this.connector.hasChanged()) this.outdate()
    const waiter = member.generation === this.generation ? this.next() : undefined
    if (waiter) this.hand(waiter, member, isReused)
    else this.keep(member, milliseconds)
  }

  /** With other sessions at hand those who wait are served by them; without, nobody can help them. */
  private dialFailed(error: unknown): void {
    const { open } = this
    if (open === 0 && isDecided(error)) this.refusal = error
    if (open === 0) this.waiting.rejectAll(error)
    else {
      this.limit.wasRefused(open)
      this.options.log.info(`${this.options.name}: staying with ${open} connections (${messageOf(error)})`)
    }
  }

  private giveBack(member: PooledSession): void {
    if (member.session.isOwed && member.isUsable) {
      void this.settle(member)
      return
    }
    this.busy.delete(member)
    member.wasUsed()
    this.keep(member, this.timeouts.idleCloseMs)
    this.serve()
  }

  /** Who comes next would wait for a reply that nobody wants. It comes soon, or the server is stuck. */
  private async settle(member: PooledSession): Promise<void> {
    const { probeMs } = this.timeouts
    const late = () => new FtpError('timeout', `The server has owed a reply for ${probeMs / 1000} s.`)
    try {
      await withDeadline(member.session.settled(), probeMs, late)
    } catch {
      member.session.dispose() // and the next is served by another
    }
    this.giveBack(member)
  }

  private keep(member: PooledSession, milliseconds: number): void {
    if (member.isUsable && !member.session.isSpoilt && member.generation === this.generation) this.idle.put(member, milliseconds)
    else this.leave(member)
    this.fire()
  }

  /** It has been idle for its time. The only one stays a while longer, and is kept alive: whoever comes back soon is glad of it. */
  private expired(member: PooledSession): void {
    if (this.open === 0 && member.idleMs < this.timeouts.keepMs) void this.probe(member)
    else this.leave(member)
  }

  private leave(member: PooledSession): void {
    const leaving = member.session.quit().then(() => void this.leaving.delete(member))
    this.leaving.set(member, leaving)
    this.fire()
  }

  /** From now on there are new sessions only: the idle ones leave, the busy ones when they come back. */
  private outdate(): void {
    this.generation++
    this.abortDials()
    const members = [...this.idle.takeAll(), ...this.probed]
    this.probed.clear()
    for (const member of members) this.leave(member)
  }

  private dropIdle(isWanted?: (member: PooledSession) => boolean): void {
    for (const { session } of this.idle.takeAll(isWanted)) session.dispose()
    this.fire()
  }

  /** What comes of an aborted dial is nobody's business any more: who waits next is served by a new one. */
  private abortDials(): void {
    for (const dial of this.dials) dial.abort()
    this.dials.clear()
  }

  private lost(member: PooledSession): void {
    this.idle.remove(member)
    this.probed.delete(member)
    this.busy.delete(member)
    this.fire()
  }

  private fire(isNews = false): void {
    const { state } = this
    const now = JSON.stringify(state)
    if (now === this.told && !isNews) return
    this.told = now
    this.changed.fire(state)
  }
}

function closed(): FtpError {
  return new FtpError('connectionLost', 'The connection was closed.')
}

function isRepeatable({ repeatable = false }: UseOptions): boolean {
  return typeof repeatable === 'function' ? repeatable() : repeatable
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The server, the proxy or the user has said no, and will say so again. */
function isDecided(error: unknown): error is Error {
  return isFtpError(error, 'loginRefused', 'proxyRefused', 'certificate') || isAbort(error)
}
