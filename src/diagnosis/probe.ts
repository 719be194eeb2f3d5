/**
 * Walks the whole way to a server and writes down what it sees: name, connection, greeting, encryption, login, features, then a
 * listing over each way of opening a data connection, and what the server tells of itself. Nothing on the server is changed.
 *
 * What goes wrong there is an observation, not an error. The ways are tried one after the other on one login; where a way costs
 * the control connection, the next has a new one.
 */

import { isIPv6 } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { abortable, withDeadline } from '../base/abort.ts'
import type { Disposable } from '../base/disposable.ts'
import { given } from '../base/given.ts'
import type { Logger } from '../base/log.ts'
import { printable } from '../base/printable.ts'
import { HostNames } from '../ftp/data/hostNames.ts'
import { strategyOf } from '../ftp/data/ladder.ts'
import { noSuchServer } from '../ftp/dial.ts'
import { FtpError, isFtpError } from '../ftp/ftpError.ts'
import { Connector } from '../ftp/pool/connector.ts'
import type { PoolOptions } from '../ftp/pool.ts'
import { defaultTimeouts, type Timeouts, type TransferSettings } from '../ftp/server.ts'
import { SiteMemory } from '../ftp/siteMemory.ts'
import { Approach } from './approach.ts'
import { countPackets, leastDiscarded } from './discardedPackets.ts'
import { Line } from './line.ts'
import { Notebook, type StepListener } from './notebook.ts'
import type { Failure, Observations, Place, WayObservation } from './observations.ts'
import { seenAddress } from './ownAddress.ts'
import { clockOf, learnServer, noteAbilities } from './serverFacts.ts'
import { TimeBudget } from './timeBudget.ts'
import { tryWays } from './tryWays.ts'

/** No probe takes longer, questions to the user not counted. */
const probeMs = 28_000

export interface ProbeOptions {
  /** As for a pool of the site: the same login, the same questions. Its `log` gets the dialogue too. */
  readonly connection: PoolOptions
  readonly place: Place
  readonly signal: AbortSignal
  /** Told of each step when it has been taken. */
  readonly onStep?: StepListener
  /** How long it may take, questions to the user not counted. Default 28 s. */
  readonly limitMs?: number
  /** How long to count what the firewall throws away while nothing is asked of it. Default 1.5 s. */
  readonly quietMs?: number
}

/** Somebody waits for the diagnosis: what takes longer than this counts as failed. */
const longest: Partial<Timeouts> = { connectMs: 10_000, replyMs: 8000, dataConnectMs: 4000, dataIdleMs: 6000 }
const lookupMs = 5000
const defaultQuietMs = 1500
const maxDialogueLines = 1000

/** Rejects with the signal's reason, or because a question could not be answered; whatever else happens is observed. */
export async function probe(options: ProbeOptions): Promise<Observations> {
  const budget = new TimeBudget(options.limitMs ?? probeMs)
  const walk = new Walk(options, budget)
  try {
    return await walk.go()
  } finally {
    budget.dispose()
    walk.dispose()
  }
}

class Walk implements Disposable {
  private readonly options: ProbeOptions
  private readonly budget: TimeBudget
  private readonly signal: AbortSignal
  private readonly notebook: Notebook
  private readonly approach: Approach
  private readonly memory = new SiteMemory()
  private readonly line: Line
  private readonly dialogue: string[] = []
  private readonly takenAt = Date.now()

  constructor(options: ProbeOptions, budget: TimeBudget) {
    const { connection } = options
    this.options = options
    this.budget = budget
    this.signal = AbortSignal.any([options.signal, budget.signal])
    this.notebook = new Notebook(options.onStep)
    this.approach = new Approach(this.notebook, connection.server, () => budget.spentMs)
    this.memory.batches = 'no' // one thing after the other: each step has its own time, and each reply its own command
    const log = recording(connection.log, connection.name, this.dialogue)
    const prompts = budget.outside(connection.prompts)
    const transfer = (): TransferSettings => ({ ...connection.transfer(), mode: 'auto' })
    const observed = { ...connection, log, prompts, transfer, observe: this.approach.observe }
    this.line = new Line(new Connector(observed, shortened(connection.timeouts), this.memory), this.signal)
  }

  async go(): Promise<Observations> {
    let addresses: readonly string[] = []
    let seen: SeenInside = { features: [], ways: [] }
    let failure: Failure | undefined
    try {
      if (this.options.connection.server.security === 'none') this.notePlain()
      addresses = await this.lookUp()
      this.approach.begin()
      await this.line.session()
      seen = await this.lookAround()
    } catch (error) {
      this.throwIfNoObservation(error)
      failure = this.approach.failed(this.budget.signal.aborted ? this.budget.signal.reason : error)
    }
    await this.line.leave()
    this.options.signal.throwIfAborted()
    return { ...this.frame(), addresses, ...seen, ...given({ failure }) }
  }

  dispose(): void {
    this.line.dispose()
  }

