/** The report for a terminal: verdict, both ladders, what to do, firewalls, remarks, steps. */

import type { Advice, AdviceAction, Diagnosis, FirewallRule, ModeFinding, Recipe, Remark } from '../diagnosis.ts'
import type { Observations, Step } from '../observations.ts'
import { dashes } from '../words.ts'
import { ladderOf } from './ladder.ts'
import { ladderText } from './ladderText.ts'
import { contentOf, hasBlocked, type SpareAdvice } from './reportContent.ts'
import {
  endWords,
  firewallsOf,
  guideUrl,
  guideWords,
  modeHeading,
  placeOf,
  ruleGroups,
  ruleStates,
  seenIn,
  spareHeading,
  stepNames,
  stepStates,
} from './reportWords.ts'
import { columnsOf, inOneLine, padded, visible, wrapped } from './textLayout.ts'

export interface ReportTextOptions {
  /** Of the terminal. Default 80; 60 at least and 110 at most are used. */
  readonly columns?: number
}

/** Lines of at most `columns`, but for what is to be copied. Ends with a line end. */
export function reportText(diagnosis: Diagnosis, { columns = 80 }: ReportTextOptions = {}): string {
  const blocks = blocksOf(diagnosis, Math.min(Math.max(columns, 60), 110) - 1)
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function blocksOf(diagnosis: Diagnosis, columns: number): readonly string[] {
  const { allIsWell, findings, advice, spare, rules, remarks, steps } = contentOf(diagnosis)
  return [
    paragraph(diagnosis.verdict, columns),
    paragraph(allIsWell, columns),
    ...findings.map((finding) => modeBlock(diagnosis, finding, columns)),
    ...advice.map((one) => adviceBlock(one, columns)),
    rulesBlock(
      rules.filter(({ mode }) => mode !== spare?.mode),
      columns,
    ),
    remarksBlock(remarks, columns),
    stepsBlock(steps, diagnosis.observations, columns),
    spare ? spareBlock(spare, columns) : '',
    `${paragraph(`${guideWords}:`, columns)}\n${guideUrl}`,
  ]
}

function modeBlock(diagnosis: Diagnosis, finding: ModeFinding, columns: number): string {
  const ladder = ladderText(ladderOf(diagnosis, finding.mode), columns - 1)
  return [modeHeading(finding), '', ladder, '', paragraph(finding.reason, columns, 2)].join('\n')
}

/** The recipe of the first tool; the others are named. */
function adviceBlock(advice: Advice, columns: number): string {
  const { title, why, recipes, action } = advice
  const [first, ...others] = recipes
  const also = `Also for ${others.map(({ label }) => label).join(', ')}: ${elsewhere}.`
  return [
    paragraph(`${placeOf(advice)}: ${title}`, columns),
    paragraph(why, columns, 2),
    ...(action ? [`  On the command line: ${inOneLine(optionsFor(action))}`] : []),
    ...(first ? recipeLines(first, columns) : []),
    ...(others.length > 0 ? ['', paragraph(also, columns, 2)] : []),
  ].join('\n')
}

function recipeLines({ label, text }: Recipe, columns: number): readonly string[] {
  return ['', paragraph(`${label}:`, columns, 2), '', indented(visible(text), 4)]
}

function spareBlock({ mode, advice }: SpareAdvice, columns: number): string {
  const titles = advice.map((one) => item(`${placeOf(one)}: ${one.title}`, columns))
  return [spareHeading(mode), ...titles, paragraph(`How to do that: ${elsewhere}.`, columns, 2)].join('\n')
}

function rulesBlock(rules: readonly FirewallRule[], columns: number): string {
  if (!hasBlocked(rules)) return ''
  const lines = ruleGroups(rules).flatMap((group) => [
    `  ${group.mode} mode, ${firewallsOf[group.side]}`,
    ...group.rules.flatMap((rule) => ruleLines(rule, columns)),
  ])
  return ['What each firewall must let through', ...lines].join('\n')
}

/** Those that only answer have their arrow in parentheses. */
function ruleLines({ direction, from, to, opens, state, purpose }: FirewallRule, columns: number): readonly string[] {
  const endsColumns = columns - beforeEnds - stateColumns
  const ends = wrapped(inOneLine(`${endWords(from)} ${opens ? '->' : '(->)'} ${endWords(to)}`), endsColumns)
  const [first = '', ...more] = ends
  const line = `    ${padded(direction, 3)} ${padded(first, endsColumns)} ${ruleStates[state].word}`
  const below = [...more, ...wrapped(inOneLine(purpose), columns - beforeEnds)]
  return [line, ...below.map((rest) => ' '.repeat(beforeEnds) + rest)]
}

function remarksBlock(remarks: readonly Remark[], columns: number): string {
  if (remarks.length === 0) return ''
  const lines = remarks.map(({ severity, text }) => item(severity === 'warning' ? `Warning: ${text}` : text, columns))
  return ['Remarks', ...lines].join('\n')
}

function stepsBlock(steps: readonly Step[], observations: Observations, columns: number): string {
  return steps.length === 0 ? '' : ['Steps', ...steps.map((step) => stepLine(step, observations, columns))].join('\n')
}

function stepLine(step: Step, observations: Observations, columns: number): string {
  const begin = `  ${padded(stepNames[step.id], 18)} ${padded(stepStates[step.status].word, 10)} `
  return `${begin}${hanging(seenIn(step, observations), columns, columnsOf(begin))}`.trimEnd()
}

function paragraph(text: string, columns: number, indent = 0): string {
  return text === '' ? '' : `${' '.repeat(indent)}${hanging(text, columns, indent)}`
}

function item(text: string, columns: number): string {
  return `  - ${hanging(text, columns, 4)}`
}

/** Is not broken, as nobody could copy it then: SHA-256, with what a sentence puts behind. */
const fingerprint = /^(?:[\dA-F]{2}:){31}[\dA-F]{2}[.,;:)]*$/i

/** Lines indented by `indent`, but the first. */
function hanging(text: string, columns: number, indent: number): string {
  return wrapped(inOneLine(text), columns - indent, fingerprint).join(`\n${' '.repeat(indent)}`)
}

const elsewhere = 'in the editor, or with --json'
const beforeEnds = '    out '.length
const stateColumns = ' perhaps blocked'.length

function optionsFor(action: AdviceAction): string {
  switch (action.kind) {
    case 'setMode':
      return `--mode ${action.mode}`
    case 'setActive': {
      const { activePorts, activeAddress } = action
      const ports = activePorts ? [`--active-ports ${dashes(activePorts)}`] : []
      return [...ports, ...(activeAddress === undefined ? [] : [`--active-address ${activeAddress}`])].join(' ')
    }
    case 'setSecurity':
      return `--security ${action.security}`
    case 'trustCertificate':
      return `--pin ${action.fingerprint}`
  }
}

function indented(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns))
}
