/**
 * Observations as probes of the usual networks bring them home. Direct is 10.9.0.1 → 10.9.0.2; with a NAT on the way the outer
 * addresses are 203.0.113.1 and .2, the inner ones 192.168.77.2 (this computer) or 10.77.0.2 (the server).
 */

import type { Encryption } from '../../src/ftp/connectEvent.ts'
import type { DataMethod } from '../../src/ftp/data/strategy.ts'
import type { FtpErrorReason } from '../../src/ftp/ftpError.ts'
import type { Observations, StepId, WayObservation } from '../../src/diagnosis/observations.ts'

/** A server on the same network: both modes work, nothing is encrypted, everything else is as it should be. */
export function observationsOf(overrides: Partial<Observations> = {}): Observations {
  return {
    server: { host: 'ftp.example.org', port: 21, user: 'bench', security: 'none' },
    settings: { mode: 'auto' },
    place: { kind: 'local', name: 'desk', platform: 'linux' },
    takenAt: Date.UTC(2026, 10, 20, 10, 32),
    steps: [],
    addresses: ['10.9.0.2'],
    control: { local: { address: '10.9.0.1', port: 51234 }, remote: { address: '10.9.0.2', port: 21 } },
    roundTripMs: 1,
    greeting: '220 (vsFTPd 3.0.3)',
    features: ['EPSV', 'EPRT', 'MLST type*;size*;modify*;', 'UTF8'],
    ways: [epsv(), pasv(), eprt(), port()],
    dialogue: [],
    ...overrides,
  }
}

/** It works unless `overrides` say otherwise. Those of active mode are as on the direct network. */
export const epsv = (overrides: Partial<WayObservation> = {}) => passiveWay('EPSV', 41233, overrides)
export const pasv = (overrides: Partial<WayObservation> = {}) => passiveWay('PASV', 38842, overrides)
export const eprt = (overrides: Partial<WayObservation> = {}) => activeWay('EPRT', 50123, overrides)
export const port = (overrides: Partial<WayObservation> = {}) => activeWay('PORT', 50124, overrides)

function passiveWay(method: DataMethod, number: number, overrides: Partial<WayObservation>): WayObservation {
  const seen = {
    named: { address: method === 'PASV' ? '10.9.0.2' : undefined, port: number },
    dialled: { address: '10.9.0.2', port: number },
  }
  const opened = { local: { address: '10.9.0.1', port: 51235 }, remote: { address: '10.9.0.2', port: number } }
  return { ...wayOf(method, overrides.outcome), mode: 'passive', ...seen, ...(isWorking(overrides) && { opened }), ...overrides }
}

function activeWay(method: DataMethod, number: number, overrides: Partial<WayObservation>): WayObservation {
  const announced = { address: '10.9.0.1', port: number }
  const opened = { local: announced, remote: { address: '10.9.0.2', port: 20 } }
  return { ...wayOf(method, overrides.outcome), mode: 'active', announced, ...(isWorking(overrides) && { opened }), ...overrides }
}

const isWorking = ({ outcome = 'works' }: Partial<WayObservation>) => outcome === 'works'

const wayOf = (method: DataMethod, outcome: WayObservation['outcome'] = 'works') => ({
  method,
  outcome,
  message: outcome === 'works' ? '' : `${method}: ${outcome}`,
  strangers: [],
  ms: outcome === 'unanswered' || outcome === 'nobodyCame' ? 4003 : 5,
  discarded: 0,
})

const silent = { outcome: 'unanswered' } as const
const illegal = { outcome: 'commandRefused', reply: { code: 500, text: 'Illegal PORT command.' } } as const

/** Nothing is wrong. */
export const everythingWorks = (overrides: Partial<Observations> = {}) => observationsOf(overrides)

/** The server's firewall lets in port 21 alone, and says nothing to the rest. */
export const dropsPassive = (overrides: Partial<Observations> = {}) =>
  observationsOf({ ways: [epsv(silent), pasv(silent), eprt(), port()], ...overrides })

/** The same firewall, but it says no. */
export const rejectsPassive = (overrides: Partial<Observations> = {}) =>
  observationsOf({ ways: [epsv({ outcome: 'closed' }), pasv({ outcome: 'closed' }), eprt(), port()], ...overrides })

