/** What else is worth knowing of a server and of the way to it, whether or not something fails. */

import { isIPv6 } from 'node:net'
import { shownAddress } from '../ftp/proxy.ts'
import type { Remark } from './diagnosis.ts'
import { offersEncryption } from './encryptionWords.ts'
import type { Judgement } from './judgement.ts'
import { innerAddress, isBehindNat, otherPublicAddress } from './nat.ts'
import type { Observations, WayObservation } from './observations.ts'
import { serverKindOf } from './serverKind.ts'
import { placeWords } from './words.ts'

/** Warnings first. */
export function remarksOn(observations: Observations, passive: Judgement, active: Judgement): readonly Remark[] {
  const found = [
    ...encryptionRemarks(observations),
    ...natRemarks(observations, passive, active),
    ...deviceRemarks(observations, passive),
    ...deviceRemarks(observations, active),
    ...featureRemarks(observations),
    ...clockRemarks(observations),
    ...surroundings(observations),
  ]
  return [...found.filter(({ severity }) => severity === 'warning'), ...found.filter(({ severity }) => severity === 'info')]
}

const info = (text: string): Remark => ({ severity: 'info', text })
const warning = (text: string): Remark => ({ severity: 'warning', text })

function encryptionRemarks(observations: Observations): readonly Remark[] {
  const { server, encryption, control, ways } = observations
  if (server.security === 'none') return control ? [notEncrypted(observations)] : []
  if (!encryption) return []
  const isNew = ways.some(({ outcome, isResumed }) => outcome === 'works' && isResumed === false)
  return [...trustRemarks(encryption), ...(isNew ? [info(newSessions)] : [])]
}

const newSessions =
  "Data connections don't continue the TLS session of the control connection. They work, but each takes a whole handshake, and a server that insists on session reuse would refuse them."

function notEncrypted(observations: Observations): Remark {
  const next = offersEncryption(observations) ? ' The server offers encryption: choose explicit FTPS.' : ''
  return warning(`Nothing is encrypted: the password and all files can be read on the way.${next}`)
}

function trustRemarks({ trust, certificate }: NonNullable<Observations['encryption']>): readonly Remark[] {
  switch (trust) {
    case 'authority':
      return []
    case 'pin':
      return [info(`The certificate is trusted by its fingerprint (pin): when the server renews it, the pin must be renewed too.`)]
    case 'user':
      return [
        info(
          `The certificate is not signed by a known authority (${certificate.problem || 'unknown'}): it is trusted because somebody said so. Its SHA-256 fingerprint is ${certificate.fingerprint}.`,
        ),
      ]
  }
}

function natRemarks(observations: Observations, passive: Judgement, active: Judgement): readonly Remark[] {
  return [...innerRemarks(observations, passive), ...outerRemarks(observations), ...rewritingRemarks(observations, active)]
}

function innerRemarks(observations: Observations, { works }: Judgement): readonly Remark[] {
  if (works !== true) return []
  const inner = innerAddress(observations)
  const outer = observations.control?.remote.address ?? ''
  if (inner === undefined) return otherRemarks(otherPublicAddress(observations), outer)
  return [
    warning(
      `The server is behind NAT and announces its inner address ${inner} in PASV. Portside dials ${outer} instead; clients that believe it fail. The server should announce ${outer} (masquerade address).`,
    ),
  ]
}

function otherRemarks(other: string | undefined, outer: string): readonly Remark[] {
  if (other === undefined) return []
  return [
    info(`The server names ${other} in PASV, and is reached at ${outer}. Portside dials ${outer}; clients that believe it dial ${other}.`),
  ]
}

function outerRemarks(observations: Observations): readonly Remark[] {
  if (!isBehindNat(observations)) return []
  const { seenAs, control } = observations
  const seen = seenAs === undefined ? '' : `: the server sees ${control?.local.address ?? 'it'} as ${seenAs}`
  return [info(`This computer is behind NAT${seen}.`)]
}

