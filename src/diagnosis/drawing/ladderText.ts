/**
 * A ladder in characters, for terminals and Markdown:
 *
 * ```
 *   this computer 192.168.1.20                       ftp.example.org 203.0.113.9
 *   control  :51234  ------------ opens ------------>  :21      ok, 48 ms
 *   data     :51235  X<---------- opens -------------  :20?     failed
 *                    nothing arrived in 4 s: your router dropped it
 * ```
 */

import type { Ladder, LadderSide, Reach, Rung } from './ladder.ts'
import { centered, columnsOf, fitted, padded, paddedBefore, wrapped } from './textLayout.ts'

const arrowColumns = 32
const portColumns = 6
const beforeArrow = '  control  :51234  '.length
/** Lines are no longer than this: the arrows are not stretched. */
const mostColumns = 78

/** Lines without a line end behind the last, of at most `columns`: no fewer than 59. */
export function ladderText(ladder: Ladder, columns = mostColumns): string {
  const allColumns = Math.min(columns, mostColumns)
  const lines = ladder.rungs.flatMap((rung, at) => linesOf(rung, ladder.rungs[at - 1]?.channel === rung.channel, allColumns))
  return [...headOf(ladder, allColumns), ...lines].map((line) => line.trimEnd()).join('\n')
}

function headOf({ client, server, proxy }: Ladder, allColumns: number): readonly string[] {
  const [left, right] = [shown(client, allColumns), shown(server, allColumns)]
  const free = allColumns - 2 - columnsOf(left) - columnsOf(right)
  const head = free >= 2 ? [`  ${left}${' '.repeat(free)}${right}`] : [`  ${left}`, `  ${paddedBefore(right, allColumns - 2)}`]
  return proxy === undefined ? head : [...head, `  through the proxy ${fitted(proxy, allColumns - 20)}`]
}

function shown({ name, address }: LadderSide, allColumns: number): string {
  const after = address === undefined ? '' : ` ${fitted(address, allColumns - 16)}`
  return `${fitted(name, allColumns - 2 - columnsOf(after))}${after}`
}

function linesOf(rung: Rung, isContinued: boolean, allColumns: number): readonly string[] {
  const { kind, clientPort, serverPort, channel } = rung
  const isOpening = kind === 'opens'
  const name = padded(isOpening && !isContinued ? channel : '', 7)
  const [left, right] = [clientPort, serverPort].map((port) => padded(isOpening ? `:${port}` : '', portColumns))
  const line = `  ${name}  ${left ?? ''}  ${arrow(rung)}  ${right ?? ''}`
  const { state, reason } = resultOf(rung)
  const isWide = allColumns === mostColumns
  const below = isWide ? reason : [state, reason].filter((part) => part !== '').join(': ')
  const lines = below === '' ? [] : wrapped(below, allColumns - beforeArrow)
  return [isWide ? `${line}  ${state}` : line, ...lines.map((part) => ' '.repeat(beforeArrow) + part)]
}

function resultOf({ state, kind, result }: Rung): { readonly state: string; readonly reason: string } {
  if (state === 'untested') return { state: 'not tested', reason: '' }
  if (state === 'fails') return { state: 'failed', reason: result }
  if (kind === 'says') return { state: '', reason: result }
  return { state: result === '' ? 'ok' : `ok, ${result}`, reason: '' }
}

const reached: Readonly<Record<Reach, number>> = { across: arrowColumns, serverEdge: arrowColumns, middle: 20, clientEdge: 4 }
const fromServer: Readonly<Record<Reach, Reach>> = {
  across: 'across',
  middle: 'middle',
  clientEdge: 'serverEdge',
  serverEdge: 'clientEdge',
}

/** `---- opens ---->`, `--- opens -->X`, `->X  opens`, `X<--- opens ----`: connections of `-`, words of `.`, and gaps where nothing was tried. */
function arrow({ label, kind, state, reach, from }: Rung): string {
  const isToServer = from === 'client'
  const fails = state === 'fails'
  const shaft = reached[isToServer ? reach : fromServer[reach]] - (fails ? 2 : 1)
  const text = ` ${fitted(label, arrowColumns - 6)} `
  const hasRoom = columnsOf(text) + 2 <= shaft
  const line = centered(hasRoom ? text : '', shaft, kind === 'opens' ? '-' : '.')
  const drawn = state === 'untested' ? line.replaceAll('--', '- ') : line
  if (isToServer) return padded(`${drawn}${fails ? '>X' : '>'}${hasRoom ? '' : ` ${text}`}`, arrowColumns)
  return paddedBefore(`${hasRoom ? '' : `${text} `}${fails ? 'X<' : '<'}${drawn}`, arrowColumns)
}
