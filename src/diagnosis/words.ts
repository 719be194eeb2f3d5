/** Words that several conclusions are put in. */

import type { DataMode } from '../ftp/data/strategy.ts'
import type { PortRange } from '../ftp/server.ts'
import type { Observations, Place, WayObservation } from './observations.ts'

export const modeNames: Readonly<Record<DataMode, string>> = { passive: 'Passive', active: 'Active' }

/** `41233`, `41233 and 38842`, `1, 2 and 3`: each once. */
export function listed(items: readonly (string | number)[]): string {
  const all = [...new Set(items)].map(String)
  const last = all.at(-1) ?? ''
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}

/** `port 50123`, `ports 50123 and 50124`; `this computer` if there is none to be told. */
export function portsOf(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'this computer'
  return `${new Set(numbers).size === 1 ? 'port' : 'ports'} ${listed(numbers)}`
}

/** A range in sentences: `50000–50100`, and `50000` for one port. */
export function portsText({ low, high }: PortRange): string {
  return low === high ? `${low}` : `${low}–${high}`
}

/** A range as settings, options and most firewalls have it: `50000-50100`. */
export function dashes({ low, high }: PortRange): string {
  return low === high ? `${low}` : `${low}-${high}`
}

/** ` in 4 s`, or nothing for a time that says nothing. */
export function inSeconds(ms: number | undefined): string {
  return ms === undefined || ms < 1000 ? '' : ` in ${Math.floor(ms / 1000)} s`
}

/** With a full stop, if it has none. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

/** `EPRT: 500 Illegal EPRT command.`, of each that has a reply. */
export function repliesOf(ways: readonly WayObservation[]): string {
  return ways.flatMap(({ method, reply }) => (reply ? [`${method}: ${reply.code} ${reply.text.replace(/\.$/, '')}`] : [])).join('; ')
}

/** When it was: `2025-11-20 17:22 UTC`. */
export function shownTime({ takenAt }: Pick<Observations, 'takenAt'>): string {
  return `${new Date(takenAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Where active mode listens; empty where that is the computer that somebody sits at. */
export function placeWords({ kind, name }: Place): string {
  switch (kind) {
    case 'local':
      return ''
    case 'wsl':
      return `Portside runs in WSL (${name}), and active mode listens there: WSL is behind a NAT of Windows, unless its network is mirrored.`
    case 'container':
      return `Portside runs in a container (${name}), and active mode listens there: a container is behind NAT, unless it uses its computer's own network.`
    case 'codespaces':
      return `Portside runs in a codespace (${name}), and active mode listens there: nothing can connect to it from outside.`
    case 'ssh':
      return `Portside runs on ${name}, reached by SSH, and active mode listens there: that computer's network and firewall count, not those of the computer in front of you.`
    case 'remote':
      return `Portside runs on ${name}, and active mode listens there: that computer's network and firewall count, not those of the computer in front of you.`
  }
}
