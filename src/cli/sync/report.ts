/** A plan and what came of it, as text for a terminal or a build log. */

import { printable } from '../../base/printable.ts'
import type { ItemOutcome, Outcome } from '../../sync/outcome.ts'
import { effectsOf, type Direction, type PlanItem } from '../../sync/plan.ts'
import type { Preview } from '../../sync/preview.ts'
import { groupOf, summarize, type Group } from '../../sync/summary.ts'
import { describeBytes } from '../progress.ts'
import type { Decided, Fate, Row } from './choice.ts'
import { amountWords, count, pastVerbs, reasonWords, sentence, verbs } from './words.ts'

const maxNames = 10

type ShownGroup = Exclude<Group, 'equal' | 'leftAlone'>

const headings: Readonly<Record<ShownGroup, string>> = {
  conflicts: 'Conflicts',
  deletesRemote: 'Delete on the server',
  deletesLocal: 'Delete on this computer',
  uploads: 'Upload',
  downloads: 'Download',
}

const notes: Readonly<Record<Fate, string>> = {
  doing: '',
  nothing: '',
  delete: '; not done without --delete',
  conflict: '; left as it is',
}

/** Row by row what will be done or should be, and for what is left alone how much of it, why, and the first names. */
export function planText({ rows }: Decided, direction: Direction): string {
  const groups = new Map<Group, Row[]>()
  for (const row of rows) {
    const group = row.fate === 'conflict' ? 'conflicts' : groupOf(row.item)
    const known = groups.get(group)
    if (known) known.push(row)
    else groups.set(group, [row])
  }
  const shown = Object.entries(headings).map(([group, heading]) => groupText(heading, groups.get(group as ShownGroup) ?? []))
  return [...shown, leftAloneText(groups.get('leftAlone') ?? [], direction)].join('')
}

function groupText(heading: string, rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  return `${heading} (${rows.length})\n${rows.map((row) => `  ${rowText(row)}\n`).join('')}`
}

function rowText({ item, fate }: Row): string {
  const [size] = effectsOf(item).flatMap((effect) => (effect.kind === 'copy' ? [`, ${describeBytes(effect.bytes)}`] : []))
  return `${printable(item.difference.path)}: ${reasonWords[item.reason]}${size ?? ''}${notes[fate]}`
}

function leftAloneText(rows: readonly Row[], direction: Direction): string {
  if (rows.length === 0) return ''
  const paths = new Map<string, string[]>()
  for (const { item } of rows) {
    const why = item.reason === 'otherDirection' ? onlyAtTarget(direction) : reasonWords[item.reason]
    const known = paths.get(why)
    if (known) known.push(item.difference.path)
    else paths.set(why, [item.difference.path])
  }
  return `Left alone (${rows.length})\n${[...paths].map(([why, all]) => `  ${all.length} ${why}: ${namesText(all)}\n`).join('')}`
}

function onlyAtTarget(direction: Direction): string {
  return `changed, or new, only ${direction === 'down' ? 'here' : 'on the server'}`
}

function namesText(paths: readonly string[]): string {
  const rest = paths.length - maxNames
  return `${paths.slice(0, maxNames).map(printable).join(', ')}${rest > 0 ? ` … and ${rest} more` : ''}`
}

/** What the rules leave out, by what they leave it out. */
export function leftOutText({ leftOut }: Preview): string {
  const rules = [...leftOut.keys()].map(printable).join(', ')
  const number = [...leftOut.values()].reduce((sum, each) => sum + each, 0)
  return number === 0 ? '' : `Not synced (${number}): ${rules}\n`
}

/** `Will upload 12 (340 kB), delete 2 on the server; 1 conflict needs you.` Where it isn't meant, it would. */
export function intentSentence({ rows, choice }: Decided, isMeant: boolean): string {
  const parts = amountWords(summarize(choice.items), verbs)
  const fates = (fate: Fate) => rows.filter((row) => row.fate === fate).length
  const open = [
    ...(fates('delete') > 0 ? [`${count(fates('delete'), 'deletion')} not done without --delete`] : []),
    ...(fates('conflict') > 0 ? [`${count(fates('conflict'), 'conflict')} ${fates('conflict') === 1 ? 'needs' : 'need'} you`] : []),
  ]
  const nothing = open.length === 0 ? 'nothing to do' : 'nothing is done'
  return sentence([parts.length === 0 ? nothing : `${isMeant ? 'will' : 'would'} ${parts.join(', ')}`, ...open].join('; '))
}

/** `Uploaded 12 (340 kB); 1 failed.` Empty if there was nothing to do. */
export function outcomeText({ items }: Outcome): string {
  const amounts = amountWords(summarize(itemsThat('done', items)), pastVerbs)
  const left = [
    ...(itemsThat('failed', items).length > 0 ? [`${itemsThat('failed', items).length} failed`] : []),
    ...(itemsThat('changedSincePreview', items).length > 0
      ? [`${itemsThat('changedSincePreview', items).length} changed meanwhile and left for the next time`]
      : []),
    ...(itemsThat('refused', items).length > 0 ? [`${itemsThat('refused', items).length} refused`] : []),
  ]
  if (amounts.length === 0 && left.length === 0) return ''
  return `${sentence([amounts.length === 0 ? 'nothing was changed' : amounts.join(', '), ...left].join('; '))}\n`
}

function itemsThat(kind: ItemOutcome['kind'], items: readonly ItemOutcome[]): readonly PlanItem[] {
  return items.filter((outcome) => outcome.kind === kind).map(({ item }) => item)
}
