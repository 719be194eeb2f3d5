/**
 * Keeps two folders in step: looks and plans, carries out what a person has chosen, takes it back. What both sides agreed on, and
 * what is being done, is kept in the storage; one process at a time works on it.
 */

import { randomBytes } from 'node:crypto'
import type { Logger } from '../base/log.ts'
import { join } from '../base/posixPath.ts'
import { makeFolders } from '../files/copy.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { AgreedEntry } from './agreed.ts'
import { compare, type Comparison } from './compare.ts'
import { ContentStore } from './contentStore.ts'
import type { Difference } from './difference.ts'
import { doubtKey } from './doubt.ts'
import { withClosedFolders } from './emptied.ts'
import { GuardStop, SyncLocked } from './errors.ts'
import { execute, isConsented } from './execute.ts'
import { weightOf, type Finding } from './finding.ts'
import { deleteFindings, isAtStake, emptyFinding, sideFindings } from './guards.ts'
import type { Hands } from './hands.ts'
import { investigate } from './investigate.ts'
import type { JournalStart } from './journal.ts'
import { runsOf } from './journalledRun.ts'
import { Looks } from './looks.ts'
import { makePlan } from './makePlan.ts'
import { Memory, type Remembered } from './memory.ts'
import { withNeededFolders } from './neededFolders.ts'
import { stepsOf } from './order.ts'
import type { Outcome } from './outcome.ts'
import { effectsOf, type PlanItem } from './plan.ts'
import type { Choice, Preview, UndoSummary } from './preview.ts'
import type { SyncWork } from './progress.ts'
import { recollect } from './recollection.ts'
import { isRestGone } from './rest.ts'
import { pauseFor, type Pause } from './retry.ts'
import { scanPair } from './scanPair.ts'
import { makeMark } from './serverMark.ts'
import type { SyncSettings } from './settings.ts'
import { settle, type Desk } from './settle.ts'
import { sides, type Pair, type Side } from './side.ts'
import type { Snapshot } from './snapshot.ts'
import type { SyncStorage } from './storage.ts'
import { isSomething } from './summary.ts'
import { summaryOf, touchesOf, undo, type UndoOutcome } from './undo.ts'
import type { UndoList } from './undoFile.ts'
import { UndoStore } from './undoStore.ts'

export { GuardStop, SyncLocked } from './errors.ts'
export type { UndoOutcome } from './undo.ts'

export interface SynchronizerOptions {
  readonly pair: Pair
  /** Says which two folders these are: login, server and path on the one side, computer and path on the other. */
  readonly identity: string
  readonly storage: SyncStorage
  readonly settings: SyncSettings
  readonly log: Logger
  /** In milliseconds since 1970. */
  readonly now: () => number
  /** Between two tries of what could not be reached. */
  readonly pause?: Pause
}

export interface PreviewOptions extends SyncWork {
  /** Relative paths of files and folders, each with all below it. Everything without it. */
  readonly scope?: readonly string[]
  /** Instead of those given to the constructor. */
  readonly settings?: SyncSettings
}

/** Of texts that both sides agree on. */
const maxBasesBytes = 64 * 1024 * 1024
/** After a cancel nobody waits for longer; what could not be tidied up by then is the next time. */
const tidyMs = 5000
/** More answers than that only raise the next doubts where files change all the time. */
const maxRounds = 4
/** Changes on the server that are made without a mark there: that would cost more than they do. */
const handful = 5

export class Synchronizer {
  private readonly options: SynchronizerOptions
  private readonly memory: Memory
  /** What was begun last here: one piece of work waits for the other. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(options: SynchronizerOptions) {
    this.options = options
    this.memory = new Memory(options.storage, options.identity)
  }

  /**
   * Looks at both sides and plans. Changes nothing, but for removing what an interrupted sync has left. Errors: `FileError` where a
   * root can't be listed, `RulesError`, `SyncLocked`.
   */
  async preview(options: PreviewOptions = {}): Promise<Preview> {
    const { scope } = options
    const { direction, rules: ruleSettings } = options.settings ?? this.options.settings
    const remembered = await this.locked(() => this.recall(options))
    const { local, remote: listed, rules, isRemoteMissing, leftOut } = await scanPair(this.options.pair, ruleSettings, options)
    const fingerprint = scope ? undefined : rules.fingerprint
    const recollection = recollect(remembered, { local, remote: listed, rules: fingerprint, scope })
    const { agreed } = recollection
    const remote =
      agreed && !isRemoteMissing ? await withClosedFolders(this.options.pair.remote, listed, agreed.entries, asking(options)) : listed
    const { differences } = await this.compareClosely(local, remote, agreed, options)
    const plan = makePlan(differences, direction)
    const findings = [
      ...(isRemoteMissing ? [{ kind: 'folderMissing', path: this.options.pair.remote.root } as const] : []),
      ...recollection.findings,
      ...(scope
        ? await this.partFindings(differences, scope, remembered, isRemoteMissing, options)
        : sideFindings(differences, { local, remote })),
      ...deleteFindings(plan.items, remembered.agreed?.entries.size ?? 0),
    ]
    const unusable = [...local.unusable, ...remote.unusable]
    return { plan, findings, unusable, leftOut, ...(fingerprint !== undefined && { rules: fingerprint }) }
  }