/** Somebody puts the right address in the place of the announced one: a router, or ProFTPD, which takes the peer's for a private one. */
function rewritingRemarks(observations: Observations, { works, ways }: Judgement): readonly Remark[] {
  const own = observations.control?.local.address
  const isHelped = ways.some(({ outcome, announced }) => outcome === 'works' && announced?.address === own)
  if (works !== true || !isHelped || !isBehindNat(observations)) return []
  const although = 'Active works although this computer is behind NAT:'
  if (observations.encryption) return [info(`${although} the server dials the address that it sees, and the router passes the port on.`)]
  const byRouter = "a router on the way knows FTP and rewrites the announced address. With encryption it can't read it, and active fails."
  if (serverKindOf(observations.greeting, observations.status) !== 'proftpd') return [warning(`${although} ${byRouter}`)]
  return [info(`${although} ProFTPD dials the address that it sees, and the router passes the port on. Or ${byRouter}`)]
}

/** One of two ways got through the network, and the other didn't: something on the way may read FTP, where it can. */
function deviceRemarks({ encryption }: Observations, { ways }: Judgement): readonly Remark[] {
  const lost = ways.find(isLost)
  const working = ways.find(({ outcome }) => outcome === 'works')
  if (!lost || !working) return []
  const why = encryption ? '' : ` A firewall or router on the way may read FTP and know only ${working.method}.`
  const learnt = `Portside learns that, and uses ${working.method} after the first time.`
  return [info(`${working.method} works and ${lost.method} doesn't.${why} ${learnt}`)]
}

/** A server that gives up at once was not stopped by anything: `425 Cannot assign requested address.` */
function isLost({ outcome, opened, ms = 0 }: WayObservation): boolean {
  if (outcome === 'serverGaveUp') return !opened && ms >= 1000
  return outcome === 'unanswered' || outcome === 'closed' || outcome === 'unreachable' || outcome === 'nobodyCame'
}

function featureRemarks({ features, ways }: Observations): readonly Remark[] {
  if (ways.length === 0) return [] // the login was not reached
  const has = (name: string) => features.some((line) => line.toUpperCase().split(/[\s;]/, 1)[0] === name)
  return [
    ...(has('MLST') || has('MLSD')
      ? []
      : [info('The server has no MLSD: its listings give times to the minute or the day, in its own time zone.')]),
    ...(has('UTF8')
      ? []
      : [info('The server does not announce UTF-8: if names look garbled, set charset to the one that its files were named in.')]),
  ]
}

const minuteMs = 60_000

function clockRemarks({ clock }: Observations): readonly Remark[] {
  const { listOffsetMs = 0, aheadMs = 0 } = clock ?? {}
  const zone = `The times in the server's listings are ${spanOf(listOffsetMs)} ${listOffsetMs > 0 ? 'ahead of' : 'behind'} UTC: its time zone, most likely.`
  const ahead = `The newest file is dated ${spanOf(aheadMs)} in the future: it was given that time, or the server's clock is ahead. Syncing by time may take old files for new ones.`
  return [...(Math.abs(listOffsetMs) < minuteMs ? [] : [info(zone)]), ...(aheadMs < minuteMs ? [] : [warning(ahead)])]
}

/** `2 h`, `5 h 30 min`, `3 min`. */
function spanOf(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / minuteMs)
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : `${count} ${unit}`)).join(' ')
}

function surroundings({ place, proxy, control }: Observations): readonly Remark[] {
  const where = placeWords(place)
  const isOverIpv6 = !proxy && control !== undefined && isIPv6(control.remote.address)
  return [
    ...(where === '' ? [] : [info(where)]),
    ...(proxy
      ? [info(`All connections go through the proxy ${shownAddress(proxy)} (${proxy.kind}). Only passive mode works through it.`)]
      : []),
    ...(isOverIpv6 ? [info('The server was reached over IPv6, where only EPSV and EPRT exist.')] : []),
  ]
}
