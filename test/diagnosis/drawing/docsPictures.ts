/** The pictures of `docs/modes.md`: the textbook's ladders, and what may be in the way. */

import { ladderSvg } from '../../../src/diagnosis/drawing/ladderSvg.ts'
import { textbookLadder, type InTheWay } from '../../../src/diagnosis/drawing/textbookLadder.ts'
import type { DataMode } from '../../../src/ftp/data/strategy.ts'

const pictures: readonly (readonly [name: string, mode: DataMode, inTheWay?: InTheWay])[] = [
  ['passive', 'passive'],
  ['active', 'active'],
  ['passive-server-firewall', 'passive', { culprit: 'serverFirewall', result: 'nothing answers: only port 21 is open' }],
  ['passive-server-router', 'passive', { culprit: 'serverRouter', result: 'nothing answers: the router passes on only port 21' }],
  ['passive-client-firewall', 'passive', { culprit: 'clientFirewall', result: 'not let out: only a few ports are allowed' }],
  ['active-client-firewall', 'active', { culprit: 'clientFirewall', result: 'nothing arrives: it may not come in' }],
  ['active-client-router', 'active', { culprit: 'clientRouter', result: 'nothing arrives: nobody told the router whose port 1027 is' }],
  ['active-server-firewall', 'active', { culprit: 'serverFirewall', result: 'not let out: the server may only answer' }],
]

/** File names in `docs/images`, and what is in them. */
export function docsPictures(): ReadonlyMap<string, string> {
  return new Map(
    pictures.map(([name, mode, inTheWay]) => [`${name}.svg`, ladderSvg(textbookLadder(mode, inTheWay), { id: name, isStandalone: true })]),
  )
}
