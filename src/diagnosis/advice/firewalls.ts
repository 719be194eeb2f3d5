/**
 * Rules for the firewalls that are about, to be pasted as they stand. They only ever add what is let through, and put it in
 * front: nobody is locked out, and no policy is changed.
 */

import type { PortRange } from '../../ftp/server.ts'
import type { Recipe } from '../diagnosis.ts'
import type { Place } from '../observations.ts'
import type { ServerKind } from '../serverKind.ts'
import { dashes } from '../words.ts'

/** Connections to be let through, as the computer sees it that the rule is for. */
export interface Opening {
  readonly direction: 'in' | 'out'
  /** Of the end that listens. */
  readonly ports: PortRange
  /** Of the end that dials, where it is always the same. */
  readonly dialledFrom?: number
  /** The other computer's address; without it, anybody's. */
  readonly peer: string | undefined
  readonly isIPv6: boolean
  /** What a firewall with windows shows: our own words. */
  readonly name: string
}

interface Firewall {
  readonly tool: string
  readonly label: string
  readonly language: string
  readonly system: 'linux' | 'win32' | 'darwin' | 'wsl'
  /** Undefined where it has no such rules. */
  readonly rule: (opening: Opening) => readonly string[] | undefined
}

/** Of the server: IIS and FileZilla Server are at home on Windows. */
export function serverFirewallRecipes(opening: Opening, kind: ServerKind): readonly Recipe[] {
  return recipes(
    firewalls.filter(({ system }) => system === 'linux' || system === 'win32'), // that of macOS goes by programs, and the server's is not known
    opening,
    kind === 'iis' || kind === 'filezilla' ? 'win32' : 'linux',
  )
}

/** Of this computer: those for its system come first. In WSL Linux seldom has a firewall, and Windows has one for it. */
export function clientFirewallRecipes(opening: Opening, { kind, platform }: Place): readonly Recipe[] {
  if (kind === 'wsl') return recipes(firewalls, opening, 'wsl', 'win32')
  return recipes(
    firewalls.filter(({ system }) => system !== 'wsl'),
    opening,
    platform,
  )
}

/** Only for what comes back over connections that this computer opens; the others let that in by themselves. */
export function answersRecipes(opening: Opening): readonly Recipe[] {
  return [
    { tool: 'iptables', label: 'iptables', language: 'sh', text: [asRoot, iptablesAnswers(opening), iptablesGone].join('\n') },
    {
      tool: 'nftables',
      label: 'nftables',
      language: 'sh',
      text: [asRoot, nftablesNames, ...nftablesAnswers(opening), nftablesGone].join('\n'),
    },
  ]
}

function recipes(of: readonly Firewall[], opening: Opening, ...first: readonly string[]): readonly Recipe[] {
  const rank = ({ system }: Firewall) => (first.includes(system) ? first.indexOf(system) : first.length)
  const sorted = [...of].sort((a, b) => rank(a) - rank(b))
  return sorted.flatMap(({ tool, label, language, rule }) => {
    const text = rule(opening)
    return text ? [{ tool, label, language, text: text.join('\n') }] : []
  })
}

const asRoot = '# As root.'

const firewalls: readonly Firewall[] = [
  { tool: 'iptables', label: 'iptables', language: 'sh', system: 'linux', rule: iptables },
  { tool: 'nftables', label: 'nftables', language: 'sh', system: 'linux', rule: nftables },
  { tool: 'ufw', label: 'ufw', language: 'sh', system: 'linux', rule: ufw },
  { tool: 'firewalld', label: 'firewalld', language: 'sh', system: 'linux', rule: firewalld },
  { tool: 'windows', label: 'Windows Firewall (PowerShell)', language: 'powershell', system: 'win32', rule: windows },
  { tool: 'hyperv', label: 'Hyper-V firewall, for WSL (PowerShell)', language: 'powershell', system: 'wsl', rule: hyperv },
  { tool: 'macos', label: 'macOS firewall', language: 'sh', system: 'darwin', rule: macos },
  { tool: 'macos-node', label: 'macOS firewall, for the command line', language: 'sh', system: 'darwin', rule: macosNode },
]

