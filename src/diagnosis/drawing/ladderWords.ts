/** A ladder in sentences, for whoever can't see it. */

import type { Ladder, LadderSide, Rung } from './ladder.ts'

export function ladderWords({ client, server, proxy, rungs, walls }: Ladder): string {
  const between = proxy === undefined ? [] : [`Between them is the proxy ${proxy}.`]
  const sides = `${capitalized(shown(client))} is on the left, ${shown(server)} on the right.`
  const stop = walls.map(({ name }) => `In the way is ${name}.`)
  return [sides, ...between, ...rungs.map(sentenceOf), ...stop].join(' ')
}

function shown({ name, address }: LadderSide): string {
  return address === undefined ? name : `${name} (${address})`
}

const stops = { clientEdge: "stops at this computer's side", middle: 'stops on the way', serverEdge: "stops at the server's side" } as const

function sentenceOf(rung: Rung): string {
  return `${rung.kind === 'opens' ? opening(rung) : saying(rung)}${outcome(rung)}.`
}

function opening({ from, channel, clientPort, serverPort }: Rung): string {
  const ends = { client: `port ${clientPort} of this computer`, server: `port ${serverPort} of the server` }
  const [who, start, goal] = from === 'client' ? ['This computer', ends.client, ends.server] : ['The server', ends.server, ends.client]
  return `${who} opens the ${channel} connection from ${start} to ${goal}`
    .replaceAll('port ?', 'an unknown port')
    .replaceAll('?', ' (presumably)')
}

function saying({ from, channel, label }: Rung): string {
  return `${from === 'client' ? 'This computer' : 'The server'} says on the ${channel} connection: ${label}`
}

function outcome({ state, reach, result, kind }: Rung): string {
  const why = result === '' ? '' : `: ${result}`
  if (state === 'untested') return ': not tested'
  const more = result === '' ? '' : `, ${result}`
  if (state === 'works') return kind === 'opens' ? `: works${more}` : more
  return kind === 'says' ? ` (fails${why})` : ` (fails, ${reach === 'across' ? 'after it got across' : stops[reach]}${why})`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
