/**
 * Which ways of opening a data connection to try, in which order, and what experience has taught about a site.
 *
 * The order is the transfer mode's: passive before active, extended before plain. What worked last comes first; what the
 * server refused as a command is not asked for again under the same circumstances. The first error is the one to report.
 */

import { Emitter } from '../../base/event.ts'
import { printable } from '../../base/printable.ts'
import type { TransferMode } from '../server.ts'
import { eprt, port } from './active.ts'
import { HostNames } from './hostNames.ts'
import { epsv, pasv } from './passive.ts'
import type { DataContext, DataMethod, DataMode, DataStrategy } from './strategy.ts'

const strategies: readonly DataStrategy[] = [epsv, pasv, eprt, port]
/** Only a 227 names an address, which may be another host's. */
const strategiesWithDataHost: readonly DataStrategy[] = [pasv, epsv, eprt, port]

export function strategyOf(method: DataMethod): DataStrategy {
  const found = strategies.find((strategy) => strategy.method === method)
  if (!found) throw new Error(`${method} is no way to open a data connection`)
  return found
}

/** What is known to work for a site, since when and why it was chosen. */
export interface WorkingMethod {
  readonly method: DataMethod
  readonly mode: DataMode
  /** Milliseconds since 1970. */
  readonly since: number
  /** Empty, or what was tried before and failed. */
  readonly why: string
}

/** Plain data, to be kept over restarts. */
export interface DataSnapshot {
  readonly works?: WorkingMethod
}

/** Shared by all sessions of a site. */
export class DataMemory {
  /** Of the names in the settings. */
  readonly names = new HostNames()
  /** With the circumstances each was refused under. */
  private readonly refused = new Map<DataMethod, string>()
  private working: WorkingMethod | undefined
  private readonly changed = new Emitter<WorkingMethod | undefined>()
  readonly onDidChange = this.changed.event

  /** `remembered` is a snapshot of an earlier run; what is none is ignored. */
  constructor(remembered?: unknown) {
    this.working = worksOf(remembered)
  }

  get works(): WorkingMethod | undefined {
    return this.working
  }

  /** What the server refused is not in it: another version of it may be less strict. */
  snapshot(): DataSnapshot {
    return this.working ? { works: this.working } : {}
  }

  /** The ways to try now, best first. Never empty while the mode has a possible one. */
  order(mode: TransferMode, context: DataContext): readonly DataStrategy[] {
    const hasDataHost = context.settings.dataHost !== undefined
    const possible = (hasDataHost ? strategiesWithDataHost : strategies).filter(
      (strategy) => (mode === 'auto' || strategy.mode === mode) && strategy.isPossible(context),
    )
    const wanted = possible.filter(({ method }) => this.refused.get(method) !== circumstancesOf(method, context))
    const proven = hasDataHost && this.working?.method === 'EPSV' ? undefined : this.working?.method
    const ordered = [...wanted.filter(({ method }) => method === proven), ...wanted.filter(({ method }) => method !== proven)]
    return ordered.length > 0 ? ordered : possible
  }

  /** The server doesn't know this command, or not with what `context` makes of it: no need to ask again. */
  wasRefused(method: DataMethod, context: DataContext): void {
    this.refused.set(method, circumstancesOf(method, context))
    this.hasFailed(method)
  }

  /** It didn't work this time; it is tried again in its turn. */
  hasFailed(method: DataMethod): void {
    if (this.working?.method !== method) return
    this.working = undefined
    this.changed.fire(undefined)
  }

  hasWorked(strategy: DataStrategy, failures: readonly string[]): void {
    if (this.working?.method === strategy.method) return
    this.working = { method: strategy.method, mode: strategy.mode, since: Date.now(), why: failures.join('; ') }
    this.changed.fire(this.working)
  }
}

/** A server refuses PORT and EPRT also for their argument: vsftpd says `500 Illegal PORT command.` to another address than its peer's. */
function circumstancesOf(method: DataMethod, { settings, localAddress }: DataContext): string {
  if (method === 'EPSV' || method === 'PASV') return ''
  const { mode, activeAddress, activePorts, dataPort } = settings
  return JSON.stringify([mode, activeAddress, activePorts, dataPort, localAddress])
}

function worksOf(remembered: unknown): WorkingMethod | undefined {
  const { works } = asRecord(remembered)
  const { method, since, why } = asRecord(works)
  const strategy = strategies.find((other) => other.method === method)
  if (!strategy || !Number.isSafeInteger(since) || typeof why !== 'string') return undefined
  return { method: strategy.method, mode: strategy.mode, since: Number(since), why: printable(why) }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
