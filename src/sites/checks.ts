/** Whether what somebody wrote is a server name, a port, a range of them. Total: anything may be asked about. */

import { isIP } from 'node:net'
import type { PortRange } from '../ftp/server.ts'

/** A server name or an IP address, without anything that could change a command or a URL. */
export function isHost(text: string): boolean {
  return (
    isIP(text) !== 0 ||
    /^(?=.{1,253}$)[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}])?)*\.?$/u.test(text)
  )
}

/** True for text that could change a command or a terminal. */
export function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

export function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535
}

/** `50000-50100` or a single port; undefined if it is neither. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim())
  if (!match) return undefined
  const low = Number(match[1])
  const high = match[2] === undefined ? low : Number(match[2])
  return isPort(low) && isPort(high) && low <= high ? { low, high } : undefined
}

/** A name as charsets have: `latin1`, `windows-1252`, `Shift_JIS`. Whether there is such a charset is found out when connecting. */
export function isCharsetName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_:.-]{0,39}$/i.test(text)
}