  /**
   * Carries out the chosen rows. Errors: `GuardStop` if something was found that isn't confirmed, before anything is done;
   * `SyncLocked`; `FileError` where nothing can be written down. What fails with a row is in the outcome.
   */
  async apply(preview: Preview, choice: Choice, work: SyncWork = {}): Promise<Outcome> {
    if (work.signal?.aborted === true) return { items: [], isCancelled: true }
    return await this.locked(async () => {
      const { agreed } = await this.recall(work)
      assertConfirmed(preview, choice, agreed?.entries.size ?? 0)
      return await this.carryOut(preview, choice, work)
    })
  }

  /** What `undo` would take back; undefined if there is nothing. */
  async undoable(): Promise<UndoSummary | undefined> {
    const list = await this.desk().undo.last()
    return list && summaryOf(list)
  }

  /** Takes back the last sync, as far as its work hasn't been changed since. Errors: as `apply`. */
  async undo(work: SyncWork = {}): Promise<UndoOutcome> {
    return await this.locked(async () => {
      await this.recall(work)
      const desk = this.desk()
      const list = await desk.undo.last()
      if (!list) return { restored: 0, left: [] }
      const start = { id: idAt(this.options.now()), rules: this.memory.agreed().rules, undoes: list.id }
      return await this.run(desk, start, work, () => undo(list, this.hands(desk, touchedPaths(list), work), work))
    })
  }

  /** What both sides last agreed on about a file, where it was a text of at most 256 KiB and is kept. */
  async baseOf(path: string): Promise<Buffer | undefined> {
    const entry = await this.agreedOn(path)
    return entry?.kind === 'file' ? await this.desk().bases.get(entry.sha256) : undefined
  }

  /** Of a part that is gone from a side, if that is no more what it was. */
  private async partFindings(
    differences: readonly Difference[],
    scope: readonly string[],
    { agreed }: Remembered,
    isRemoteMissing: boolean,
    work: SyncWork,
  ): Promise<readonly Finding[]> {
    const findings = sides.flatMap((side) => emptyFinding(differences, side))
    const isMeant = await Promise.all(
      findings.map(async ({ side }) => {
        if (side === 'remote' && isRemoteMissing) return true
        return await isRestGone(this.options.pair[side], scope, agreed?.entries ?? new Map(), asking(work))
      }),
    )
    return findings.filter((_, index) => isMeant[index])
  }

  private async agreedOn(path: string): Promise<AgreedEntry | undefined> {
    try {
      return await this.locked(async () => (await this.memory.load()).agreed?.entries.get(path))
    } catch (error) {
      if (!(error instanceof SyncLocked)) throw error
      return this.memory.get(path) // as far as it is known here
    }
  }

  private async compareClosely(local: Snapshot, remote: Snapshot, agreed: Remembered['agreed'], work: SyncWork): Promise<Comparison> {
    const answers = new Map<string, boolean>()
    for (let round = 0; ; round++) {
      work.signal?.throwIfAborted()
      const comparison = compare(local, remote, agreed, answers)
      const open = comparison.doubts.filter((doubt) => !answers.has(doubtKey(doubt)))
      if (open.length === 0 || round === maxRounds) return comparison
      const found = await investigate(this.options.pair, open, work)
      for (const [key, answer] of found) answers.set(key, answer)
    }
  }

  private async carryOut(preview: Preview, choice: Choice, work: SyncWork): Promise<Outcome> {
    const { pair, log, now, pause = pauseFor } = this.options
    const desk = this.desk()
    const wanted = withNeededFolders(choice.items, preview.plan)
    const chosen = wanted.filter((item) => isConsented(item, choice.consents))
    const start = { id: idAt(now()), rules: preview.rules ?? this.memory.agreed().rules, undoes: '' }
    const items = await this.run(desk, start, work, async () => {
      const isConfirmed = choice.confirmed.includes('markOnServer')
      if (isFolderMissing(preview) && chosen.some(changesServer)) await makeFolders(pair.remote.files, pair.remote.root, asking(work))
      const mark =
        chosen.filter(changesServer).length > handful
          ? await makeMark(pair.remote, this.memory.journal, isConfirmed, asking(work), log)
          : undefined
      if (mark) throw new GuardStop([mark])
      this.forgetDoubtful(preview)
      return await execute(wanted, this.hands(desk, pathsOf(chosen), work), { ...work, consents: choice.consents, pause })
    })
    const undoable = await desk.undo.last()
    return { items, isCancelled: work.signal?.aborted === true, ...(undoable?.id === start.id && { undoId: start.id }) }
  }

  /** What didn't count for the preview must not count the next time either: it would mean deletions that nobody was shown. */
  private forgetDoubtful({ findings, plan }: Preview): void {
    if (!findings.some(({ kind }) => kind === 'memoryLost' || kind === 'rulesChanged' || kind === 'firstTime')) return
    for (const { difference } of plan.items) {
      const { path } = difference.local
      if (difference.agreed || !this.memory.get(path)) continue
      this.memory.journal.note({ kind: 'agreed', path, entry: undefined })
      this.memory.record(path, undefined)
    }
  }

