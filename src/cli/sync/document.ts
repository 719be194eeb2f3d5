/** A sync as one JSON document: what was found, what was to be done, and what came of it. */

import type { Finding } from '../../sync/finding.ts'
import type { ItemOutcome, Outcome } from '../../sync/outcome.ts'
import { effectsOf } from '../../sync/plan.ts'
import type { Preview } from '../../sync/preview.ts'
import { groupOf, summarize, type Summary } from '../../sync/summary.ts'
import { describeServer, serverOf } from '../../sites/site.ts'
import { failureOf, type MessageContext } from '../messages.ts'
import { allFindings, isStopped, type Decided, type Row } from './choice.ts'
import type { SyncJob } from './job.ts'
import { findingSentence } from './words.ts'

/** `outcome` is null if nothing was begun: a dry run, or one that was stopped. */
export function syncDocument(job: SyncJob, preview: Preview, decided: Decided, outcome?: Outcome): object {
  const { run, remotePath, context } = job
  return {
    local: run.local,
    server: describeServer(serverOf(run.connection.site)),
    remote: remotePath,
    direction: preview.plan.direction,
    findings: allFindings(preview, decided).map((finding) => plainFinding(finding, decided, job)),
    rows: decided.rows.filter(({ item }) => groupOf(item) !== 'equal').map(plainRow),
    unusable: preview.unusable.map(({ path, error }) => ({ path, ...failureOf(error, context.messages()) })),
    leftOut: Object.fromEntries(preview.leftOut),
    isStopped: isStopped(decided),
    summary: summaryOf(decided),
    outcome: outcome ? plainOutcome(outcome, context.messages()) : null,
  }
}

function plainFinding(finding: Finding, { stops }: Decided, { run, memory }: SyncJob): object {
  const folders = finding.kind === 'notListed' ? { folders: finding.folders.map(({ path }) => path) } : {}
  return { ...finding, ...folders, stops: stops.includes(finding), message: findingSentence(finding, memory, run.dryRun) }
}

/** `fate`: `doing`, or what it waits for: `delete`, the option, or `conflict`, a person; or `nothing`. */
function plainRow({ item, fate }: Row): object {
  const effects = effectsOf(item)
  return {
    path: item.difference.path,
    decision: item.decision,
    reason: item.reason,
    fate,
    effects: effects.map((effect) => ('to' in effect ? `${effect.kind} ${effect.to}` : effect.kind)),
    bytes: effects.reduce((bytes, effect) => bytes + ('bytes' in effect ? effect.bytes : 0), 0),
  }
}

/** Of what was chosen, and of what wasn't how much there is. */
function summaryOf({ rows, choice }: Decided): Summary & { readonly withheld: number } {
  const all = summarize(rows.map(({ item }) => item))
  const conflicts = rows.filter(({ fate }) => fate === 'conflict').length
  const withheld = rows.filter(({ fate }) => fate === 'delete').length
  return { ...summarize(choice.items), conflicts, leftAlone: all.leftAlone, equal: all.equal, withheld }
}

function plainOutcome({ items, isCancelled }: Outcome, context: MessageContext): object {
  return {
    isCancelled,
    items: items.filter(({ item }) => groupOf(item) !== 'equal').map((outcome) => plainItem(outcome, context)),
  }
}

function plainItem(outcome: ItemOutcome, context: MessageContext): object {
  const { kind, item } = outcome
  const rest = kind === 'done' ? { bytes: outcome.bytes } : kind === 'failed' ? failureOf(outcome.error, context) : {}
  return { path: item.difference.path, outcome: kind, ...rest }
}
