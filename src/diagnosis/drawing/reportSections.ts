/** The parts of the report's page that say what was found, from top to bottom. */

import type { DataMode } from '../../ftp/data/strategy.ts'
import type { Diagnosis, FirewallRule, Remark } from '../diagnosis.ts'
import type { Observations, Step } from '../observations.ts'
import { modeNames } from '../words.ts'
import { Html, markup, nothing } from './html.ts'
import { ladderOf, shownMs } from './ladder.ts'
import { ladderSvg } from './ladderSvg.ts'
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
  stateOfMode,
  stepNames,
  stepStates,
  type State,
} from './reportWords.ts'

export function headSection(diagnosis: Diagnosis, at: Date): Html {
  const facts = headOf(diagnosis).map(
    ([label, text]) => markup`<div><dt>${label}</dt><dd>${text}</dd></div>
`,
  )
  return markup`<dl class="facts">
${facts}<div><dt>When</dt><dd><time datetime="${at.toISOString()}">${shownTime(at)}</time></dd></div>
</dl>
`
}

/** Those of the class `host` need the editor. */
export const toolbar = markup`<div class="toolbar" role="group" aria-label="The report">
<button type="button" class="host" data-post="again">Diagnose again</button>
<button type="button" class="host secondary" data-markdown>Copy as Markdown</button>
<label class="host"><input type="checkbox" id="redact" checked> without names and addresses</label>
<button type="button" class="secondary" data-print>Print</button>
<span class="said" role="status"></span>
</div>
`

export function laddersSection(diagnosis: Diagnosis): Html {
  return markup`<section class="ladders" aria-label="Both transfer modes">
${modes.map((mode) => modeArticle(diagnosis, mode))}</section>
`
}

function modeArticle(diagnosis: Diagnosis, mode: DataMode): Html {
  const finding = diagnosis[mode]
  const { sign } = stateOfMode(finding)
  return markup`<article class="mode ${sign}">
<h2><span class="sign" aria-hidden="true">${signs[sign]}</span> ${modeHeading(finding)}</h2>
${new Html(ladderSvg(ladderOf(diagnosis, mode), { id: mode }))}<p>${finding.reason}</p>
</article>
`
}

export function rulesSection(rules: readonly FirewallRule[]): Html {
  if (rules.length === 0) return nothing
  return markup`<section>
<h2>Firewalls</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="rules"><table>
<caption id="rules">What each firewall must let through for files to be transferred</caption>
${titlesOf('For', 'State', 'Direction', 'From', 'To', 'Packets')}${modes.flatMap((mode) => sides.map((side) => rulesBody(rules, mode, side)))}</table></div>
</section>
`
}

function titlesOf(...titles: readonly string[]): Html {
  return markup`<thead><tr>${titles.map((title) => markup`<th scope="col">${title}</th>`)}</tr></thead>
`
}

function rulesBody(rules: readonly FirewallRule[], mode: DataMode, side: FirewallRule['side']): Html {
  const own = rulesOf(rules, mode, side)
  if (own.length === 0) return nothing
  return markup`<tbody>
<tr><th colspan="6" scope="rowgroup">${modeNames[mode]} mode, ${firewallsOf[side]}</th></tr>
${own.map(ruleRow)}</tbody>
`
}

/** The state comes early: in a narrow page the last columns are out of sight. */
function ruleRow(rule: FirewallRule): Html {
  const { purpose, direction, from, to, state } = rule
  const ends = [from, to].map((end) => endWords(end).replaceAll('> ', '>\u00a0')) // `> 1023` in one piece
  const cells = [direction, ...ends, packetWords(rule)].map((text) => markup`<td>${text}</td>`)
  return markup`<tr><th scope="row">${purpose}</th><td>${stateMark(ruleStates[state])}</td>${cells}</tr>
`
}

function stateMark({ sign, word }: State): Html {
  return markup`<span class="state ${sign}"><span aria-hidden="true">${signs[sign]}</span> ${word}</span>`
}

export function remarksSection(remarks: readonly Remark[]): Html {
  if (remarks.length === 0) return nothing
  return markup`<section>
<h2>Remarks</h2>
<ul class="remarks">
${remarks.map(remarkItem)}</ul>
</section>
`
}

function remarkItem({ severity, text }: Remark): Html {
  return markup`<li class="${severity}"><strong>${severity === 'warning' ? '! Warning' : 'Note'}</strong> <span>${text}</span></li>
`
}

export function stepsSection(observations: Observations): Html {
  const { steps } = observations
  if (steps.length === 0) return nothing
  return markup`<section>
<h2>Steps</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="steps"><table class="steps">
<caption id="steps">What was tried, in this order. ${roundTripWords(observations)}</caption>
${titlesOf('Step', 'Result', 'Time', 'Round trips', 'Seen')}<tbody>
${steps.map(stepRow)}</tbody>
</table></div>
</section>
`
}

function stepRow({ id, status, detail, ms, roundTrips }: Step): Html {
  const numbers = [ms === undefined ? '' : shownMs(ms), roundTrips ?? ''].map((text) => markup`<td class="number">${text}</td>`)
  return markup`<tr><th scope="row">${stepNames[id]}</th><td>${stateMark(stepStates[status])}</td>${numbers}<td class="detail">${detail}</td></tr>
`
}

export function dialogueSection({ dialogue }: Observations): Html {
  if (dialogue.length === 0) return nothing
  return markup`<section>
<details>
<summary><h2>Dialogue</h2> <span class="muted">${dialogue.length} ${dialogue.length === 1 ? 'line' : 'lines'}</span></summary>
<p><button type="button" class="secondary" data-copy="dialogue">Copy</button></p>
<pre id="dialogue" tabindex="0">${dialogue.join('\n')}</pre>
</details>
</section>
`
}
