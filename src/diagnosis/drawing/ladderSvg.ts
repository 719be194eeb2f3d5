/**
 * A ladder as a picture: two boxes with ports, arrows between them, and a wall where one stopped.
 *
 * State is told by colour, by the form of the line and in words. All colours are in `ladderStyle.ts`: there are no `style`
 * attributes, which a content security policy forbids.
 */

import { Html, markup, nothing } from './html.ts'
import type { Ladder, LadderSide, Rung, Wall } from './ladder.ts'
import {
  columnsIn,
  crossRadius,
  laneLeft,
  laneRight,
  layoutOf,
  lineHeight,
  placeX,
  stopX,
  wallWidth,
  width,
  type Layout,
  type Room,
  type Row,
} from './ladderLayout.ts'
import { standaloneStyle } from './ladderStyle.ts'
import { ladderWords } from './ladderWords.ts'
import { fitted } from './textLayout.ts'

export interface LadderSvgOptions {
  /** Begins the ids in it, so that there can be several in a page. */
  readonly id: string
  /** A file of its own: with a style, a ground and a namespace. */
  readonly isStandalone?: boolean
}

const socketWidth = 62
/** Around a picture that stands alone. */
const margin = 16

/** Ends with a line end. */
export function ladderSvg(ladder: Ladder, { id, isStandalone = false }: LadderSvgOptions): string {
  const layout = layoutOf(ladder)
  const { rows, height } = layout
  const walls = ladder.walls.map((wall) => wallOf(wall, layout))
  const drawing = markup`${sidesOf(ladder, layout)}${proxyOf(ladder, layout)}${walls}${rows.map(rungOf)}`
  return markup`<svg class="ladder" role="img" aria-labelledby="${id}-title ${id}-desc" ${attributes(height, isStandalone)}>
<title id="${id}-title">${ladder.title}</title>
<desc id="${id}-desc">${ladderWords(ladder)}</desc>
${isStandalone ? groundOf(height) : nothing}${drawing}</svg>
`.text
}

function attributes(height: number, isStandalone: boolean): Html {
  if (!isStandalone) return markup`viewBox="0 0 ${width} ${height}"`
  const [outerWidth, outerHeight] = [width + 2 * margin, height + 2 * margin]
  const viewBox = `${-margin} ${-margin} ${outerWidth} ${outerHeight}`
  return markup`xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="${viewBox}"`
}

function groundOf(height: number): Html {
  const size = markup`width="${width + 2 * margin - 1}" height="${height + 2 * margin - 1}"`
  return markup`<style>${new Html(standaloneStyle)}</style>
<rect class="page" x="${0.5 - margin}" y="${0.5 - margin}" ${size} rx="8"/>
`
}

function sidesOf({ client, server }: Ladder, { top, bottom }: Layout): Html {
  const boxes = [1, laneRight].map(
    (x) => markup`<rect class="side" x="${x}" y="${top}" width="${laneLeft - 1}" height="${bottom - top}" rx="6"/>
`,
  )
  return markup`${headOf(client, 'start', 1)}${headOf(server, 'end', width - 1)}${boxes}`
}

/** Half of the width for each. */
function headOf({ name, address }: LadderSide, anchor: Anchor, x: number): Html {
  const below = address === undefined ? nothing : written('address', fitted(address, 39), x, 34, anchor)
  return markup`${written('name', fitted(name, 33), x, 14, anchor)}${below}`
}

type Anchor = 'start' | 'middle' | 'end'

function written(kind: string, text: string, x: number, y: number, anchor: Anchor = 'middle'): Html {
  return markup`<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>
`
}

function rungOf(row: Row): Html {
  const { rung, y, isContinued, results, room, labelRoom } = row
  const { label, kind, state } = rung
  const ports = kind === 'opens' && !isContinued ? socketsOf(row) : nothing
  const above = written(kind === 'says' ? 'words' : 'label', fitted(label, columnsIn(labelRoom)), middleOf(labelRoom), y - 8)
  const below = results.map((line, at) => written('result', line, middleOf(room), y + lineHeight * (at + 1)))
  return markup`<g class="${kind} ${state}">
${ports}${arrowOf(row)}${above}${below}</g>
`
}

function middleOf({ left, right }: Room): number {
  return (left + right) / 2
}