  /** What holds whatever happens. */
  private frame() {
    const { connection, place } = this.options
    const { control, greeting, encryption } = this.approach
    const proxy = connection.proxy?.()
    return {
      server: connection.server,
      settings: connection.transfer(),
      place,
      takenAt: this.takenAt,
      steps: this.notebook.steps('Not reached.'),
      dialogue: this.dialogue,
      ...given({
        virtualHost: connection.login?.().virtualHost,
        proxy: proxy && { kind: proxy.kind, host: proxy.host, port: proxy.port },
        control,
        greeting,
        encryption,
      }),
    }
  }

  private notePlain(): void {
    for (const id of ['encryption', 'sessionReuse'] as const)
      this.notebook.note({ id, status: 'untried', detail: 'The site is plain FTP.' })
  }

  /** Through a proxy the name is the proxy's business. */
  private async lookUp(): Promise<readonly string[]> {
    const { server, proxy } = this.options.connection
    if (proxy?.()) {
      this.notebook.note({ id: 'lookup', status: 'untried', detail: 'The proxy looks it up.' })
      return []
    }
    const since = performance.now()
    const late = () => new FtpError('timeout', `The name ${server.host} was not resolved in ${lookupMs / 1000} s.`)
    try {
      const addresses = await abortable(withDeadline(new HostNames().addressesOf(server.host), lookupMs, late), this.signal)
      this.notebook.note({ id: 'lookup', status: 'passed', detail: addresses.join(', '), ms: performance.now() - since })
      return addresses
    } catch (cause) {
      if (this.signal.aborted || isFtpError(cause)) throw cause
      throw noSuchServer(server.host, cause)
    }
  }

  /** Logged in: from here on nothing ends the probe but its time. */
  private async lookAround(): Promise<SeenInside> {
    const { line, notebook, signal, memory } = this
    const facts = await this.tolerate(async () => learnServer(await line.session(), notebook, signal))
    const roundTripMs = facts?.roundTripMs
    const family = isIPv6(this.approach.control?.local.address ?? '') ? 6 : 4
    const isNoisy = await this.isNoisy(family)
    const ways = await tryWays({ line, notebook, family, roundTripMs, isNoisy, signal })
    const clock = await this.tolerate(async () => {
      const session = await line.session()
      noteAbilities(session, notebook, ways)
      const proven = ways.find(({ outcome }) => outcome === 'works')
      if (!proven) return undefined
      memory.data.hasWorked(strategyOf(proven.method), [])
      return clockOf(session, memory, notebook, signal)
    })
    return { features: [], ...facts, ways, ...given({ clock, seenAs: this.seenAs(facts?.status, ways) }) }
  }

  private seenAs(status: string | undefined, ways: readonly WayObservation[]): string | undefined {
    const { control } = this.approach
    if (!control || this.options.connection.proxy?.()) return undefined
    const texts = [status ?? '', ...ways.map(({ reply }) => reply?.text ?? '')]
    const ownNames = ways.flatMap(({ named }) => named?.address ?? [])
    return seenAddress(texts, control.local.address, control.remote.address, ownNames)
  }

  /** A computer on the Internet is knocked at all the time, and what is thrown away says nothing of the server then. */
  private async isNoisy(family: 4 | 6): Promise<boolean> {
    const before = await countPackets(family)
    if (!before) return false // nothing will be counted
    await delay(this.options.quietMs ?? defaultQuietMs, undefined, { signal: this.signal }).catch(() => {}) // the ways say that the time is up
    const after = await countPackets(family)
    return after !== undefined && leastDiscarded(before, after) > 0
  }

  private async tolerate<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.throwIfNoObservation(error)
      return undefined // the ways are what matters, and they have a connection of their own if need be
    }
  }

  /** Who cancels, or can't answer a question, has seen nothing of the server. */
  private throwIfNoObservation(error: unknown): void {
    this.options.signal.throwIfAborted()
    if (!isFtpError(error) && !this.budget.signal.aborted) throw error
  }
}

type SeenInside = Pick<Observations, 'features' | 'ways' | 'roundTripMs' | 'status' | 'seenAs' | 'clock'>

function shortened(timeouts: Partial<Timeouts> = {}): Timeouts {
  const wanted = { ...defaultTimeouts, ...timeouts }
  const shorter = Object.entries(longest).map(([name, limit]) => [name, Math.min(limit, wanted[name as keyof Timeouts])] as const)
  return { ...wanted, ...Object.fromEntries(shorter) }
}

/** Keeps every line that is logged, without the name in front: `#1 → EPSV`. */
function recording(log: Logger, name: string, lines: string[]): Logger {
  const record = (level: keyof Logger) => (message: string) => {
    if (lines.length < maxDialogueLines) lines.push(printable(message.startsWith(name) ? message.slice(name.length) : message))
    log[level](message)
  }
  return { error: record('error'), warn: record('warn'), info: record('info'), debug: record('debug'), trace: record('trace') }
}
