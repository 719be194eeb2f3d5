/** What to do at the server when active mode fails: it dials, and its firewall has to let that out. */

import type { Advice } from '../diagnosis.ts'
import type { ServerKind } from '../serverKind.ts'
import { unprivilegedPorts, type Facts, type Findings } from './facts.ts'
import { serverFirewallRecipes, type Opening } from './firewalls.ts'
import { dataPortRecipes } from './serverSettings.ts'

export function outgoingAdvice({ observations }: Findings, facts: Facts): readonly Advice[] {
  const letOut = letServerOut(outgoing(facts, observations.settings.activePorts !== undefined), facts)
  return canBeTold(facts) ? [letOut, dialFromDataPort(facts)] : [letOut]
}

function letServerOut(opening: Opening, { kind }: Facts): Advice {
  const { dialledFrom } = opening
  const from = dialledFrom === undefined ? 'to the ports of this computer' : `from its port ${dialledFrom}`
  const how =
    dialledFrom === undefined
      ? 'This server may dial from any port, so the rule goes by where it dials.'
      : `Servers dial from port ${dialledFrom} for this, so nothing else has to be let out. If this one doesn't, tell it to, or let out what goes to ports above 1023.`
  return {
    id: 'allow-outgoing-active',
    who: 'server',
    title: `Let the server open connections ${from}`,
    why: `In active mode the server dials: its firewall has to let new connections out, not only answers. ${how}`,
    recipes: serverFirewallRecipes(opening, kind),
  }
}

function outgoing({ kind, activePorts, seenAddress, isIPv6, controlPort }: Facts, hasRange: boolean): Opening {
  const common = { direction: 'out', isIPv6, name: 'FTP active mode' } as const
  if (!fromAnyPort.has(kind)) return { ...common, ports: unprivilegedPorts, dialledFrom: dataPort(kind, controlPort), peer: undefined }
  return { ...common, ports: hasRange ? activePorts : unprivilegedPorts, peer: seenAddress }
}

/** ProFTPD 1.3.8 dials from port 20 only where it listens on 21 and was started by root. */
const fromAnyPort: ReadonlySet<ServerKind> = new Set(['proftpd', 'pyftpdlib', 'filezilla'])

/** RFC 959 section 3.2: one below the port of the control connection. These two keep to 20 wherever they listen. */
function dataPort(kind: ServerKind, controlPort: number): number {
  return kind === 'vsftpd' || kind === 'pureftpd' ? 20 : controlPort - 1
}

function canBeTold({ kind, controlPort }: Facts): boolean {
  return kind === 'vsftpd' || kind === 'unknown' || (kind === 'proftpd' && controlPort === 21)
}

function dialFromDataPort({ kind, controlPort }: Facts): Advice {
  const port = dataPort(kind, controlPort)
  return {
    id: 'dial-from-data-port',
    who: 'server',
    title: `Let the server dial from port ${port}`,
    why:
      `Its firewall can then go by that port, and let out what comes from it, wherever it goes. ` +
      "ProFTPD keeps root's rights after the login for that, which is less safe: let it rather dial from any port where the firewall can go by the client's.",
    recipes: dataPortRecipes(port, kind),
  }
}
