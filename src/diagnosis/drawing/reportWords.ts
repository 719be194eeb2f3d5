/** The words that the report has in all its forms. */

import type { DataMode } from '../../ftp/data/strategy.ts'
import type { Security, TransferMode } from '../../ftp/server.ts'
import type { Advice, AdviceAction, Diagnosis, FirewallRule, ModeFinding, RuleEnd } from '../diagnosis.ts'
import type { Observations, Place, Step, StepId } from '../observations.ts'
import { serverNames } from '../serverKind.ts'
import { modeNames } from '../words.ts'
import { shownMs } from './ladder.ts'

export const modes = ['passive', 'active'] as const satisfies readonly DataMode[]

export const securityNames: Readonly<Record<Security, string>> = {
  explicit: 'FTPS (explicit)',
  implicit: 'FTPS (implicit)',
  none: 'Plain FTP (not encrypted)',
}

const transferModes: Readonly<Record<TransferMode, string>> = { auto: 'Auto', passive: 'Passive', active: 'Active' }

const places: Readonly<Record<Place['kind'], string>> = {
  local: '',
  wsl: 'WSL',
  ssh: 'reached by SSH',
  container: 'a container',
  codespaces: 'a codespace',
  remote: 'a remote computer',
}

/** Where and when, each with its label. */
export function headOf({ observations, kind }: Diagnosis): readonly (readonly [label: string, text: string])[] {
  const { server, place, proxy, settings, encryption } = observations
  const where = places[place.kind]
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Server', `${server.host}, port ${server.port}`],
    ['User', server.user],
    ['Security', encryption ? `${securityNames[server.security]}, ${encryption.protocol}` : securityNames[server.security]],
    ['Transfer mode', transferModes[settings.mode]],
    ['Server program', kind === 'unknown' ? undefined : serverNames[kind]],
    ['Proxy', proxy && `${proxy.kind}://${proxy.host}:${proxy.port}`],
    ['From', where === '' ? place.name : `${place.name} (${where})`],
  ]
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]))
}

export type Sign = 'good' | 'bad' | 'doubtful' | 'none'

/** Besides colour and word, so that neither is needed alone. */
export const signs: Readonly<Record<Sign, string>> = { good: '✓', bad: '✗', doubtful: '!', none: '–' }

export interface State {
  readonly sign: Sign
  readonly word: string
}

export function stateOfMode({ works }: ModeFinding): State {
  if (works === undefined) return { sign: 'none', word: 'not tested' }
  return works ? { sign: 'good', word: 'works' } : { sign: 'bad', word: "doesn't work" }
}

export const ruleStates: Readonly<Record<FirewallRule['state'], State>> = {
  works: { sign: 'good', word: 'works' },
  fails: { sign: 'bad', word: 'blocked' },
  suspected: { sign: 'doubtful', word: 'perhaps blocked' },
  untested: { sign: 'none', word: 'not tested' },
}

export const stepStates: Readonly<Record<Step['status'], State>> = {
  passed: { sign: 'good', word: 'passed' },
  failed: { sign: 'bad', word: 'failed' },
  noted: { sign: 'none', word: 'noted' },
  untried: { sign: 'none', word: 'not tested' },
}

export const stepNames: Readonly<Record<StepId, string>> = {
  lookup: 'Name',
  connect: 'Connection',
  greeting: 'Greeting',
  encryption: 'Encryption',
  login: 'Login',
  features: 'Abilities (FEAT)',
  EPSV: 'EPSV (passive)',
  PASV: 'PASV (passive)',
  EPRT: 'EPRT (active)',
  PORT: 'PORT (active)',
  sessionReuse: 'TLS session reuse',
  utf8: 'Names (UTF-8)',
  mlsd: 'Listings (MLSD)',
  clock: 'Clock',
  kind: 'Server program',
}

