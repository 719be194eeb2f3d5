/** Ends a connection with RST. */

import type { Socket } from 'node:net'

export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  // While a FIN is on its way out, Node's resetAndDestroy fails and loses the socket: it would never close.
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
