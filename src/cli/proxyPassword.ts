/** The password of a proxy: from its URL, the environment or the terminal. */

import { printable } from '../base/printable.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { describeProxy } from '../sites/proxy.ts'
import { askSecret } from './askSecret.ts'
import type { Io } from './io.ts'

/** The proxy with its password, if it wants one. `interrupt` is called for Ctrl+C while it is typed. */
export async function unlockProxy(proxy: ProxySettings, io: Io, interrupt: () => void, signal: AbortSignal): Promise<ProxySettings> {
  if (proxy.user === undefined || proxy.password !== undefined) return proxy
  const shown = printable(describeProxy(proxy))
  const password = io.env['PORTSIDE_PROXY_PASSWORD'] ?? (await askSecret(io, `Password for the proxy ${shown}: `, interrupt, signal))
  if (password !== undefined) return { ...proxy, password }
  throw new Error(`No password for the proxy ${shown}. Set PORTSIDE_PROXY_PASSWORD, or run this in a terminal to be asked.`)
}
