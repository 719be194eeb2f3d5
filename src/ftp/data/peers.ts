/** Who may be at the other end of a data connection, and where they are: the control connection's peer, and one host more. */

import { isIP, isIPv6, SocketAddress } from 'node:net'
import { abortable, withDeadline } from '../../base/abort.ts'
import { plainAddress, type DataContext } from './strategy.ts'

/** Not routed on the Internet. */
const privateNetworks: readonly RegExp[] = [
  /^10\./, // RFC 1918
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, // RFC 6598: behind a provider's NAT
  /^169\.254\./, // RFC 3927
  /^127\./,
  /^f[cd]..:/, // RFC 4193
  /^fe[89ab].:/, // RFC 4291
  /^::1$/,
]

/** True for an address that only neighbours can have: they reach this computer by its own address. */
export function isPrivateAddress(address: string): boolean {
  const known = comparable(address)
  return isIP(known) !== 0 && privateNetworks.some((network) => network.test(known))
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
