/** The data connection was opened, and was of no use all the same: no firewall does that, but encryption does. RFC 4217 section 10. */

import type { Obstruction } from './judgement.ts'
import type { Observations, WayObservation } from './observations.ts'
import { sentence } from './words.ts'

export function openedObstruction({ encryption }: Observations, way: WayObservation): Obstruction {
  const said = sentence(way.message || way.outcome)
  if (!encryption || way.isResumed === true)
    return {
      culprit: 'server',
      why: `the data connection opens, and then the server ends it${codeOf(way)}`,
      evidence: `${way.method}: ${said} No firewall is in the way of the connection itself. Ask whoever runs the server to look at its log.`,
    }
  // vsftpd: `522 SSL connection failed; session reuse required`; ProFTPD: `425 Unable to build data connection: Operation not permitted`.
  const why =
    way.isResumed === false
      ? `the server ends the encrypted data connection${codeOf(way)}, which does not continue the TLS session of the control connection`
      : `the data connection opens, and its encryption fails${codeOf(way)}`
  return {
    culprit: 'encryption',
    why,
    evidence: `${way.method}: ${said} The connection itself is not blocked. Many servers insist on session reuse: the data connection must continue the TLS session of the control connection.`,
  }
}

function codeOf({ reply }: WayObservation): string {
  return reply ? ` (${reply.code})` : ''
}
