/**
 * Which ways of opening a data connection to try, in which order, and what experience has taught about a site.
 *
 * The order is the transfer mode's: passive before active, extended before plain. What worked last comes first; what the
 * server refused as a command is not asked for again. The first error is the one to report.
 */

import { Emitter } from '../../base/event.ts'
import type { TransferMode } from '../server.ts'
import { eprt, port } from './active.ts'
import { epsv, pasv } from './passive.ts'
import type { DataContext, DataMethod, DataMode, DataStrategy } from './strategy.ts'

const strategies: readonly DataStrategy[] = [epsv, pasv, eprt, port]

/** What is known to work for a site, since when and why it was chosen. */
export interface WorkingMethod {
  readonly method: DataMethod
  readonly mode: DataMode
  /** Milliseconds since 1970. */
  readonly since: number
  /** Empty, or what was tried before and failed. */
  readonly why: string
}

/** Shared by all sessions of a site. */
export class DataMemory {
  private readonly refused = new Set<DataMethod>()
  private working: WorkingMethod | undefined
  private readonly changed = new Emitter<WorkingMethod | undefined>()
  readonly onDidChange = this.changed.event

  get works(): WorkingMethod | undefined {
    return this.working
  }

  /** The ways to try now, best first. Never empty while the mode has a possible one. */
  order(mode: TransferMode, context: DataContext): readonly DataStrategy[] {
    const possible = strategies.filter((strategy) => (mode === 'auto' || strategy.mode === mode) && strategy.isPossible(context))
    const wanted = possible.filter((strategy) => !this.refused.has(strategy.method))
    const first = wanted.find((strategy) => strategy.method === this.working?.method)
    const ordered = first ? [first, ...wanted.filter((strategy) => strategy !== first)] : wanted
    return ordered.length > 0 ? ordered : possible
  }

  /** The server doesn't know this command: no need to ask again. */
  wasRefused(method: DataMethod): void {
    this.refused.add(method)
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
