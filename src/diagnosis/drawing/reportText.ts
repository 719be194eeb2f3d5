/** The report for a terminal: verdict, both ladders, what to do, firewalls, remarks, steps. */

import type { Advice, AdviceAction, Diagnosis, FirewallRule, Recipe } from '../diagnosis.ts'
import { ladderOf } from './ladder.ts'
import { ladderText } from './ladderText.ts'
import { endWords, firewallsOf, modeHeading, modes, ruleStates, rulesOf, sides, stepNames, stepStates, whose } from './reportWords.ts'
import { columnsOf, inOneLine, padded, visible, wrapped } from './textLayout.ts'

const allColumns = 79

/** Lines of at most 80 columns, but for what is to be pasted. Ends with a line end. */
export function reportText(diagnosis: Diagnosis): string {
  const { verdict, advice, observations } = diagnosis
  const blocks = [
    paragraph(verdict),
    ...modes.map((mode) => modeBlock(diagnosis, mode)),
    ...advice.map(adviceBlock),
    rulesBlock(diagnosis.rules),
    remarksBlock(diagnosis),
    stepsBlock(observations),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function modeBlock(diagnosis: Diagnosis, mode: (typeof modes)[number]): string {
  const finding = diagnosis[mode]
  return [modeHeading(finding), '', ladderText(ladderOf(diagnosis, mode)), '', paragraph(finding.reason, 2)].join('\n')
}

/** The recipe of the first tool; the others are named. */
function adviceBlock({ title, who, why, recipes, action }: Advice): string {
  const [first, ...others] = recipes
  const also = `Also for ${others.map(({ label }) => label).join(', ')}: in the editor, and with --json.`
  return [
    paragraph(`${whose[who]}: ${title}`),
    paragraph(why, 2),
    ...(action ? [paragraph(`On the command line: ${optionsFor(action)}`, 2)] : []),
    ...(first ? recipeLines(first) : []),
    ...(others.length > 0 ? ['', paragraph(also, 2)] : []),
  ].join('\n')
}

function optionsFor(action: AdviceAction): string {
  switch (action.kind) {
    case 'setMode':
      return `--mode ${action.mode}`
    case 'setActive': {
      const { activePorts, activeAddress } = action
      const ports = activePorts ? [`--active-ports ${activePorts.low}-${activePorts.high}`] : []
      return [...ports, ...(activeAddress === undefined ? [] : [`--active-address ${activeAddress}`])].join(' ')
    }
    case 'trustCertificate':
      return `--pin ${action.fingerprint}`
  }
}

function recipeLines({ label, text }: Recipe): readonly string[] {
  return ['', paragraph(`${label}:`, 2), '', indented(visible(text), 4)]
}

function rulesBlock(rules: readonly FirewallRule[]): string {
  if (rules.length === 0) return ''
  const groups = modes.flatMap((mode) =>
    sides.flatMap((side) => {
      const own = rulesOf(rules, mode, side)
      return own.length === 0 ? [] : [`  ${mode} mode, ${firewallsOf[side]}`, ...own.flatMap(ruleLines)]
    }),
  )
  return ['What each firewall must let through', ...groups].join('\n')
}

/** Those that only answer have their arrow in parentheses. */
function ruleLines({ direction, from, to, opens, state, purpose }: FirewallRule): readonly string[] {
  const ends = wrapped(inOneLine(`${endWords(from)} ${opens ? '->' : '(->)'} ${endWords(to)}`), endsColumns)
  const [first = '', ...more] = ends
  const line = `    ${padded(direction, 3)} ${padded(first, endsColumns)} ${ruleStates[state].word}`
  return [line, ...[...more, ...wrapped(inOneLine(purpose), allColumns - 8)].map((rest) => `        ${rest}`)]
}

const endsColumns = 54

function remarksBlock({ remarks }: Diagnosis): string {
  if (remarks.length === 0) return ''
  return ['Remarks', ...remarks.map(({ severity, text }) => paragraph(severity === 'warning' ? `Warning: ${text}` : text, 2))].join('\n')
}

function stepsBlock({ steps }: Diagnosis['observations']): string {
  if (steps.length === 0) return ''
  return ['Steps', ...steps.map(({ id, status, detail }) => stepLine(stepNames[id], stepStates[status].word, detail))].join('\n')
}

function stepLine(name: string, state: string, detail: string): string {
  const begin = `  ${padded(name, 18)} ${padded(state, 10)} `
  return `${begin}${hanging(detail, columnsOf(begin))}`.trimEnd()
}

/** Lines indented by `columns`, but the first. */
function hanging(text: string, columns: number): string {
  return wrapped(inOneLine(text), allColumns - columns).join(`\n${' '.repeat(columns)}`)
}

function paragraph(text: string, columns = 0): string {
  return `${' '.repeat(columns)}${hanging(text, columns)}`
}

function indented(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns))
}
