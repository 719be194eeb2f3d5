/**
 * The network laboratory: a client, a server and perhaps a router, as network namespaces with what a scenario puts between them.
 *
 * Nothing outside them is touched, so labs can run side by side; and they go with this process, however it ends.
 */

import { fileURLToPath } from 'node:url'
import { installed } from '../servers/install.mjs'
import { startAttached, type Attached } from './attached.ts'
import { startHost, type Host } from './host.ts'
import type { End, Layout, Link, Role } from './layouts.ts'
import type { Scenario } from './scenarios.ts'

export interface Lab {
  readonly scenario: Scenario
  readonly client: Host
  readonly server: Host
  readonly router: Host | undefined
  /** What the client dials: the server's own, or that of the router in front of it. */
  readonly serverAddress: string
  /** As `--proxy` takes it, where the scenario has one. */
  readonly proxy: string | undefined
  /** The servers in it are to be stopped before. Twice is fine. */
  stop(): Promise<void>
}

type Hosts = ReadonlyMap<Role, Host>
type Stoppable = Pick<Attached, 'stop'>

/** Needs root, and what `installServers` installs. */
export async function startLab(scenario: Scenario): Promise<Lab> {
  const parts: Stoppable[] = []
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop()))
  }
  try {
    const hosts = await startHosts(scenario.layout, parts)
    await connect(scenario.layout, hosts, parts)
    for (const [role, host] of hosts) await host.run(scenario.rules?.[role] ?? [])
    const proxy = scenario.hasProxy ? await startProxy(hostOf(hosts, 'router'), parts) : undefined
    const serverAddress = hostOf(hosts, scenario.layout.dialled).address
    return {
      scenario,
      client: hostOf(hosts, 'client'),
      server: hostOf(hosts, 'server'),
      router: hosts.get('router'),
      serverAddress,
      proxy,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startHosts({ links }: Layout, parts: Stoppable[]): Promise<Hosts> {
  const hosts = new Map<Role, Host>()
  for (const { role, address } of links.flatMap(({ ends }) => ends)) {
    if (hosts.has(role)) continue
    const host = await startHost(address.replace(/\/.*/, ''))
    parts.push(host)
    hosts.set(role, host)
  }
  return hosts
}

async function connect({ links, gateways = {} }: Layout, hosts: Hosts, parts: Stoppable[]): Promise<void> {
  for (const link of links) {
    await lay(link, hosts, parts)
    for (const end of link.ends) await hostOf(hosts, end.role).run(configuration(end))
  }
  for (const [role, host] of hosts) if (gateways[role] !== undefined) await host.run([`ip route add default via ${gateways[role]}`])
}

/** A cable is made from inside one of the two namespaces, so that the devices never are anywhere else. */
async function lay({ ends, delay }: Link, hosts: Hosts, parts: Stoppable[]): Promise<void> {
  const [left, right] = ends
  const [near, far] = [hostOf(hosts, left.role), hostOf(hosts, right.role)]
  if (!delay) return near.run([`ip link add ${left.device} type veth peer name ${right.device} netns ${far.pid}`])
  const program = fileURLToPath(new URL('delay.py', import.meta.url))
  const sides = [near.namespace, left.device, far.namespace, right.device]
  parts.push(await startAttached([installed.python, '-B', program, ...sides, `${delay.ms}`, `${delay.lostPerMille}`]))
}

/** In IPv6 a new address is not used for a second, while a neighbour is looked for who has it too: not so here (`nodad`). */
function configuration({ device, address }: End): string[] {
  const up = `ip link set ${device} up`
  if (!address.includes(':')) return [`ip address add ${address} dev ${device}`, up]
  return [`ip link set ${device} addrgenmode none`, `ip address add ${address} dev ${device} nodad`, up] // and no other address
}

async function startProxy(router: Host, parts: Stoppable[]): Promise<string> {
  const program = fileURLToPath(new URL('proxyProgram.ts', import.meta.url))
  const node = [process.execPath, '--import', 'tsx', program, router.address]
  const proxy = await startAttached(['nsenter', `--net=${router.namespace}`, '--', ...node])
  parts.push(proxy)
  return `socks5://${router.address}:${proxy.firstLine}`
}

function hostOf(hosts: Hosts, role: Role): Host {
  const host = hosts.get(role)
  if (!host) throw new Error(`This scenario has no ${role}`)
  return host
}
