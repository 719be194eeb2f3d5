/** REST: where in its file the next transfer begins. RFC 3659 section 5. */

import type { ControlConnection } from './controlConnection.ts'
import { FtpError } from './ftpError.ts'
import { isNegative } from './reply.ts'
import { refusalOf } from './refusal.ts'

/** One control connection's marker. */
export class RestartMarker {
  /** Some servers keep the marker for the transfers after the one it was meant for. */
  private mayLinger = false
  private readonly control: ControlConnection

  constructor(control: ControlConnection) {
    this.control = control
  }

  /** To be called right before each transfer's command. Throws `unsupported` if the server can't begin at `offset`, in bytes. */
  async set(offset: number, signal: AbortSignal | undefined): Promise<void> {
    if (offset === 0 && !this.mayLinger) return
    this.mayLinger = offset > 0
    const reply = await this.control.request('REST', String(offset), signal)
    if (offset === 0 || !isNegative(reply)) return
    this.mayLinger = false
    const { message } = refusalOf(reply, `REST ${offset}`)
    throw new FtpError('unsupported', `${message} This transfer can't be resumed, it has to begin again.`, { reply })
  }
}
