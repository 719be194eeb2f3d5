/** What of a plan is carried out: the options say in advance what a person would tick. Pure. */

import { mayDelete, type Consents } from '../../sync/consents.ts'
import { weightOf, type Finding } from '../../sync/finding.ts'
import { isSensitiveDownload } from '../../sync/judge.ts'
import { effectsOf, type PlanItem } from '../../sync/plan.ts'
import type { Choice, Preview } from '../../sync/preview.ts'
import { foldersAbove } from '../../sync/relativePath.ts'
import { decide, decisionsFor, isDeletion, isSomething, summarize } from '../../sync/summary.ts'
import type { SyncCommand } from '../syncArguments.ts'

export type SyncOptions = Pick<SyncCommand, 'delete' | 'overwrite' | 'maxDelete' | 'confirmed'>

/** `doing`: it is carried out. Or why it isn't: `--delete` is missing, or a person has to say what should become of it. */
export type Fate = 'doing' | 'delete' | 'conflict' | 'nothing'

export interface Row {
  readonly item: PlanItem
  readonly fate: Fate
}

export interface Decided {
  readonly rows: readonly Row[]
  readonly choice: Choice
  /** Why nothing is done at all. */
  readonly stops: readonly Finding[]
  /** How many would be deleted, if that is more than `--max-delete` allows. */
  readonly tooManyDeletes?: number
}

export function decideAll({ plan, findings }: Preview, options: SyncOptions): Decided {
  const consents: Consents = { overwriteNewer: options.overwrite, deleteRemote: options.delete, deleteLocal: options.delete }
  const items = options.overwrite ? settledFor(plan.direction, plan.items) : plan.items
  const rows = items.map((item) => ({ item, fate: fateOf(item, consents) }))
  const chosen = rows.filter(({ fate }) => fate === 'doing').map(({ item }) => item)
  const { deletesLocal, deletesRemote } = summarize(chosen)
  const deletes = deletesLocal + deletesRemote
  const isTooMany = options.maxDelete !== undefined && deletes > options.maxDelete
  const mayDeleteMany = deletes === 0 || (options.maxDelete !== undefined && !isTooMany)
  const confirmed = mayDeleteMany ? [...options.confirmed, 'manyDeletes' as const] : options.confirmed
  return {
    rows,
    choice: { items: chosen, consents, confirmed },
    stops: findings.filter((finding) => weightOf(finding) === 'stop' && !confirmed.includes(finding.kind)),
    ...(isTooMany && { tooManyDeletes: deletes }),
  }
}

/** True if nothing of it is done at all. */
export function isStopped({ stops, tooManyDeletes }: Decided): boolean {
  return stops.length > 0 || tooManyDeletes !== undefined
}

/** True if it leaves nothing to a person. */
export function isSettled({ rows }: Decided): boolean {
  return !rows.some(({ fate }) => fate === 'conflict')
}

/** What was found at first, and what stops it, each once. */
export function allFindings({ findings }: Preview, { stops }: Decided): readonly Finding[] {
  return [...findings.filter((finding) => !stops.some((stop) => isSame(stop, finding))), ...stops]
}

function isSame(a: Finding, b: Finding): boolean {
  return a.kind === b.kind && ('side' in a ? a.side : '') === ('side' in b ? b.side : '')
}

/** In one direction the source is right: in conflicts, and where a file has changed at the target alone. */
function settledFor(direction: 'up' | 'down' | 'both', items: readonly PlanItem[]): readonly PlanItem[] {
  if (direction === 'both') return items
  const isRight = (item: PlanItem) => decisionsFor(item).includes(direction) && !isSensitiveDownload(item.difference, direction)
  const open = items.filter((item) => (item.isConflict || isChangedAtTarget(item)) && isRight(item))
  const settled = new Set(open.map(({ difference: { path } }) => path))
  const follows = ({ reason, difference: { path } }: PlanItem) =>
    reason === 'insideConflict' && [...foldersAbove(path)].some((above) => settled.has(above))
  return items.map((item) =>
    settled.has(item.difference.path) || (follows(item) && !isSensitiveDownload(item.difference, direction))
      ? decide(item, direction)
      : item,
  )
}

function isChangedAtTarget({ reason, difference: { local, remote } }: PlanItem): boolean {
  return reason === 'otherDirection' && local.entry?.type === 'file' && remote.entry?.type === 'file'
}

function fateOf(item: PlanItem, consents: Consents): Fate {
  if (item.isConflict || item.reason === 'twins') return 'conflict'
  if (!isSomething(item)) return 'nothing'
  return effectsOf(item).some((effect) => isDeletion(effect) && !mayDelete(consents, effect.to)) ? 'delete' : 'doing'
}
