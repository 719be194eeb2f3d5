/** The report as Markdown, to be pasted into a mail or an issue: as it is, or without names and addresses. */

import type { Advice, Diagnosis, FirewallRule, Recipe } from '../diagnosis.ts'
import type { Observations, Step } from '../observations.ts'
import { ladderOf, shownMs } from './ladder.ts'
import { ladderText } from './ladderText.ts'
import { redacted } from './redact.ts'
import {
  endWords,
  firewallsOf,
  headOf,
  modeHeading,
  modes,
  packetWords,
  roundTripWords,
  ruleStates,
  rulesOf,
  shownTime,
  sides,
  signs,
  stepNames,
  stepStates,
  whose,
  type State,
} from './reportWords.ts'
import { inOneLine, visible } from './textLayout.ts'

export interface ReportMarkdownOptions {
  /** When the probe ended. */
  readonly at: Date
  /** Names and addresses give way to placeholders. */
  readonly redact: boolean
}

/** Ends with a line end. */
export function reportMarkdown(whole: Diagnosis, { at, redact }: ReportMarkdownOptions): string {
  const diagnosis = redact ? redacted(whole) : whole
  const blocks = [
    `## ${inline(diagnosis.verdict)}`,
    head(diagnosis, at),
    ...modes.flatMap((mode) => modeBlocks(diagnosis, mode)),
    ...adviceBlocks(diagnosis.advice),
    ...rulesBlocks(diagnosis.rules),
    ...remarksBlocks(diagnosis),
    ...stepsBlocks(diagnosis.observations),
    ...dialogueBlocks(diagnosis.observations),
  ]
  return `${blocks.join('\n\n')}\n`
}

function head(diagnosis: Diagnosis, at: Date): string {
  return [...headOf(diagnosis), ['When', shownTime(at)] as const].map(([label, text]) => `- ${label}: ${inline(text)}`).join('\n')
}

function modeBlocks(diagnosis: Diagnosis, mode: (typeof modes)[number]): readonly string[] {
  const finding = diagnosis[mode]
  return [`### ${modeHeading(finding)}`, fenced(ladderText(ladderOf(diagnosis, mode))), inline(finding.reason)]
}

function adviceBlocks(advice: readonly Advice[]): readonly string[] {
  if (advice.length === 0) return []
  return [
    '### What to do',
    ...advice.flatMap(({ who, title, why, recipes }) => [
      `**${whose[who]}: ${inline(title)}**`,
      inline(why),
      ...recipes.flatMap(recipeBlocks),
    ]),
  ]
}

function recipeBlocks({ label, language, text }: Recipe): readonly string[] {
  return [`${inline(label)}:`, fenced(visible(text), language.replace(/[^a-z]/g, ''))]
}

function rulesBlocks(rules: readonly FirewallRule[]): readonly string[] {
  if (rules.length === 0) return []
  const ordered = modes.flatMap((mode) => sides.flatMap((side) => rulesOf(rules, mode, side)))
  const rows = ordered.map((rule) => {
    const { mode, side, direction, from, to, purpose, state } = rule
    return [mode, firewallsOf[side], direction, endWords(from), endWords(to), packetWords(rule), purpose, stateWords(ruleStates[state])]
  })
  return [
    '### What each firewall must let through',
    table(['Mode', 'Firewall', 'Direction', 'From', 'To', 'Packets', 'For', 'State'], rows),
  ]
}

function remarksBlocks({ remarks }: Diagnosis): readonly string[] {
  if (remarks.length === 0) return []
  return ['### Remarks', remarks.map(({ severity, text }) => `- ${severity === 'warning' ? 'Warning: ' : ''}${inline(text)}`).join('\n')]
}

function stepsBlocks(observations: Observations): readonly string[] {
  const { steps } = observations
  if (steps.length === 0) return []
  const roundTrip = roundTripWords(observations)
  return [
    '### Steps',
    ...(roundTrip === '' ? [] : [roundTrip]),
    table(['Step', 'Result', 'Time', 'Round trips', 'Seen'], steps.map(stepCells)),
  ]
}

function stepCells({ id, status, detail, ms, roundTrips }: Step): readonly string[] {
  return [stepNames[id], stateWords(stepStates[status]), ms === undefined ? '' : shownMs(ms), String(roundTrips ?? ''), detail]
}

function dialogueBlocks({ dialogue }: Observations): readonly string[] {
  return dialogue.length === 0 ? [] : ['### Dialogue', fenced(visible(dialogue.join('\n')), 'text')]
}

function stateWords({ sign, word }: State): string {
  return `${signs[sign]} ${word}`
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map((cells) => line(cells.map(inline)))].join('\n')
}

/** Foreign text in one line, without the meaning that Markdown and HTML give to its characters. */
function inline(text: string): string {
  return inOneLine(text)
    .replace(/[\\`*_[\]<~|&$]/g, '\\$&')
    .replace(/^[#>+-]/, '\\$&')
    .replace(/^\d+(?=[.)])/, '$&\\')
}

/** The fence is longer than any in it. */
function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
