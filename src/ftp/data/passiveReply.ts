/**
 * Where the server listens, read out of its reply to EPSV and PASV. RFC 2428 section 3, RFC 959 4.1.2.
 *
 * The address is for comparing alone: whom to dial is decided elsewhere.
 */

import { isIP } from 'node:net'

export interface PassivePort {
  readonly port: number
  /** The address a 227 names, octets without leading zeros. */
  readonly address?: string
}

/**
 * `229 Entering Extended Passive Mode (|||6446|)`: any delimiter, as in IBM i's `(!!!6446!)`, with or without a full stop. Some
 * name an address as EPRT does, `(|1|192.0.2.4|5000|)`: it is passed over.
 */
export function parseExtendedPassive(text: string): PassivePort | undefined {
  const match = /([\x21-\x2f\x3a-\x7e])(?:\1|[12]\1[\da-fA-F:.]{2,45})\1(\d{1,5})\1/.exec(text)
  return match ? validPort(Number(match[2])) : undefined
}

/** `227 Entering Passive Mode (127,0,0,1,4,51)`: with or without the parentheses, with blanks after the commas, `010,000` for `10,0`. */
export function parsePassive(text: string): PassivePort | undefined {
  const match = /(?<![\d,])(\d{1,4}(?:\s*,\s*\d{1,4}){5})(?!\s*,?\d)/.exec(text)
  const numbers = match?.[1]?.split(',').map((part) => Number(part)) ?? []
  const [high, low] = numbers.slice(4)
  if (high === undefined || low === undefined || numbers.some((number) => number > 255)) return undefined
  const port = validPort(high * 256 + low)
  const address = numbers.slice(0, 4).join('.')
  return port && isIP(address) === 4 ? { ...port, address } : undefined
}

function validPort(port: number): PassivePort | undefined {
  return port >= 1 && port <= 65535 ? { port } : undefined
}
