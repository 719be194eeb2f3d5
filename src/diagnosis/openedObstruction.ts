/**
 * The data connection was opened, and was of no use all the same: no filter of ports does that, but encryption does (RFC 4217
 * section 10), and what reads FTP or loses large packets.
 */

import { patienceMs, type Obstruction } from './judgement.ts'
import type { Observations, WayObservation } from './observations.ts'
import { sentence } from './words.ts'

export function openedObstruction({ encryption }: Observations, way: WayObservation): Obstruction {
  if (isSilent(way)) return silent(way, encryption !== undefined && way.isResumed !== true)
  return encryption && way.isResumed !== true ? notEncrypted(way) : ended(way)
}

/** Nothing came over it, and nobody said why. */
function isSilent({ outcome, reply, ms = 0 }: WayObservation): boolean {
  return outcome === 'failed' && reply === undefined && ms >= patienceMs
}

function silent(way: WayObservation, mayBeEncryption: boolean): Obstruction {
  const server = mayBeEncryption ? 'the server does not get on with its encryption' : 'the server is stuck'
  return {
    culprit: undefined,
    why: 'the data connection opens, and nothing comes over it',
    evidence:
      `${saidOf(way)} Most likely something on the way loses large packets (MTU: a VPN or tunnel), ` +
      `or a firewall that reads FTP holds the data back, or ${server}. It can't be told from here.`,
  }
}

// vsftpd: `522 SSL connection failed; session reuse required`; ProFTPD: `425 Unable to build data connection: Operation not permitted`.
function notEncrypted(way: WayObservation): Obstruction {
  const why =
    way.isResumed === false
      ? `the server ends the encrypted data connection${codeOf(way)}, which does not continue the TLS session of the control connection`
      : `the data connection opens, and its encryption fails${codeOf(way)}`
  return {
    culprit: 'encryption',
    why,
    evidence: `${saidOf(way)} The connection itself is not blocked. Many servers insist on session reuse: the data connection must continue the TLS session of the control connection.`,
  }
}

function ended(way: WayObservation): Obstruction {
  return {
    culprit: 'server',
    why: `the data connection opens, and then the server ends it${codeOf(way)}`,
    evidence: `${saidOf(way)} No firewall is in the way of the connection itself. Ask whoever runs the server to look at its log.`,
  }
}

function saidOf({ method, message, outcome }: WayObservation): string {
  return `${method}: ${sentence(message || outcome)}`
}

function codeOf({ reply }: WayObservation): string {
  return reply ? ` (${reply.code})` : ''
}
