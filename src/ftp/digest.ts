/**
 * What a file's bytes come to, as the server says: HASH (draft-bryan-ftpext-hash) and the older XSHA256, XSHA1, XSHA, XMD5,
 * MD5, XCRC. Only where FEAT announces them.
 */

import { digestSum, type Digest, type DigestAlgorithm } from '../base/digest.ts'
import { ask, type SessionOptions } from './dialogue.ts'
import type { Features } from './features.ts'
import { isNegative } from './reply.ts'
import { digestIn } from './replyFacts.ts'
import type { SessionContext } from './sessionContext.ts'

/** Best first: what is quick and hard to meet by chance. */
const algorithms: readonly DigestAlgorithm[] = ['SHA-256', 'SHA-512', 'SHA-1', 'MD5', 'CRC32']

interface DigestCommand {
  readonly verb: string
  readonly algorithm: DigestAlgorithm
  /** HASH answers with another one until it is told. */
  readonly hasToBeChosen?: boolean
}

const commands: readonly DigestCommand[] = [
  { verb: 'XSHA256', algorithm: 'SHA-256' },
  { verb: 'XSHA512', algorithm: 'SHA-512' },
  { verb: 'XSHA1', algorithm: 'SHA-1' },
  { verb: 'XSHA', algorithm: 'SHA-1' },
  { verb: 'XMD5', algorithm: 'MD5' },
  { verb: 'MD5', algorithm: 'MD5' },
  { verb: 'XCRC', algorithm: 'CRC32' },
]

const hexDigits: Readonly<Record<DigestAlgorithm, number>> = { 'SHA-512': 128, 'SHA-256': 64, 'SHA-1': 40, MD5: 32, CRC32: 8 }
export const maxDigestBytes = 256 * 1024 * 1024 // a server takes seconds for as much, and is silent meanwhile

export interface DigestSessionOptions extends SessionOptions {
  /** What a server that has a choice is to answer with. */
  readonly algorithm?: DigestAlgorithm | undefined
}

/** Undefined where the server can't say. */
export async function digestOf(context: SessionContext, path: string, options: DigestSessionOptions): Promise<Digest | undefined> {
  const offered = offeredBy(context.features, options.algorithm)
  if (!offered) return undefined
  const { verb, algorithm, hasToBeChosen } = offered
  if (hasToBeChosen && !(await choose(context, algorithm, options))) return undefined
  const reply = await ask(context, verb, path, options)
  const found = reply && digestIn(reply)
  return found && found.hex.length === hexDigits[algorithm] ? { algorithm, hex: found.hex } : undefined // no two are of one length
}

async function choose(context: SessionContext, algorithm: DigestAlgorithm, options: SessionOptions): Promise<boolean> {
  const { control, features } = context
  const reply = await control.request('OPTS', `HASH ${algorithm}`, options.signal)
  if (isNegative(reply)) features.refuse('HASH')
  else features.replace('HASH', withStarAt(algorithm, features.parameters('HASH'))) // as FEAT has it from now on
  return !isNegative(reply)
}

function withStarAt(algorithm: DigestAlgorithm, parameters = ''): string {
  const names = parameters.replaceAll('*', '').split(/[;\s]+/)
  return names.map((name) => (name.toUpperCase() === algorithm ? `${name}*` : name)).join(';')
}

/** False where no file's digest is to be had. */
export function offersDigest(features: Features): boolean {
  return offeredBy(features) !== undefined
}

function offeredBy(features: Features, wanted?: DigestAlgorithm): DigestCommand | undefined {
  // `HASH SHA-1*;SHA-256;MD5`: the one with the star is in use.
  const names = features.has('HASH') ? (features.parameters('HASH') ?? '').toUpperCase().split(/[;\s]+/) : []
  const offered = algorithms.filter((name) => names.includes(name) || names.includes(`${name}*`))
  const algorithm = offered.find((name) => name === wanted) ?? offered[0]
  if (algorithm) return { verb: 'HASH', algorithm, hasToBeChosen: !names.includes(`${algorithm}*`) }
  const known = commands.filter(({ verb }) => features.has(verb))
  return known.find((command) => command.algorithm === wanted) ?? known[0]
}

/** Of bytes on their way to the server. */
export interface SentSum {
  update(chunk: Uint8Array): void
  /** Lower case. Undefined after so many bytes that the server is better not asked. To be called once. */
  hex(): string | undefined
}

/** Adds up bytes in the algorithm that the server will answer with; undefined if it won't. */
export function sentSum(features: Features, maxBytes = maxDigestBytes): SentSum | undefined {
  const algorithm = offeredBy(features)?.algorithm
  if (!algorithm) return undefined
  const sum = digestSum(algorithm)
  let bytes = 0
  const update = (chunk: Uint8Array) => {
    bytes += chunk.length
    if (bytes <= maxBytes) sum.update(chunk)
  }
  return { update, hex: () => (bytes <= maxBytes ? sum.hex() : undefined) }
}