/** The server's firewall lets no connection out. */
export const dropsOutgoing = (overrides: Partial<Observations> = {}) =>
  observationsOf({ ways: [epsv(), pasv(), eprt({ outcome: 'nobodyCame' }), port({ outcome: 'nobodyCame' })], ...overrides })

/** This computer's firewall drops what comes in. */
export const dropsHere = (overrides: Partial<Observations> = {}) => {
  const dropped = { outcome: 'nobodyCame', discarded: 3 } as const
  return observationsOf({ ways: [epsv(), pasv(), eprt(dropped), port(dropped)], ...overrides })
}

/** This computer's firewall knows no connections, and lets in what comes from port 21: no answer of another port gets through. */
export const dropsAnswers = (overrides: Partial<Observations> = {}) => {
  const dropped = { discarded: 5 } as const
  const ways = [epsv({ ...silent, ...dropped }), pasv({ ...silent, ...dropped })]
  return observationsOf({ ways: [...ways, ...dropsHere().ways.slice(2)], ...overrides })
}

/** The server is in a container on a neighbour, and sees all its clients under the address of the container's network. */
export function inContainer(active: Partial<WayObservation>, overrides: Partial<Observations> = {}): Observations {
  const named = { address: '172.17.0.2', port: 38842 }
  return observationsOf({ seenAs: '172.17.0.1', ways: [epsv(), pasv({ named }), eprt(active), port(active)], ...overrides })
}

/** Nobody comes, and nobody counts packets. */
export const nobodyCame = (overrides: Partial<Observations> = {}) => {
  const way = { outcome: 'nobodyCame' } as const
  return observationsOf({ ways: [epsv(), pasv(), uncounted(eprt(way)), uncounted(port(way))], ...overrides })
}

/** Where nobody counts packets: Windows, macOS. */
export function uncounted({ discarded: _, ...way }: WayObservation): WayObservation {
  return way
}

const outer = {
  addresses: ['203.0.113.2'],
  control: { local: { address: '192.168.77.2', port: 51234 }, remote: { address: '203.0.113.2', port: 21 } },
}
const outerPassive = { dialled: { address: '203.0.113.2', port: 41233 } }
const announcing = (address: string, number: number) => ({ announced: { address, port: number } })

/** A firewall in front of this computer lets nothing in: the server is in another network, and there is no NAT. */
export const dropsBefore = (overrides: Partial<Observations> = {}) => {
  const control = { local: { address: '10.200.3.4', port: 51234 }, remote: { address: '10.9.0.2', port: 21 } }
  const nobody = (number: number) => ({ outcome: 'nobodyCame', ...announcing('10.200.3.4', number) }) as const
  return observationsOf({ control, ways: [epsv(), pasv(), eprt(nobody(50123)), port(nobody(50124))], ...overrides })
}

/** This computer is behind NAT, and the server takes no other address than it sees: vsftpd, which tells it in its STAT. */
export const behindNat = (overrides: Partial<Observations> = {}) =>
  observationsOf({
    ...outer,
    seenAs: '203.0.113.1',
    ways: [
      epsv(outerPassive),
      pasv({ ...outerPassive, named: { address: '203.0.113.2', port: 38842 } }),
      eprt({ ...illegal, ...announcing('192.168.77.2', 50123) }),
      port({ ...illegal, ...announcing('192.168.77.2', 50124) }),
    ],
    ...overrides,
  })

/** Of `behindNat`, for a computer in which WSL is. */
export const inWsl = {
  place: { kind: 'wsl', name: 'desk', platform: 'linux' },
  control: { local: { address: '172.20.5.6', port: 51234 }, remote: outer.control.remote },
} as const satisfies Partial<Observations>

/** The router's address is announced, as the settings say, and the router passes no port on. */
export const notForwarded = (overrides: Partial<Observations> = {}) =>
  behindNat({
    settings: { mode: 'auto', activePorts: { low: 50000, high: 50010 }, activeAddress: '203.0.113.1' },
    ways: [
      epsv(outerPassive),
      pasv({ ...outerPassive, named: { address: '203.0.113.2', port: 38842 } }),
      eprt({ outcome: 'nobodyCame', ...announcing('203.0.113.1', 50003) }),
      port({ outcome: 'nobodyCame', ...announcing('203.0.113.1', 50004) }),
    ],
    ...overrides,
  })

