/**
 * Three-way merging of text, line by line: what only one side has changed is taken from it, and where both have changed the same
 * place a person finds both between markers. Line endings stay as they are.
 */

import { diff3Merge, diffComm } from 'node-diff3'

export interface Merge {
  readonly text: string
  /** Places where both have changed the same. */
  readonly conflicts: number
}

export interface MergeLabels {
  readonly mine: string
  readonly theirs: string
}

/** Without a `base` every difference is a conflict. */
export function merge3(base: string | undefined, mine: string, theirs: string, labels: MergeLabels): Merge {
  const regions = base === undefined ? twoWay(mine, theirs) : threeWay(base, mine, theirs)
  const lineEnd = mine.includes('\r\n') ? '\r\n' : '\n'
  const texts = regions.map((region) => (region.kind === 'settled' ? region.lines.join('') : marked(region, labels, lineEnd)))
  return { text: texts.join(''), conflicts: regions.filter(({ kind }) => kind === 'conflict').length }
}

type Region = { readonly kind: 'settled'; readonly lines: readonly string[] } | Conflict

interface Conflict {
  readonly kind: 'conflict'
  readonly mine: readonly string[]
  readonly theirs: readonly string[]
}

function threeWay(base: string, mine: string, theirs: string): readonly Region[] {
  const regions = diff3Merge(linesOf(mine), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true })
  return regions.map(({ ok, conflict }) =>
    conflict ? { kind: 'conflict', mine: conflict.a, theirs: conflict.b } : { kind: 'settled', lines: ok ?? [] },
  )
}

function twoWay(mine: string, theirs: string): readonly Region[] {
  return diffComm(linesOf(mine), linesOf(theirs)).map(({ common, buffer1, buffer2 }) =>
    common ? { kind: 'settled', lines: common } : { kind: 'conflict', mine: buffer1, theirs: buffer2 },
  )
}

function marked({ mine, theirs }: Conflict, labels: MergeLabels, lineEnd: string): string {
  const lines = [`<<<<<<< ${labels.mine}`, ...mine, '=======', ...theirs, `>>>>>>> ${labels.theirs}`]
  return lines.map((line) => (line.endsWith('\n') ? line : line + lineEnd)).join('') // a marker must not stand behind text
}

/** Each with its own line end; the last may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
