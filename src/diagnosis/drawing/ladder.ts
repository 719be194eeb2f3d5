/**
 * A transfer mode as a picture of two sides with arrows between them, one below the other: plain data, drawn as SVG
 * (`ladderSvg.ts`), as text (`ladderText.ts`) and in words (`ladderWords.ts`). Port numbers are those observed.
 */

import type { SocketEnd } from '../../ftp/data/dataEvent.ts'
import type { DataMode } from '../../ftp/data/strategy.ts'
import type { Diagnosis, ModeFinding } from '../diagnosis.ts'
import { hasDialledInVain } from '../judgement.ts'
import type { Failure, Observations, WayObservation } from '../observations.ts'
import { hindranceOf, wallOf, type Hindrance } from './hindrance.ts'
import { inOneLine } from './textLayout.ts'

export interface Ladder {
  readonly mode: DataMode
  /** Undefined if it was not tried. */
  readonly works: boolean | undefined
  /** "Passive mode: this computer opens both connections". */
  readonly title: string
  readonly client: LadderSide
  readonly server: LadderSide
  /** In the middle, where there is one: `proxy.example.org:1080`. */
  readonly proxy?: string
  /** From top to bottom, in the order of time. */
  readonly rungs: readonly Rung[]
  /** What stopped an arrow. */
  readonly walls: readonly Wall[]
}

export interface LadderSide {
  readonly name: string
  /** Undefined if it isn't known, or is the name. */
  readonly address: string | undefined
}

export interface Rung {
  readonly channel: 'control' | 'data'
  /** `opens` a connection, or `says` something on one that is open. */
  readonly kind: 'opens' | 'says'
  readonly from: 'client' | 'server'
  /** `51234`, `20?` where it is to be expected and was not seen, `?` where nothing is known. */
  readonly clientPort: string
  readonly serverPort: string
  readonly label: string
  readonly state: 'works' | 'fails' | 'untested'
  readonly reach: Reach
  /** "48 ms", "nothing answered in 4 s", "announces 203.0.113.7", or nothing. */
  readonly result: string
}

/** How far an arrow got: `across`, or where it stopped. */
export type Reach = 'across' | 'clientEdge' | 'middle' | 'serverEdge'

export interface Wall {
  readonly place: Exclude<Reach, 'across'>
  /** "your router". */
  readonly name: string
}

export const modeTitles: Readonly<Record<DataMode, string>> = {
  passive: 'Passive mode: this computer opens both connections',
  active: 'Active mode: the server opens the data connection',
}

/** The ladder of one mode, with the way that worked, or that got furthest. */
export function ladderOf(diagnosis: Diagnosis, mode: DataMode): Ladder {
  const { observations } = diagnosis
  const finding = diagnosis[mode]
  const { proxy } = observations
  const rungs = [controlRung(observations), ...loginRungs(observations), ...dataRungs(finding, observations)]
  return {
    mode,
    works: finding.works,
    title: modeTitles[mode],
    client: clientOf(observations),
    server: serverOf(observations),
    ...(proxy && { proxy: inOneLine(`${proxy.host}:${proxy.port}`) }),
    rungs,
    walls: wallsFor(finding, rungs),
  }
}

/** A wall at which nothing stops would explain nothing: a router may be the reason why a server refuses a command. */
function wallsFor(finding: ModeFinding, rungs: readonly Rung[]): readonly Wall[] {
  const wall = wallOf(finding)
  return wall && rungs.some(({ kind, state }) => kind === 'opens' && state === 'fails') ? [wall] : []
}

function clientOf({ control, seenAs }: Observations): LadderSide {
  const own = control?.local.address
  const isTranslated = own !== undefined && seenAs !== undefined && seenAs !== own
  return { name: 'this computer', address: isTranslated ? `${own}, seen as ${inOneLine(seenAs)}` : own }
}

function serverOf({ server, proxy, control, addresses }: Observations): LadderSide {
  const address = proxy ? addresses[0] : (control?.remote.address ?? addresses[0])
  return { name: inOneLine(server.host), address: address === server.host ? undefined : address }
}

/** Through a proxy the control connection's remote port is the proxy's. */
function controlRung({ server, control, roundTripMs, failure }: Observations): Rung {
  const rung = { channel: 'control', kind: 'opens', from: 'client', label: 'opens', serverPort: String(server.port) } as const
  const clientPort = portOf(control?.local)
  if (control)
    return { ...rung, clientPort, state: 'works', reach: 'across', result: roundTripMs === undefined ? '' : shownMs(roundTripMs) }
  const isTried = failure !== undefined
  const reach = failure?.step === 'lookup' ? 'clientEdge' : 'middle'
  return { ...rung, clientPort, state: isTried ? 'fails' : 'untested', reach, result: isTried ? shortened(failure.message) : '' }
}

const loginLabels: Partial<Record<Failure['step'], string>> = { greeting: 'waits for a greeting', encryption: 'TLS', login: 'login' }

/** Drawn only where it went wrong between the connection and the first transfer. */
function loginRungs({ control, server, failure }: Observations): readonly Rung[] {
  if (!control || !failure) return []
  return [
    {
      channel: 'control',
      kind: 'says',
      from: 'client',
      clientPort: portOf(control.local),
      serverPort: String(server.port),
      label: loginLabels[failure.step] ?? failure.step,
      state: 'fails',
      reach: 'serverEdge',
      result: shortened(failure.message),
    },
  ]
}