/** The server is behind NAT: 227 names its inner address. Passive works nevertheless, unless `overrides` of its ways say otherwise. */
export function serverBehindNat(passive: Partial<WayObservation> = {}, overrides: Partial<Observations> = {}): Observations {
  return observationsOf({
    addresses: ['203.0.113.1'],
    control: { local: { address: '203.0.113.2', port: 51234 }, remote: { address: '203.0.113.1', port: 21 } },
    ways: [
      epsv({ dialled: { address: '203.0.113.1', port: 41233 }, ...passive }),
      pasv({ named: { address: '10.77.0.2', port: 38842 }, dialled: { address: '203.0.113.1', port: 38842 }, ...passive }),
      eprt(announcing('203.0.113.2', 50123)),
      port(announcing('203.0.113.2', 50124)),
    ],
    ...overrides,
  })
}

/** SOCKS: passive works, active can't. The proxy is what this computer is connected to, and looks the server's name up. */
export const throughProxy = (overrides: Partial<Observations> = {}) => {
  const proxied = (number: number) => ({
    dialled: { address: 'ftp.example.org', port: number },
    opened: { local: { address: '10.9.0.1', port: 51235 }, remote: { address: '10.9.0.3', port: 1080 } },
  })
  return observationsOf({
    proxy: { kind: 'socks5', host: 'proxy.example.org', port: 1080 },
    control: { local: { address: '10.9.0.1', port: 51234 }, remote: { address: '10.9.0.3', port: 1080 } },
    ways: [epsv(proxied(41233)), pasv(proxied(38842)), impossible(eprt()), impossible(port())],
    ...overrides,
  })
}

/** Over IPv6, where PASV and PORT don't exist. Both modes work. */
export const overIpv6 = (overrides: Partial<Observations> = {}) =>
  observationsOf({
    addresses: ['2001:db8::2'],
    control: { local: { address: '2001:db8::1', port: 51234 }, remote: { address: '2001:db8::2', port: 21 } },
    ways: [
      epsv({ dialled: { address: '2001:db8::2', port: 41233 } }),
      impossible(pasv()),
      eprt(announcing('2001:db8::1', 50123)),
      impossible(port()),
    ],
    ...overrides,
  })

/** A way that this kind of connection doesn't have. */
export function impossible({ method, mode }: WayObservation): WayObservation {
  return { method, mode, outcome: 'impossible', message: '', strangers: [] }
}

/** A way that there was no time for. */
export function untried({ method, mode }: WayObservation): WayObservation {
  return { method, mode, outcome: 'untried', message: 'the time was up', strangers: [] }
}

export const encryption: Encryption = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  certificate: {
    server: { host: 'ftp.example.org', port: 21, user: 'bench', security: 'explicit' },
    fingerprint: 'AB:CD:EF',
    subject: 'CN=ftp.example.org',
    issuer: 'CN=ftp.example.org',
    names: ['DNS:ftp.example.org'],
    validFrom: 'Jan  1 00:00:00 2026 GMT',
    validTo: 'Jan  1 00:00:00 2036 GMT',
    problem: '',
  },
  trust: 'authority',
}

/** Explicit FTPS that works, with sessions that are resumed. */
export function encrypted(overrides: Partial<Observations> = {}): Observations {
  const { server, ways, ...plain } = observationsOf()
  return {
    ...plain,
    server: { ...server, security: 'explicit' },
    encryption,
    ways: ways.map((way) => ({ ...way, isResumed: true })),
    ...overrides,
  }
}

/** It ended before the ways were tried. */
export function endedAt(
  step: StepId,
  reason: FtpErrorReason | undefined,
  message: string,
  overrides: Partial<Observations> = {},
): Observations {
  return observationsOf({ ways: [], features: [], failure: { step, reason, message, isTimeUp: reason === undefined }, ...overrides })
}
