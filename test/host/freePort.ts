/** Ports on loopback. */

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** `wanted` if nobody listens there, else the next free one after it. */
export async function freePortFrom(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + 100; port++) {
    if (await isFree(port)) return port
  }
  throw new Error(`All ports from ${wanted} to ${wanted + 99} are in use.`)
}

/** Any free port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false // EADDRINUSE, or EACCES: not ours to use either way
  }
  server.close()
  await once(server, 'close')
  return true
}
