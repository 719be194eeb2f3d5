/** Listening on this computer only, on a free port unless told otherwise. */

import { once } from 'node:events'
import type { Server } from 'node:net'

export type LoopbackHost = '127.0.0.1' | '::1'

export interface Address {
  readonly host: string
  readonly port: number
}

export async function listenOn(listener: Server, host: string, port = 0): Promise<Address> {
  listener.listen(port, host)
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('No port to listen on')
  return { host, port: address.port }
}
