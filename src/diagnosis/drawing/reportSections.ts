/** The parts of the report's page that say what was found, from top to bottom. */

import type { Diagnosis, FirewallRule, ModeFinding, Remark } from '../diagnosis.ts'
import type { Observations, Step } from '../observations.ts'
import { modeNames, shownTime } from '../words.ts'
import { Html, markup, nothing } from './html.ts'
import { ladderOf } from './ladder.ts'
import { ladderSvg } from './ladderSvg.ts'
import { hasBlocked, type ReportContent } from './reportContent.ts'
import {
  endWords,
  firewallsOf,
  guideUrl,
  guideWords,
  headOf,
  modeHeading,
  packetWords,
  roundTripWords,
  ruleGroups,
  ruleStates,
  seenIn,
  signs,
  stateOfMode,
  stepNames,
  stepStates,
  stepTitles,
  timesOf,
  type RuleGroup,
  type State,
} from './reportWords.ts'

export function headSection(diagnosis: Diagnosis): Html {
  const facts = headOf(diagnosis).map(
    ([label, text]) => markup`<div><dt>${label}</dt><dd>${text}</dd></div>
`,
  )
  return markup`<dl class="facts">
${facts}<div><dt>When</dt><dd><time datetime="${new Date(diagnosis.observations.takenAt).toISOString()}">${shownTime(diagnosis.observations)}</time></dd></div>
</dl>
`
}

/** Those of the class `host` need the editor, and `browser` is where there is none. Below them stands what the host says of the site. */
export const toolbar = markup`<div class="toolbar" role="group" aria-label="The report">
<button type="button" class="host" data-post="again">Diagnose again</button>
<button type="button" class="host secondary" data-post="print">Save for printing…</button>
<button type="button" class="browser secondary" data-print>Print</button>
<span class="host pair"><button type="button" class="secondary" data-markdown>Copy as Markdown</button>
<label><input type="checkbox" id="redact" checked> names and addresses replaced</label></span>
<span class="said" role="status"></span>
</div>
<p class="changed" role="status"></p>
`

export function allIsWellLine({ allIsWell }: ReportContent): Html {
  if (allIsWell === '') return nothing
  return markup`<p class="well">${allIsWell}</p>
`
}

export const guideLine = markup`<p class="guide"><a href="${guideUrl}">${guideWords}</a></p>
`

export function laddersSection(diagnosis: Diagnosis, findings: readonly ModeFinding[]): Html {
  if (findings.length === 0) return nothing
  return markup`<section class="ladders" aria-label="Both transfer modes">
${findings.map((finding) => modeArticle(diagnosis, finding))}</section>
`
}

function modeArticle(diagnosis: Diagnosis, finding: ModeFinding): Html {
  const { mode } = finding
  const { sign } = stateOfMode(finding)
  return markup`<article class="mode ${sign}">
<h2><span class="sign" aria-hidden="true">${signs[sign]}</span> ${modeHeading(finding)}</h2>
${new Html(ladderSvg(ladderOf(diagnosis, mode), { id: mode }))}<p>${finding.reason}</p>
</article>
`
}

/** Folded where no firewall is in the way of anything. */
export function rulesSection(rules: readonly FirewallRule[]): Html {
  if (rules.length === 0) return nothing
  const table = markup`<div class="scroll" tabindex="0" role="region" aria-labelledby="rules"><table role="table" aria-labelledby="rules">
<caption id="rules">What each firewall must let through for files to be transferred</caption>
${titlesOf(ruleTitles)}${ruleGroups(rules).map(rulesBody)}</table></div>
`
  if (hasBlocked(rules))
    return markup`<section>
<h2>Firewalls</h2>
${table}</section>
`
  return markup`<section>
<details>
<summary><h2>Firewalls</h2> <span class="muted">none was seen in the way</span></summary>
${table}</details>
</section>
`
}

const ruleTitles = ['For', 'State', 'Direction', 'From', 'To', 'Packets'] as const

/** In a narrow page rows are blocks and not rows any more, and forget what they are: hence the roles. */
function titlesOf(titles: readonly string[]): Html {
  return markup`<thead role="rowgroup"><tr role="row">${titles.map((title) => markup`<th role="columnheader" scope="col">${title}</th>`)}</tr></thead>
`
}

function rulesBody({ mode, side, rules }: RuleGroup): Html {
  return markup`<tbody role="rowgroup">
<tr role="row"><th role="rowheader" colspan="6" scope="rowgroup">${modeNames[mode]} mode, ${firewallsOf[side]}</th></tr>
${rules.map(ruleRow)}</tbody>
`
}

function ruleRow(rule: FirewallRule): Html {
  const { purpose, direction, from, to, state } = rule
  const ends = [from, to].map((end) => endWords(end).replaceAll('> ', '>\u00a0')) // `> 1023` in one piece
  const [, , ...titles] = ruleTitles
  const cells = [direction, ...ends, packetWords(rule)].map((text, at) => cellOf(text, titles[at] ?? ''))
  return rowOf(purpose, ruleStates[state], cells)
}

function rowOf(name: string, state: State, cells: readonly Html[]): Html {
  return markup`<tr role="row"><th role="rowheader" scope="row">${name}</th><td role="cell">${stateMark(state)}</td>${cells}</tr>
`
}

/** In a narrow page the title stands in front of it. */
function cellOf(text: string, title: string): Html {
  return markup`<td role="cell" data-title="${title}">${text}</td>`
}

function stateMark({ sign, word }: State): Html {
  return markup`<span class="state ${sign}"><span class="sign" aria-hidden="true">${signs[sign]}</span> ${word}</span>`
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
  const mark = severity === 'warning' ? markup`<span class="sign" aria-hidden="true">${signs.doubtful}</span> Warning` : 'Note'
  return markup`<li class="${severity}"><strong>${mark}</strong> <span>${text}</span></li>
`
}

export function stepsSection(steps: readonly Step[], observations: Observations): Html {
  if (steps.length === 0) return nothing
  const titles = stepTitles(steps)
  const rows = steps.map((step) => {
    const cells = [...timesOf(step, steps), seenIn(step, observations)].map((text, at) => cellOf(text, titles[at + 2] ?? ''))
    return rowOf(stepNames[step.id], stepStates[step.status], cells)
  })
  return markup`<section>
<h2>Steps</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="steps"><table role="table" class="steps" aria-labelledby="steps">
<caption id="steps">What was tried, in this order. ${roundTripWords(observations)}</caption>
${titlesOf(titles)}<tbody role="rowgroup">
${rows}</tbody>
</table></div>
</section>
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
