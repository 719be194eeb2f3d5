/**
 * What a test server has open: every socket and listener from birth to its `close` event.
 *
 * Tests ask it whether a client left something behind, `stop` whether it may return.
 */

import type { Server, Socket } from 'node:net'

export type Role = 'listener' | 'control' | 'data' | 'dataListener'

export class SocketLedger {
  private readonly open = new Map<Socket | Server, Role>()
  private readonly waiting = new Set<() => void>()

  /** Notes `socket` until it closes. */
  add<T extends Socket | Server>(role: Role, socket: T): T {
    this.open.set(socket, role)
    socket.on('error', () => {}) // a client that goes away rudely is part of the tests; `close` follows
    socket.once('close', () => {
      this.open.delete(socket)
      for (const look of [...this.waiting]) look()
    })
    return socket
  }

  count(role: Role): number {
    return [...this.open.values()].filter((other) => other === role).length
  }

  /** Resolves as soon as nothing with one of these roles is open. */
  async none(...roles: readonly Role[]): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (roles.some((role) => this.count(role) > 0)) return
        this.waiting.delete(look)
        resolve()
      }
      this.waiting.add(look)
      look()
    })
  }

  /** Ends everything, whatever state it is in, and resolves when it has closed. */
  async closeAll(): Promise<void> {
    for (const socket of this.open.keys()) {
      if ('destroy' in socket) socket.destroy()
      else socket.close()
    }
    await this.none('listener', 'control', 'data', 'dataListener')
  }
}
