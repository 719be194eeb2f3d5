/** The report as Markdown, to be pasted into a mail or an issue: as it is, or without names and addresses. */

import type { Advice, Diagnosis, FirewallRule, ModeFinding, Recipe, Remark } from '../diagnosis.ts'
import type { Observations, Step } from '../observations.ts'
import { shownTime } from '../words.ts'
import { ladderOf } from './ladder.ts'
import { ladderText } from './ladderText.ts'
import { redacted } from './redact.ts'
import { contentOf } from './reportContent.ts'
import {
  endWords,
  firewallsOf,
  headOf,
  modeHeading,
  packetWords,
  placeOf,
  roundTripWords,
  ruleGroups,
  ruleStates,
  seenIn,
  signs,
  spareHeading,
  stepNames,
  stepStates,
  stepTitles,
  timesOf,
  type State,
} from './reportWords.ts'
import { inOneLine, visible } from './textLayout.ts'

export interface ReportMarkdownOptions {
  /** Names and addresses give way to placeholders. */
  readonly redact: boolean
}

/** Ends with a line end. */
export function reportMarkdown(whole: Diagnosis, { redact }: ReportMarkdownOptions): string {
  const diagnosis = redact ? redacted(whole) : whole
  const { allIsWell, findings, advice, spare, rules, remarks, steps } = contentOf(diagnosis)
  const blocks = [
    ...(redact ? ['_Names and addresses are replaced. Read it before you post it._'] : []),
    `## ${inline(diagnosis.verdict)}`,
    ...(allIsWell === '' ? [] : [allIsWell]),
    head(diagnosis),
    ...findings.flatMap((finding) => modeBlocks(diagnosis, finding)),
    ...adviceBlocks('What to do', advice),
    ...rulesBlocks(rules),
    ...remarksBlocks(remarks),
    ...stepsBlocks(steps, diagnosis.observations),
    ...dialogueBlocks(diagnosis.observations),
    ...(spare ? adviceBlocks(spareHeading(spare.mode), spare.advice) : []),
  ]
  return `${blocks.join('\n\n')}\n`
}

function head(diagnosis: Diagnosis): string {
  return [...headOf(diagnosis), ['When', shownTime(diagnosis.observations)] as const]
    .map(([label, text]) => `- ${label}: ${inline(text)}`)
    .join('\n')
}

function modeBlocks(diagnosis: Diagnosis, finding: ModeFinding): readonly string[] {
  return [`### ${modeHeading(finding)}`, fenced(ladderText(ladderOf(diagnosis, finding.mode))), inline(finding.reason)]
}

function adviceBlocks(heading: string, all: readonly Advice[]): readonly string[] {
  if (all.length === 0) return []
  return [
    `### ${heading}`,
    ...all.flatMap((advice) => [
      `**${placeOf(advice)}: ${inline(advice.title)}**`,
      inline(advice.why),
      ...advice.recipes.flatMap(recipeBlocks),
    ]),
  ]
}

function recipeBlocks({ label, language, text }: Recipe): readonly string[] {
  return [`${inline(label)}:`, fenced(visible(text), language.replace(/[^a-z]/g, ''))]
}

function rulesBlocks(rules: readonly FirewallRule[]): readonly string[] {
  if (rules.length === 0) return []
  const rows = ruleGroups(rules)
    .flatMap((group) => group.rules)
    .map((rule) => {
      const { mode, side, direction, from, to, purpose, state } = rule
      return [mode, firewallsOf[side], direction, endWords(from), endWords(to), packetWords(rule), purpose, stateWords(ruleStates[state])]
    })
  return [
    '### What each firewall must let through',
    table(['Mode', 'Firewall', 'Direction', 'From', 'To', 'Packets', 'For', 'State'], rows),
  ]
}

function remarksBlocks(remarks: readonly Remark[]): readonly string[] {
  if (remarks.length === 0) return []
  return ['### Remarks', remarks.map(({ severity, text }) => `- ${severity === 'warning' ? 'Warning: ' : ''}${inline(text)}`).join('\n')]
}

function stepsBlocks(steps: readonly Step[], observations: Observations): readonly string[] {
  if (steps.length === 0) return []
  const roundTrip = roundTripWords(observations)
  return [
    '### Steps',
    ...(roundTrip === '' ? [] : [roundTrip]),
    table(
      stepTitles(steps),
      steps.map((step) => [stepNames[step.id], stateWords(stepStates[step.status]), ...timesOf(step, steps), seenIn(step, observations)]),
    ),
  ]
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

/** `@octocat`, `#12`, `https://…`: pasted into GitHub they would call people, and link. No backtick can be in them. */
const calling = /([^\s|]*(?:@|#\d|\bGH-\d|:\/\/|\bwww\.)[^\s|]*)/i

/** Foreign text in one line, without the meaning that Markdown, HTML and GitHub give to its characters and words. */
function inline(text: string): string {
  const pieces = inOneLine(text).replaceAll('`', "'").split(calling)
  return pieces
    .map((piece, at) => (at % 2 === 1 ? `\`${piece}\`` : escaped(piece)))
    .join('')
    .replace(/^[#>+-]/, '\\$&')
    .replace(/^\d+(?=[.)])/, '$&\\')
}

function escaped(text: string): string {
  return text.replace(/[\\*_[\]<~|&$]/g, '\\$&')
}

/** The fence is longer than any in it. */
function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
