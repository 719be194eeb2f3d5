/**
 * What is known of mapped files without asking any server: from the last look at both sides, and from what was saved and
 * uploaded since. Decorations and the status bar show it; nothing is decided by it.
 *
 * Whoever makes a preview calls `learn`, whoever carries one out calls `applied`. It forgets with the window.
 */

import type { Disposable } from '../base/disposable.ts'
import { Emitter } from '../base/event.ts'
import type { ItemOutcome, Outcome } from '../sync/outcome.ts'
import type { Preview } from '../sync/preview.ts'
import { foldersAbove } from '../sync/relativePath.ts'
import { driftAfter, driftOf, type Drift } from './syncDrift.ts'

export type Known = { readonly kind: Drift | 'uploading' } | { readonly kind: 'failed'; readonly message: string }

/** A `FolderMapping`, or whatever stands for one. */
export interface Mapped {
  readonly key: string
}

/** What was carried out of a mapping, and succeeded. */
export interface Applied {
  readonly key: string
  readonly items: readonly ItemOutcome[]
}

export interface FailedUpload {
  readonly key: string
  readonly path: string
  readonly message: string
}

/** How many files each. */
export interface Tally {
  readonly toUpload: number
  readonly toDownload: number
  readonly conflicts: number
}

interface Facts {
  drifts: Map<string, Drift>
  readonly failures: Map<string, string>
  readonly running: Set<string>
}

export class SyncKnowledge implements Disposable {
  private readonly facts = new Map<string, Facts>()
  private readonly changed = new Emitter<void>()

  private readonly carriedOut = new Emitter<Applied>()

  readonly onDidChange = this.changed.event
  readonly onDidApply = this.carriedOut.event

  /** `scope` as it was given to the preview: of what is outside nothing was learned. */
  learn(mapping: Mapped, { plan }: Pick<Preview, 'plan'>, scope: readonly string[] = ['']): void {
    const facts = this.of(mapping)
    const tops = new Set(scope)
    const isSeen = (path: string) => tops.has('') || tops.has(path) || [...foldersAbove(path)].some((folder) => tops.has(folder))
    facts.drifts = new Map([...facts.drifts].filter(([path]) => !isSeen(path)))
    for (const item of plan.items) setDrift(facts, item.difference.path, driftOf(item))
    for (const path of facts.failures.keys()) if (isSeen(path) && isSolved(facts.drifts.get(path))) facts.failures.delete(path)
    this.changed.fire()
  }

  /** Of what was carried out. What is not done stays as it was known. */
  applied(mapping: Mapped, { items }: Pick<Outcome, 'items'>): void {
    const facts = this.of(mapping)
    const done = items.filter(({ kind, item }) => kind === 'done' && item.decision !== 'leave')
    for (const { item } of done) {
      setDrift(facts, item.difference.path, driftAfter(item))
      facts.failures.delete(item.difference.path)
    }
    this.changed.fire()
    if (done.length > 0) this.carriedOut.fire({ key: mapping.key, items: done })
  }

  /** Both sides have changed in a way that nobody looked at. Uploads that failed stay known. */
  forget(mapping: Mapped): void {
    this.of(mapping).drifts.clear()
    this.changed.fire()
  }

  /** Only files that were alike are known to differ now: of others it isn't known whether they are synced at all. */
  saved(mapping: Mapped, path: string): void {
    const { drifts } = this.of(mapping)
    const before = drifts.get(path)
    if (before === 'none') drifts.set(path, 'changedHere')
    else if (before === 'changedThere' || before === 'deletedThere') drifts.set(path, 'conflict')
    else return
    this.changed.fire()
  }

  /** Until `settled`. */
  uploading(mapping: Mapped, paths: Iterable<string>): void {
    const { running } = this.of(mapping)
    for (const path of paths) running.add(path)
    this.changed.fire()
  }

  settled(mapping: Mapped, paths: Iterable<string>): void {
    const { running } = this.of(mapping)
    for (const path of paths) running.delete(path)
    this.changed.fire()
  }

  conflict(mapping: Mapped, path: string): void {
    const { drifts, failures } = this.of(mapping)
    drifts.set(path, 'conflict')
    failures.delete(path)
    this.changed.fire()
  }

  /** Stays until each file is synced, found to be alike or in conflict, or `dismiss` is called. */
  failed(mapping: Mapped, paths: readonly string[], message: string): void {
    const { failures } = this.of(mapping)
    for (const path of paths) failures.set(path, message)
    this.changed.fire()
  }

  dismiss(mapping: Mapped, path: string): void {
    if (this.of(mapping).failures.delete(path)) this.changed.fire()
  }

  stateOf(mapping: Mapped, path: string): Known | undefined {
    const facts = this.facts.get(mapping.key)
    if (!facts) return undefined
    if (facts.running.has(path)) return { kind: 'uploading' }
    const message = facts.failures.get(path)
    if (message !== undefined) return { kind: 'failed', message }
    const kind = facts.drifts.get(path)
    return kind && { kind }
  }

  get tally(): Tally {
    const drifts = [...this.facts.values()].flatMap((facts) => [...facts.drifts.values()])
    const count = (...kinds: readonly Drift[]) => drifts.filter((drift) => kinds.includes(drift)).length
    return {
      toUpload: count('changedHere', 'newHere', 'deletedHere'),
      toDownload: count('changedThere', 'newThere', 'deletedThere'),
      conflicts: count('conflict'),
    }
  }

  /** Relative paths. */
  get uploadsUnderWay(): readonly string[] {
    return [...this.facts.values()].flatMap(({ running }) => [...running])
  }

  get failures(): readonly FailedUpload[] {
    return [...this.facts].flatMap(([key, { failures }]) => [...failures].map(([path, message]) => ({ key, path, message })))
  }

  /** Forgets all mappings but these. */
  keep(mappings: readonly Mapped[]): void {
    const kept = new Set(mappings.map(({ key }) => key))
    for (const key of [...this.facts.keys()]) if (!kept.has(key)) this.facts.delete(key)
    this.changed.fire()
  }

  dispose(): void {
    this.changed.dispose()
    this.carriedOut.dispose()
  }

  private of({ key }: Mapped): Facts {
    const facts = this.facts.get(key) ?? { drifts: new Map(), failures: new Map(), running: new Set() }
    this.facts.set(key, facts)
    return facts
  }
}

function setDrift({ drifts }: Facts, path: string, drift: Drift | undefined): void {
  if (drift) drifts.set(path, drift)
  else drifts.delete(path)
}

function isSolved(drift: Drift | undefined): boolean {
  return drift === undefined || drift === 'none'
}
