/** Where the parts of a ladder's picture are, in the units of its view box. */

import type { Ladder, Reach, Rung, Wall } from './ladder.ts'
import { wrapped } from './textLayout.ts'

export const width = 500
export const lineHeight = 17
/** Where arrows begin and end: between the boxes. */
export const laneLeft = 118
export const laneRight = width - laneLeft
/** Of the middle of a wall. */
export const placeX: Readonly<Record<Wall['place'], number>> = { clientEdge: laneLeft + 36, middle: width / 2, serverEdge: laneRight - 36 }
export const wallWidth = 16
export const crossRadius = 9
/** Of a character, on the wide side: fonts differ. */
const charWidth = 6.9

export interface Layout {
  /** Of the boxes. */
  readonly top: number
  readonly bottom: number
  readonly height: number
  readonly rows: readonly Row[]
}

/** A rung and its place. */
export interface Row {
  readonly rung: Rung
  /** Its ports are those of the rung before. */
  readonly isContinued: boolean
  /** Of its line. */
  readonly y: number
  readonly bottom: number
  readonly results: readonly string[]
  /** For what is written on it. */
  readonly room: Room
  /** For what is written above it: not where it is crossed out. */
  readonly labelRoom: Room
}

/** From side to side, free of walls. */
export interface Room {
  readonly left: number
  readonly right: number
}

export function layoutOf(ladder: Ladder): Layout {
  const { client, server, walls, proxy } = ladder
  const top = client.address === undefined && server.address === undefined ? 26 : 46
  const rows = rowsOf(ladder, top)
  const bottom = rows.at(-1)?.bottom ?? top
  return { top, bottom, height: bottom + (walls.length > 0 || proxy !== undefined ? 28 : 2), rows }
}

function rowsOf(ladder: Ladder, topOfBoxes: number): readonly Row[] {
  const { rungs } = ladder
  let top = topOfBoxes + 8
  return rungs.map((rung, at) => {
    const isContinued = rungs[at - 1]?.channel === rung.channel
    const room = roomFor(rung, ladder)
    const results = resultsOf(rung, columnsIn(room))
    const y = top + (isContinued ? 26 : 34)
    top = y + 6 + results.length * lineHeight
    return { rung, isContinued, y, bottom: top + 6, results, room, labelRoom: uncrossed(room, rung) }
  })
}

/** What is written stands where its arrow begins, if something stands in the middle. */
function roomFor({ from }: Rung, { walls, proxy }: Ladder): Room {
  const has = (place: Wall['place']) => walls.some((wall) => wall.place === place)
  const clear = wallWidth / 2 + 4
  const left = has('clientEdge') ? placeX.clientEdge + clear : laneLeft + 6
  const right = has('serverEdge') ? placeX.serverEdge - clear : laneRight - 6
  if (!has('middle') && proxy === undefined) return { left, right }
  return from === 'client' ? { left, right: placeX.middle - clear } : { left: placeX.middle + clear, right }
}

/** In the middle there may be no wall that keeps the label away from the cross. */
function uncrossed(room: Room, { state, reach, from }: Rung): Room {
  if (state !== 'fails' || reach !== 'middle') return room
  const end = stopX(reach, from === 'client')
  return from === 'client'
    ? { ...room, right: Math.min(room.right, end - crossRadius) }
    : { ...room, left: Math.max(room.left, end + crossRadius) }
}

export function columnsIn({ left, right }: Room): number {
  return Math.floor((right - left) / charWidth)
}

function resultsOf({ state, kind, result }: Rung, columns: number): readonly string[] {
  if (state === 'untested') return ['not tested']
  if (state === 'works' && kind === 'says') return result === '' ? [] : wrapped(result, columns)
  if (state === 'works') return [result === '' ? '✓ works' : `✓ works, ${result}`]
  return wrapped(`✗ ${result === '' ? 'fails' : result}`, columns)
}

/** Where an arrow stops: on the near side of what stands there. */
export function stopX(reach: Reach, isToServer: boolean): number {
  if (reach === 'across') return isToServer ? laneRight - 12 : laneLeft + 12
  const distance = wallWidth / 2 + 11
  return placeX[reach] + (isToServer ? -distance : distance)
}
