/** What is made of the observations: a verdict, what is wrong with each mode, and what to do about it. Plain data, ready to be drawn. */

import type { DataMode } from '../ftp/data/strategy.ts'
import type { PortRange, Security, TransferMode } from '../ftp/server.ts'
import type { Observations, WayObservation } from './observations.ts'
import type { ServerKind } from './serverKind.ts'

export interface Diagnosis {
  /** One or two sentences: "Passive works. Active can't: your router drops the server's connection to port 50123." */
  readonly verdict: string
  readonly observations: Observations
  readonly kind: ServerKind
  readonly passive: ModeFinding
  readonly active: ModeFinding
  /** What else is worth knowing, each a sentence or two. */
  readonly remarks: readonly Remark[]
  readonly rules: readonly FirewallRule[]
  readonly advice: readonly Advice[]
}

/** Who or what is in the way. */
export type Culprit =
  /** The server's own firewall, or one in front of it that belongs to it. */
  | 'serverFirewall'
  /** The router in front of the server: a NAT that doesn't pass its ports on. */
  | 'serverRouter'
  /** This computer's firewall. */
  | 'clientFirewall'
  /** The router in front of this computer: a NAT. */
  | 'clientRouter'
  /** One of the firewalls on the way; from here it can't be told whose. */
  | 'someFirewall'
  /** The proxy of the site. */
  | 'proxy'
  /** The server, by its configuration or because it can't. */
  | 'server'
  /** TLS on the data connection: session reuse, mostly. */
  | 'encryption'
  /** The site's settings for active mode. */
  | 'settings'

export interface ModeFinding {
  readonly mode: DataMode
  /** Undefined if it was not tried: the login was not reached, or the time was up. */
  readonly works: boolean | undefined
  /** Undefined where it works, or nothing is known. */
  readonly culprit: Culprit | undefined
  /** A sentence: what works, or what is in the way and what shows that. */
  readonly reason: string
  readonly methods: readonly WayObservation[]
}

export interface Remark {
  readonly severity: 'info' | 'warning'
  readonly text: string
}

/** One rule of a firewall that FTP needs, and whether it was seen at work. */
export interface FirewallRule {
  readonly mode: DataMode
  /** Whose firewall. */
  readonly side: 'server' | 'client'
  /** As seen from that side. */
  readonly direction: 'in' | 'out'
  /** Whether packets with this rule open a connection, or only answer. */
  readonly opens: boolean
  readonly from: RuleEnd
  readonly to: RuleEnd
  readonly state: 'works' | 'fails' | 'suspected' | 'untested'
  /** What it is for: "data: the server opens it". */
  readonly purpose: string
}

export interface RuleEnd {
  readonly who: 'client' | 'server'
  /** "21", "20", "> 1023", "50000–50100", with the observed port where there is one: "> 1023 (50123)". */
  readonly ports: string
}

/** One thing to do. */
export interface Advice {
  /** Stable: `open-passive-ports`. */
  readonly id: string
  /** Who can do it. `portside` is this program: there is an `action`. */
  readonly who: 'portside' | 'server' | 'client'
  /** The one mode that it helps; undefined if it helps both, or any connection at all. */
  readonly mode?: DataMode
  readonly title: string
  /** Why it helps, and what to know before: a few sentences. */
  readonly why: string
  /** Alternatives: one of them is to be done, for the tool that is there. */
  readonly recipes: readonly Recipe[]
  readonly action?: AdviceAction
}

/** Text to paste. */
export interface Recipe {
  /** `iptables`, `vsftpd`, …: stable. */
  readonly tool: string
  /** "iptables", "vsftpd.conf", "Windows Firewall (PowerShell)". */
  readonly label: string
  /** Of the text, for editors: `sh`, `ini`, `powershell`, `text`. */
  readonly language: string
  readonly text: string
}

/** What one click can do. */
export type AdviceAction =
  | { readonly kind: 'setMode'; readonly mode: TransferMode }
  | { readonly kind: 'setActive'; readonly activePorts?: PortRange; readonly activeAddress?: string }
  | { readonly kind: 'setSecurity'; readonly security: Security }
  | { readonly kind: 'trustCertificate'; readonly fingerprint: string }
