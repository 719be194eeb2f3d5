/** Who may be at the other end of a data connection, and where they are: the control connection's peer, and one host more. */

import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net'
import { abortable, withDeadline } from '../../base/abort.ts'
import { plainAddress, type DataContext } from './strategy.ts'

/** Not routed on the Internet. */
const privateNetworks = [
  ['10.0.0.0', 8, 'ipv4'], // RFC 1918
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'], // RFC 6598: behind a provider's NAT
  ['169.254.0.0', 16, 'ipv4'], // RFC 3927
  ['127.0.0.0', 8, 'ipv4'],
  ['fc00::', 7, 'ipv6'], // RFC 4193
  ['fe80::', 10, 'ipv6'], // RFC 4291
  ['::1', 128, 'ipv6'],
] as const

/** True for an address that only neighbours can have: they reach this computer by its own address. */
export function isPrivateAddress(address: string): boolean {
  const plain = plainAddress(address)
  const list = new BlockList()
  for (const [network, prefix, family] of privateNetworks) list.addSubnet(network, prefix, family)
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

/** The addresses of `dataHost`; none without one, nor when they can't be found out. */
export async function addressesOfDataHost(context: DataContext): Promise<readonly string[]> {
  const { dataHost } = context.settings
  if (dataHost === undefined) return []
  try {
    return (await addressesOf(context, dataHost)).map(comparable)
  } catch (error) {
    context.signal?.throwIfAborted()
    context.log.warn(`the addresses of ${dataHost} can't be found out (${error instanceof Error ? error.message : String(error)})`)
    return []
  }
}

/** Throws what the lookup throws, in the time that opening may take. */
export function addressesOf({ names, connectMs, signal }: DataContext, host: string): Promise<readonly string[]> {
  const late = () => new Error(`the name was not resolved in ${connectMs / 1000} s`)
  return abortable(withDeadline(names.addressesOf(host), connectMs, late), signal)
}

/** The spelling that sockets use. */
function comparable(address: string): string {
  const plain = plainAddress(address)
  return isIPv6(plain) ? new SocketAddress({ address: plain, family: 'ipv6' }).address : plain
}