/** The second line is for rules that don't let answers through by themselves. */
function iptables(opening: Opening): readonly string[] {
  const { direction, dialledFrom, ports, peer, isIPv6 } = opening
  const [chain, side] = direction === 'in' ? ['INPUT', '-s'] : ['OUTPUT', '-d']
  const ends = options(side, peer, '--sport', dialledFrom, '--dport', colons(ports))
  return [
    asRoot,
    `${isIPv6 ? 'ip6tables' : 'iptables'} -I ${chain} 1 -p tcp${ends} -j ACCEPT`,
    '# The answers.',
    iptablesAnswers(opening),
    iptablesGone,
  ]
}

function iptablesAnswers({ direction, dialledFrom, ports, peer, isIPv6 }: Opening): string {
  const [chain, side] = direction === 'in' ? ['OUTPUT', '-d'] : ['INPUT', '-s']
  const ends = options(side, peer, '--sport', colons(ports), '--dport', dialledFrom)
  return `${isIPv6 ? 'ip6tables' : 'iptables'} -I ${chain} 1 -p tcp${ends} -m conntrack --ctstate ESTABLISHED -j ACCEPT`
}

const iptablesGone = '# Rules are gone after a restart. Debian and Ubuntu keep them with: netfilter-persistent save'

/** A chain of our own would not help: what is accepted in one is still dropped in the next. So it must be the one that drops. */
function nftables(opening: Opening): readonly string[] {
  const { direction, dialledFrom, ports, peer, isIPv6 } = opening
  const [chain, side] = direction === 'in' ? ['input', 'saddr'] : ['output', 'daddr']
  const ends = options(`${isIPv6 ? 'ip6' : 'ip'} ${side}`, peer, 'tcp sport', dialledFrom, 'tcp dport', dashes(ports))
  return [
    asRoot,
    nftablesNames,
    `nft insert rule inet filter ${chain}${ends} accept`,
    ...(direction === 'out' ? nftablesAnswers(opening) : []), // who has a chain for what goes out has one for what comes in
    nftablesGone,
  ]
}

function nftablesAnswers({ dialledFrom, ports, peer, isIPv6 }: Opening): readonly string[] {
  const ends = options(`${isIPv6 ? 'ip6' : 'ip'} saddr`, peer, 'tcp sport', dashes(ports), 'tcp dport', dialledFrom)
  return ['# The answers.', `nft insert rule inet filter input${ends} ct state established accept`]
}

const nftablesNames = '# The usual names: table inet filter, chains input and output. See yours with: nft list ruleset'
const nftablesGone = '# Rules are gone after a restart. To keep them, add them to /etc/nftables.conf, in front of what drops.'

function ufw({ direction, ports, dialledFrom, peer = 'any' }: Opening): readonly string[] {
  const dialler = direction === 'in' ? peer : 'any'
  const listener = direction === 'in' ? 'any' : peer
  return [
    asRoot,
    `ufw prepend allow ${direction} proto tcp from ${dialler}${options('port', dialledFrom)} to ${listener} port ${colons(ports)}`,
  ]
}

function firewalld(opening: Opening): readonly string[] {
  return opening.direction === 'in' ? firewalldIn(opening) : firewalldOut(opening)
}

/** Twice instead of a reload, which forgets what was never made permanent. */
function firewalldIn({ ports, peer, isIPv6 }: Opening): readonly string[] {
  const source = `rule family="${isIPv6 ? 'ipv6' : 'ipv4'}" source address="${peer ?? ''}"`
  const rule =
    peer === undefined
      ? `--add-port=${dashes(ports)}/tcp`
      : `--add-rich-rule='${source} port port="${dashes(ports)}" protocol="tcp" accept'`
  return [asRoot, `firewall-cmd ${rule}`, `firewall-cmd --permanent ${rule}`]
}