/** The better it is, the smaller: how far a way got. */
const ranks: Readonly<Record<WayObservation['outcome'], number>> = {
  works: 0,
  unanswered: 1,
  closed: 1,
  unreachable: 1,
  nobodyCame: 1,
  proxyFailed: 1,
  serverGaveUp: 1,
  failed: 1,
  cannotListen: 2,
  commandRefused: 3,
  impossible: 4,
  untried: 5,
}

function rankOf(way: WayObservation): number {
  return hasDialledInVain(way) ? ranks.nobodyCame : ranks[way.outcome]
}

function dataRungs(finding: ModeFinding, observations: Observations): readonly Rung[] {
  const [way] = [...finding.methods].sort((one, other) => rankOf(one) - rankOf(other))
  if (!way || way.outcome === 'untried') return [unseen(finding, observations)]
  if (way.outcome === 'impossible') return [{ ...unseen(finding, observations), ...failing(hindranceOf(finding, way)) }]
  const draw = finding.mode === 'passive' ? passiveRungs : activeRungs
  return draw(finding, way, observations)
}

function unseen({ mode }: ModeFinding, { server }: Observations): Rung {
  return { ...dataArrow(mode), serverPort: mode === 'active' ? usualDataPort(server) : '?', state: 'untested', reach: 'across', result: '' }
}

function passiveRungs(finding: ModeFinding, way: WayObservation, observations: Observations): readonly Rung[] {
  const { named, dialled, opened, method } = way
  const said = saying(observations)
  const asks = { ...said, from: 'client', label: method } as const
  if (!named) return [{ ...asks, ...failing(hindranceOf(finding, way)) }]
  const isElsewhere = named.address !== undefined && named.address !== dialled?.address
  const answers = {
    ...said,
    from: 'server',
    label: `port ${named.port}`,
    ...(isElsewhere && { result: `names ${named.address}` }),
  } as const
  const ports = { clientPort: portOf(opened?.local), serverPort: String(named.port) }
  return [asks, answers, ...opening(finding, way, { ...dataArrow('passive'), ...ports })]
}

function activeRungs(finding: ModeFinding, way: WayObservation, observations: Observations): readonly Rung[] {
  const { announced, opened, method, outcome } = way
  const isElsewhere = announced !== undefined && announced.address !== observations.control?.local.address
  const label = announced ? `${method}, port ${announced.port}` : method
  const tells = {
    ...saying(observations),
    from: 'client',
    label,
    ...(isElsewhere && { result: `announces ${announced.address}` }),
  } as const
  if (outcome === 'cannotListen' || (outcome === 'commandRefused' && !hasDialledInVain(way)))
    return [{ ...tells, ...failing(hindranceOf(finding, way)) }]
  const serverPort = opened ? portOf(opened.remote) : usualDataPort(observations.server)
  return [tells, ...opening(finding, way, { ...dataArrow('active'), clientPort: portOf(announced), serverPort })]
}

/** A connection may be there and be of no use: TLS fails, or the server gives up. */
function opening(finding: ModeFinding, way: WayObservation, arrow: Pick<Rung, keyof ReturnType<typeof dataArrow>>): readonly Rung[] {
  const works: Rung = { ...arrow, state: 'works', reach: 'across', result: way.ms === undefined ? '' : shownMs(way.ms) }
  if (way.outcome === 'works') return [works]
  const hindrance = failing(hindranceOf(finding, way))
  if (!way.opened) return [{ ...arrow, ...hindrance }]
  const label = finding.culprit === 'encryption' ? 'TLS' : 'listing'
  return [
    { ...works, result: '' },
    { ...arrow, ...hindrance, kind: 'says', from: 'client', label },
  ]
}

/** In its own words a command got through, whatever becomes of what it asks for. */
function saying({ control, server }: Observations): Omit<Rung, 'from' | 'label'> {
  const ports = { clientPort: portOf(control?.local), serverPort: String(server.port) }
  return { channel: 'control', kind: 'says', ...ports, state: 'works', reach: 'across', result: '' }
}

function failing({ reach, result }: Hindrance): Pick<Rung, 'state' | 'reach' | 'result'> {
  return { state: 'fails', reach, result }
}

function dataArrow(mode: DataMode): Pick<Rung, 'channel' | 'kind' | 'from' | 'label' | 'clientPort' | 'serverPort'> {
  return {
    channel: 'data',
    kind: 'opens',
    from: mode === 'passive' ? 'client' : 'server',
    label: 'opens',
    clientPort: '?',
    serverPort: '?',
  }
}

/** The port below the control connection's (RFC 959 3.2). Many servers use any. */
function usualDataPort({ port }: Observations['server']): string {
  return port > 1 ? `${port - 1}?` : '?'
}

function portOf(end: SocketEnd | undefined): string {
  return end ? String(end.port) : '?'
}

function shortened(message: string): string {
  const [sentence = ''] = inOneLine(message).split(/(?<=[.!?]) /)
  return sentence.replace(/\.$/, '')
}

/** `48 ms`, `1.2 s`. */
export function shownMs(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(1))} s`
  return ms < 1 ? 'under 1 ms' : `${Math.round(ms)} ms`
}