/** Of a table of steps. Round trips only where there are some: in a near network they say nothing. */
export function stepTitles(steps: readonly Step[]): readonly string[] {
  return ['Step', 'Result', 'Time', ...(haveRoundTrips(steps) ? ['Round trips'] : []), 'Seen']
}

/** `193 ms`, and how many round trips that is. */
export function timesOf({ ms, roundTrips }: Step, steps: readonly Step[]): readonly string[] {
  const trips = roundTrips === undefined ? '' : String(Number(roundTrips.toFixed(1)))
  return [ms === undefined ? '' : shownMs(ms), ...(haveRoundTrips(steps) ? [trips] : [])]
}

function haveRoundTrips(steps: readonly Step[]): boolean {
  return steps.some(({ roundTrips }) => roundTrips !== undefined)
}

/** What was seen; of a way that a closed port ended the words of this program, not those of the system with the port once more. */
export function seenIn({ id, detail }: Step, { ways }: Observations): string {
  const way = ways.find(({ method }) => method === id)
  const port = way?.dialled ? `port ${way.dialled.port} of the server` : undefined
  if (port === undefined) return detail
  if (way?.outcome === 'closed') return `${port} is closed`
  return way?.outcome === 'unreachable' ? `${port} can't be reached` : detail
}

/** What one firewall needs in one mode. */
export interface RuleGroup {
  readonly mode: DataMode
  readonly side: FirewallRule['side']
  readonly rules: readonly FirewallRule[]
}

/** In the order of the modes, and within each the server's firewall first; none is empty. */
export function ruleGroups(rules: readonly FirewallRule[]): readonly RuleGroup[] {
  const groups = modes.flatMap((mode) =>
    (['server', 'client'] as const).map((side) => ({
      mode,
      side,
      rules: rules.filter((rule) => rule.mode === mode && rule.side === side),
    })),
  )
  return groups.filter((group) => group.rules.length > 0)
}

export const firewallsOf: Readonly<Record<FirewallRule['side'], string>> = {
  server: "the server's firewall",
  client: "this computer's firewall",
}

export function endWords({ who, ports }: RuleEnd): string {
  return `${who === 'client' ? 'this computer' : 'server'} ${ports}`
}

/** Who opens the connection lets the answers through by itself, mostly: a firewall that keeps no state has to be told. */
export function packetWords({ opens }: FirewallRule): string {
  return opens ? 'open the connection' : 'answers only'
}

/** The ids of what is done at the router, or at whatever else is in front of this computer. */
const atRouter: ReadonlySet<string> = new Set(['forward-active-ports', 'active-not-through-router', 'allow-outgoing-passive'])

/** Where it is to be done. */
export function placeOf({ who, id }: Advice): string {
  switch (who) {
    case 'portside':
      return 'In Portside'
    case 'server':
      return 'On the server'
    case 'client':
      return atRouter.has(id) ? 'On this computer or its router' : 'On this computer'
  }
}

/** Over what helps the mode that isn't used. */
export function spareHeading(mode: DataMode): string {
  return `If you need ${mode} mode`
}

export const guideUrl = 'https://github.com/portside-ftp/portside/blob/main/docs/modes.md'
export const guideWords = 'The guide to transfer modes, firewalls and common errors'

export function actionWords(action: AdviceAction): string {
  switch (action.kind) {
    case 'setMode':
      return `Set transfer mode to ${transferModes[action.mode]}`
    case 'setActive':
      return 'Change the settings for active mode'
    case 'setSecurity':
      return `Set security to ${securityNames[action.security]}`
    case 'trustCertificate':
      return 'Trust this certificate'
  }
}

export function modeHeading(finding: ModeFinding): string {
  return `${modeNames[finding.mode]} mode ${stateOfMode(finding).word}`
}

/** What the times are measured against. */
export function roundTripWords({ roundTripMs }: Observations): string {
  return roundTripMs === undefined
    ? ''
    : `A round trip to the server takes ${roundTripMs < 1 ? 'less than 1' : Math.round(roundTripMs)} ms.`
}
