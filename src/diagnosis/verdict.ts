/** The whole diagnosis in one or two sentences: which mode works, what is in the way of the other, and whether to switch. */

import { notTried, type Judgement } from './judgement.ts'
import { verdictOfFailure } from './loginFinding.ts'
import type { Observations } from './observations.ts'
import { modeNames, sentence } from './words.ts'

export function verdictOf(observations: Observations, passive: Judgement, active: Judgement): string {
  const { failure, settings } = observations
  const both = [passive, active]
  if (both.every(({ works }) => works === undefined)) return failure ? verdictOfFailure(observations, failure) : nothingTried(both)
  if (both.every(({ works }) => works === true)) return 'Both modes work.'
  const said = both.every(({ works }) => works === false) ? ['Neither mode works.', ...both.map(afterColon)] : both.map(clauseOf)
  return [...said, switchFrom(settings.mode, both)].join(' ').trimEnd()
}

function nothingTried(both: readonly Judgement[]): string {
  const why = both.flatMap(({ ways }) => ways).find(({ message }) => message !== '')?.message
  return `The login works, but neither mode was tried${why === undefined ? '.' : `: ${sentence(why)}`}`
}

/** `Passive: the server's firewall drops …` */
function afterColon({ mode, obstruction }: Judgement): string {
  return `${modeNames[mode]}: ${sentence(obstruction?.why ?? 'it is not known why')}`
}

function clauseOf({ mode, works, obstruction, ways }: Judgement): string {
  if (works === undefined) return `${modeNames[mode]} ${notTried(ways)}.`
  return works ? `${modeNames[mode]} works.` : `${modeNames[mode]} can't work: ${sentence(obstruction?.why ?? 'it is not known why')}`
}

/** Nothing for `auto`, which finds what works by itself. */
function switchFrom(mode: Observations['settings']['mode'], both: readonly Judgement[]): string {
  const isFailing = both.some((judgement) => judgement.mode === mode && judgement.works === false)
  const other = both.find((judgement) => judgement.mode !== mode && judgement.works === true)
  return isFailing && other ? `This site is set to ${mode}: switch to ${other.mode}.` : ''
}