/** What goes out is let through unless a policy says otherwise: this one goes before others (firewalld 0.9 and newer). */
function firewalldOut({ ports, dialledFrom, peer, isIPv6 }: Opening): readonly string[] {
  const destination = peer === undefined ? '' : ` family="${isIPv6 ? 'ipv6' : 'ipv4'}" destination address="${peer}"`
  const port = dialledFrom === undefined ? `port port="${dashes(ports)}"` : `source-port port="${dialledFrom}"`
  const policy = 'firewall-cmd --permanent --policy ftp-data'
  return [
    `${asRoot} The reload forgets rules that were never made permanent.`,
    'firewall-cmd --permanent --new-policy ftp-data',
    `${policy} --add-ingress-zone HOST`,
    `${policy} --add-egress-zone ANY`,
    `${policy} --set-priority -100`,
    `${policy} --add-rich-rule='rule${destination} ${port} protocol="tcp" accept'`,
    'firewall-cmd --reload',
  ]
}

function windows({ direction, ports, dialledFrom, peer, name }: Opening): readonly string[] {
  const rule = `New-NetFirewallRule -DisplayName '${name}' -Direction ${direction === 'in' ? 'Inbound' : 'Outbound'} -Action Allow -Protocol TCP`
  const [listening, dialling] = direction === 'in' ? ['-LocalPort', '-RemotePort'] : ['-RemotePort', '-LocalPort']
  return [
    '# As administrator. A rule that blocks the same goes before it: remove that one.',
    `${rule}${options(listening, dashes(ports), dialling, dialledFrom, '-RemoteAddress', peer)}`,
  ]
}

/** For WSL with the network of Windows. The id is that of WSL among the virtual machines. */
function hyperv({ direction, ports, dialledFrom, peer, name }: Opening): readonly string[] {
  const [listening, dialling] = direction === 'in' ? ['-LocalPorts', '-RemotePorts'] : ['-RemotePorts', '-LocalPorts']
  const ends = options(listening, dashes(ports), dialling, dialledFrom, '-RemoteAddresses', peer)
  const id = `${name} (WSL, ${direction})`
  const rule = `New-NetFirewallHyperVRule -Name '${id}' -DisplayName '${id}' -Direction ${direction === 'in' ? 'Inbound' : 'Outbound'} -Action Allow -Protocol TCP`
  return ['# As administrator, with networkingMode=mirrored.', `${rule} -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}'${ends}`]
}

/** It goes by programs, not by ports. VS Code listens in a helper of its own; no comments, for zsh takes none at its prompt. */
function macos({ direction }: Opening): readonly string[] | undefined {
  if (direction === 'out') return undefined // it lets everything out
  const code = '/Applications/Visual Studio Code.app'
  return [code, `${code}/Contents/Frameworks/Code Helper (Plugin).app`].flatMap((path) => unblocked(`'${path}'`))
}

/** The program itself, behind whatever links and wrappers lead to it. */
function macosNode({ direction }: Opening): readonly string[] | undefined {
  return direction === 'out' ? undefined : unblocked('"$(node -p process.execPath)"')
}

function unblocked(program: string): readonly string[] {
  const firewall = '/usr/libexec/ApplicationFirewall/socketfilterfw'
  return [`sudo ${firewall} --add ${program}`, `sudo ${firewall} --unblockapp ${program}`]
}

export function colons({ low, high }: PortRange): string {
  return low === high ? `${low}` : `${low}:${high}`
}

/** Names and values by turns: ` --dport 21`, and nothing for a value that is undefined. */
function options(...pairs: readonly (string | number | undefined)[]): string {
  return pairs.map((value, index) => (index % 2 === 1 && value !== undefined ? ` ${pairs[index - 1] ?? ''} ${value}` : '')).join('')
}