  /** Runs `job` between the first and the last line of the journal. */
  private async run<T>(
    desk: Desk,
    start: Pick<JournalStart, 'id' | 'rules' | 'undoes'>,
    work: SyncWork,
    job: () => Promise<T>,
  ): Promise<T> {
    const { identity, now } = this.options
    const { journal, base } = this.memory
    await journal.write({ kind: 'start', at: now(), identity, base, ...start })
    try {
      const result = await job()
      this.memory.recordRules(start.rules)
      return result
    } catch (error) {
      if (error instanceof GuardStop) await journal.clear() // nothing was done, and the mark is another's
      throw error
    } finally {
      await this.finish(desk, work)
    }
  }

  /** What is done is done, and in the journal: whatever can't be tidied up now is so the next time. */
  private async finish(desk: Desk, work: SyncWork): Promise<void> {
    const { journal } = this.memory
    try {
      await journal.flush()
      await journal.write({ kind: 'end' })
      const { records } = await journal.read()
      const options = work.signal?.aborted === true ? { signal: AbortSignal.timeout(tidyMs) } : {}
      await settle(desk, runsOf(records, this.options.identity), asking(options))
    } catch (error) {
      this.options.log.warn(`The sync could not tidy up behind itself: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** What is remembered, an interrupted sync put behind. */
  private async recall(work: SyncWork): Promise<Remembered> {
    const remembered = await this.memory.load()
    if (remembered.runs.length > 0) await settle(this.desk(), remembered.runs, asking(work))
    return remembered
  }

  private locked<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(() => this.lockedNow(work))
    this.last = mine.catch(() => {}) // whoever comes next isn't concerned
    return mine
  }

  private async lockedNow<T>(work: () => Promise<T>): Promise<T> {
    const lock = await this.options.storage.lock()
    if (lock.kind === 'holder') throw new SyncLocked(lock)
    try {
      return await work()
    } finally {
      await this.memory.journal.close()
      await lock.release()
    }
  }

  /** What is kept is looked up anew each time: another process may have been at it. */
  private desk(): Desk {
    const { pair, storage, identity, settings, log } = this.options
    const store = (name: string, maxBytes: number) => new ContentStore(storage.files, join(storage.root, name), maxBytes)
    const undo = new UndoStore(storage, identity, store('blobs', settings.undoBytes), log)
    return { pair, memory: this.memory, undo, bases: store('bases', maxBasesBytes), log }
  }

  private hands(desk: Desk, paths: Readonly<Record<Side, readonly string[]>>, work: SyncWork): Hands {
    const { pair, settings, now } = this.options
    const looks = {
      local: new Looks(pair.local, paths.local, now, asking(work)),
      remote: new Looks(pair.remote, paths.remote, now, asking(work)),
    }
    const { fileMode, folderMode } = settings
    return { ...desk, looks, modes: { fileMode, folderMode }, asking: asking(work), now }
  }
}

function asking({ signal }: SyncWork): OperationOptions {
  return { priority: 'transfer', ...(signal && { signal }) }
}

/** Of those that a person has to confirm. What is deleted counts as it was chosen, not as it was planned. */
function assertConfirmed({ findings }: Preview, { items, consents, confirmed }: Choice, agreed: number): void {
  const chosen = items.filter((item) => isSomething(item) && isConsented(item, consents))
  if (chosen.length === 0) return
  const planned = findings.filter((finding) => weightOf(finding) === 'stop' && finding.kind !== 'manyDeletes' && isAtStake(finding, chosen))
  const stops = [...planned, ...deleteFindings(chosen, agreed)]
  const open = stops.filter(({ kind }) => !confirmed.includes(kind))
  if (open.length > 0) throw new GuardStop(open)
}

function isFolderMissing({ findings }: Preview): boolean {
  return findings.some(({ kind }) => kind === 'folderMissing')
}

function changesServer(item: PlanItem): boolean {
  return effectsOf(item).some((effect) => effect.kind === 'keepBoth' || ('to' in effect && effect.to === 'remote'))
}

function pathsOf(items: readonly PlanItem[]): Readonly<Record<Side, readonly string[]>> {
  const ordered = stepsOf(items).flat()
  return { local: ordered.map(({ difference }) => difference.local.path), remote: ordered.map(({ difference }) => difference.remote.path) }
}

/** Either side is looked at: what is to go must still be on the other. */
function touchedPaths({ rows }: UndoList): Readonly<Record<Side, readonly string[]>> {
  const paths = [...rows].reverse().flatMap((row) => touchesOf(row).map(({ before }) => before.path))
  return { local: paths, remote: paths }
}

/** Sorts by time, and is fit for a file name. */
function idAt(ms: number): string {
  return `${new Date(ms).toISOString().replace(/\W/g, '')}-${randomBytes(4).toString('hex')}`
}
