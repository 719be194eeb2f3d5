/**
 * What a report has in it, whatever its form: only what was reached, nothing twice, and what nobody needs by itself.
 */

import type { DataMode } from '../../ftp/data/strategy.ts'
import type { Advice, Diagnosis, FirewallRule, ModeFinding, Remark } from '../diagnosis.ts'
import type { Step } from '../observations.ts'
import { modes } from './reportWords.ts'

export interface ReportContent {
  /** Behind the verdict: that nothing has to be changed. Empty where something has. */
  readonly allIsWell: string
  /** In the order to be shown; none where the way ended before data connections were tried. */
  readonly findings: readonly ModeFinding[]
  readonly advice: readonly Advice[]
  /** What would help the mode that the site can do without, if there is one. */
  readonly spare: SpareAdvice | undefined
  readonly rules: readonly FirewallRule[]
  readonly remarks: readonly Remark[]
  readonly steps: readonly Step[]
}

export interface SpareAdvice {
  readonly mode: DataMode
  readonly advice: readonly Advice[]
}

export function contentOf(diagnosis: Diagnosis): ReportContent {
  const { observations, rules } = diagnosis
  if (observations.failure) return contentOfFailure(diagnosis)
  const { remarks } = diagnosis
  const spareMode = spareModeOf(diagnosis)
  const isSpare = ({ mode }: Advice) => mode !== undefined && mode === spareMode
  const advice = diagnosis.advice.map((one) => ({ ...one, why: withoutRemarks(one.why, remarks) }))
  const spare = advice.filter(isSpare)
  return {
    allIsWell: allIsWell(diagnosis),
    findings: modes.map((mode) => ({ ...diagnosis[mode], reason: withoutRemarks(diagnosis[mode].reason, remarks) })),
    advice: advice.filter((one) => !isSpare(one)),
    spare: spareMode && spare.length > 0 ? { mode: spareMode, advice: spare } : undefined,
    rules,
    remarks,
    steps: observations.steps,
  }
}

/** Pictures of two modes that were not tried would say the same twice, and a firewall was not what ended it, or the advice says so. */
function contentOfFailure({ advice, observations }: Diagnosis): ReportContent {
  const steps = observations.steps.filter(({ status }) => status !== 'untried')
  return { allIsWell: '', findings: [], advice, spare: undefined, rules: [], remarks: [], steps }
}

/** A firewall is in the way of something, for sure or perhaps. */
export function hasBlocked(rules: readonly FirewallRule[]): boolean {
  return rules.some(({ state }) => state === 'fails' || state === 'suspected')
}

/** The mode that doesn't work, where the other does and the site uses that, by itself or because it is set to it. */
export function spareModeOf({ observations, passive, active }: Diagnosis): DataMode | undefined {
  const { mode } = observations.settings
  if (mode !== 'active' && passive.works === true && active.works !== true) return 'active'
  return mode !== 'passive' && active.works === true && passive.works !== true ? 'passive' : undefined
}

function allIsWell(diagnosis: Diagnosis): string {
  const { observations, passive, active } = diagnosis
  if (passive.works === true && active.works === true) return 'Files can be transferred: nothing has to be changed for that.'
  const spare = spareModeOf(diagnosis)
  if (spare === undefined) return ''
  const used = spare === 'active' ? 'passive' : 'active'
  const how = observations.settings.mode === 'auto' ? `Auto uses ${used} mode by itself` : `the site is set to ${used} mode`
  return `Files can be transferred: ${how}, so nothing has to be changed for that.`
}

/** What a remark says is said there, once: where Portside runs, mostly. */
function withoutRemarks(text: string, remarks: readonly Remark[]): string {
  return remarks
    .reduce((rest, remark) => rest.replace(remark.text, ''), text)
    .replace(/ {2,}/g, ' ')
    .trim()
}
