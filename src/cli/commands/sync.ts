/** `portside sync LOCAL URL|NAME`: what differs is shown, and what the options allow of it is done. */

import type { Logger } from '../../base/log.ts'
import { printable } from '../../base/printable.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'
import { fromNative } from '../../files/localPath.ts'
import { localStorage } from '../../files/localStorage.ts'
import { GuardStop } from '../../sync/errors.ts'
import { weightOf } from '../../sync/finding.ts'
import type { Outcome } from '../../sync/outcome.ts'
import type { Preview } from '../../sync/preview.ts'
import { Synchronizer } from '../../sync/synchronizer.ts'
import { describeError, toJson } from '../messages.ts'
import { allFindings, decideAll, isSettled, isStopped, type Decided } from '../sync/choice.ts'
import { syncDocument } from '../sync/document.ts'
import type { SyncJob } from '../sync/job.ts'
import { identityOf, memoryFolder } from '../sync/memory.ts'
import { createSyncProgress } from '../sync/progress.ts'
import { intentSentence, leftOutText, outcomeText, planText } from '../sync/report.ts'
import type { SyncRun } from '../sync/target.ts'
import { undoSync } from '../sync/undo.ts'
import { findingSentence } from '../sync/words.ts'
import { done, failed, interrupted, refused, type CommandContext } from './context.ts'

export async function sync(run: SyncRun, context: CommandContext, log: Logger): Promise<number> {
  for (const remark of run.remarks) context.io.stderr.write(`portside: ${printable(remark)}\n`)
  const job = await jobFor(run, context, log)
  try {
    return run.undo ? await undoSync(job) : await syncOnce(job)
  } finally {
    job.progress.clear()
  }
}

async function jobFor(run: SyncRun, context: CommandContext, log: Logger): Promise<SyncJob> {
  const { remote, signal, io } = context
  const remotePath = await remote.path(signal)
  const identity = identityOf(run.connection.site, remotePath, run)
  const memory = memoryFolder(run, identity, io)
  const root = fromNative(run.local)
  const synchronizer = new Synchronizer({
    pair: { local: { files: new LocalFileSystem({ root }), root }, remote: { files: remote.files, root: remotePath } },
    identity,
    storage: localStorage(fromNative(memory)),
    settings: run.settings,
    log,
    now: () => Date.now(),
  })
  const progress = createSyncProgress(io.stderr, !run.log && !run.json)
  return { run, remotePath, memory, synchronizer, context, work: { signal, onProgress: progress.update }, progress }
}

async function syncOnce(job: SyncJob): Promise<number> {
  const { run, synchronizer, progress, context } = job
  const preview = await synchronizer.preview(job.work)
  const planned = decideAll(preview, run)
  progress.clear()
  if (!run.json) context.io.stdout.write(intentText(job, preview, planned))
  const { decided, outcome } = await carryOut(job, preview, planned)
  progress.clear()
  showFindings(job, preview, decided)
  if (run.json) context.io.stdout.write(toJson(syncDocument(job, preview, decided, outcome)))
  else if (outcome) context.io.stdout.write(outcomeText(outcome))
  if (outcome) showFailures(outcome, context)
  return run.dryRun ? statusOfDryRun(preview, decided) : statusOf(preview, decided, outcome)
}

function intentText({ run }: SyncJob, preview: Preview, planned: Decided): string {
  const isMeant = !run.dryRun && !isStopped(planned)
  return `${planText(planned, preview.plan.direction)}${leftOutText(preview)}${intentSentence(planned, isMeant)}\n`
}

interface CarriedOut {
  readonly decided: Decided
  /** Undefined if nothing was begun. */
  readonly outcome: Outcome | undefined
}

async function carryOut({ run, synchronizer, work }: SyncJob, preview: Preview, decided: Decided): Promise<CarriedOut> {
  if (run.dryRun || isStopped(decided)) return { decided, outcome: undefined }
  try {
    return { decided, outcome: await synchronizer.apply(preview, decided.choice, work) }
  } catch (error) {
    if (!(error instanceof GuardStop)) throw error
    return { decided: { ...decided, stops: error.findings }, outcome: undefined }
  }
}

function showFindings({ run, memory, context }: SyncJob, preview: Preview, decided: Decided): void {
  const say = (text: string) => void context.io.stderr.write(`portside: ${text}\n`)
  for (const finding of allFindings(preview, decided))
    if (weightOf(finding) === 'note' || decided.stops.includes(finding)) say(findingSentence(finding, memory, run.dryRun))
  for (const { path, error } of preview.unusable) say(`${path} is left out: ${describeError(error, context.messages())}`)
  if (decided.tooManyDeletes !== undefined) say(`--max-delete allows fewer than the ${decided.tooManyDeletes} that would be deleted.`)
  if (isStopped(decided)) say('Nothing was done.')
}

function showFailures({ items, isCancelled }: Outcome, { io, messages }: CommandContext): void {
  for (const outcome of items) {
    if (outcome.kind !== 'failed') continue
    io.stderr.write(`portside: ${printable(outcome.item.difference.path)}: ${describeError(outcome.error, messages())}\n`)
  }
  if (isCancelled) io.stderr.write('portside: Interrupted. Run it again to go on.\n')
}

/** False if there may be more than was compared. */
function sawAll({ findings, unusable }: Preview): boolean {
  return unusable.length === 0 && !findings.some(({ kind }) => kind === 'notListed')
}

function statusOf(preview: Preview, decided: Decided, outcome: Outcome | undefined): number {
  if (!outcome) return refused
  if (outcome.isCancelled) return interrupted
  if (!sawAll(preview) || outcome.items.some(({ kind }) => kind === 'failed' || kind === 'changedSincePreview')) return failed
  return isSettled(decided) && !outcome.items.some(({ kind }) => kind === 'refused') ? done : refused
}

/** What it would be, as far as that can be known. */
function statusOfDryRun(preview: Preview, decided: Decided): number {
  return !isStopped(decided) && isSettled(decided) && sawAll(preview) ? done : refused
}