/** The ports, at the inner edges of the boxes. */
function socketsOf({ rung: { channel, clientPort, serverPort }, y }: Row): Html {
  const left = socketOf(laneLeft - socketWidth, y, clientPort)
  const right = socketOf(laneRight, y, serverPort)
  return markup`${written('role', channel, 9, y + 4, 'start')}${left}${written('role', channel, width - 9, y + 4, 'end')}${right}`
}

function socketOf(x: number, y: number, port: string): Html {
  return markup`<rect class="socket" x="${x}" y="${y - 12}" width="${socketWidth}" height="24" rx="4"/>
${written('port', `:${port}`, x + socketWidth / 2, y + 4)}`
}

/** What stopped is drawn on, faintly, to where it was to go. */
function arrowOf({ rung, y }: Row): Html {
  const { from, reach, state, kind } = rung
  const isToServer = from === 'client'
  const [start, goal, ahead] = isToServer ? [laneLeft, laneRight, 1] : [laneRight, laneLeft, -1]
  const line = (name: string, x1: number, x2: number, dashes: string) =>
    markup`<line class="${name}" x1="${x1}" y1="${y}" x2="${x2}" y2="${y}" stroke-width="${kind === 'opens' ? 2 : 1.25}" stroke-dasharray="${dashes}"/>
`
  if (state !== 'fails') return markup`${line('line', start, goal - 7 * ahead, dashesOf(rung))}${arrowHead('head', goal, y, ahead)}`
  const stop = stopX(reach, isToServer)
  const ghost = markup`${line('ghost', stop, goal - 10 * ahead, '1 5')}${arrowHead('ghost-head', goal, y, ahead)}`
  return markup`${ghost}${line('line', start, stop, dashesOf(rung))}${crossAt(stop, y)}`
}

function dashesOf({ state, kind }: Rung): string {
  if (state === 'fails') return '7 4'
  if (state === 'untested') return '2 5'
  return kind === 'says' ? '1 3' : 'none'
}

function arrowHead(kind: string, x: number, y: number, ahead: number): Html {
  return markup`<path class="${kind}" d="M${x} ${y}l${-10 * ahead} -5v10z"/>
`
}

function crossAt(x: number, y: number): Html {
  return markup`<circle class="halo" cx="${x}" cy="${y}" r="${crossRadius}"/>
<path class="cross" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10" fill="none" stroke-width="2.75" stroke-linecap="round"/>
`
}

/** Bricks from top to bottom, with a gap where an arrow gets through. */
function wallOf({ place, name }: Wall, { rows, top, bottom }: Layout): Html {
  const x = placeX[place] - wallWidth / 2
  const gaps = rows.filter(({ rung }) => rung.state !== 'fails').map(({ y }) => y)
  const stretches = stretchesOf(top, bottom, gaps).map(([from, end]) => bricks(x, from, end))
  return markup`${stretches}${written('wall-name', name, placeX[place], bottom + 20)}`
}

/** What is left of the height between the gaps. */
function stretchesOf(top: number, bottom: number, gaps: readonly number[]): readonly (readonly [number, number])[] {
  const half = 9
  const tops = [top, ...gaps.map((y) => y + half)]
  const ends = [...gaps.map((y) => y - half), bottom]
  return tops.map((from, at) => [from, ends[at] ?? bottom] as const).filter(([from, end]) => end - from > 2)
}

const brickHeight = 8

function bricks(x: number, top: number, end: number): Html {
  const layers = Array.from({ length: Math.ceil((end - top) / brickHeight) }, (_, at) => top + at * brickHeight)
  const joints = layers.map((y, at) => {
    const above = at > 0 ? `M${x} ${y}h${wallWidth}` : ''
    return `${above}M${x + (at % 2 === 0 ? 5 : 11)} ${y}v${Math.min(brickHeight, end - y)}`
  })
  return markup`<rect class="wall" x="${x}" y="${top}" width="${wallWidth}" height="${end - top}"/>
<path class="joint" d="${joints.join('')}" fill="none" stroke-width="0.75"/>
`
}

function proxyOf({ proxy }: Ladder, { top, bottom }: Layout): Html {
  if (proxy === undefined) return nothing
  const x = width / 2
  return markup`<line class="proxy" x1="${x}" y1="${top}" x2="${x}" y2="${bottom}" stroke-dasharray="4 4"/>
${written('role', `through the proxy ${fitted(proxy, 55)}`, x, bottom + 20)}`
}
