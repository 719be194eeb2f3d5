/** Opening the TCP connection that becomes the control connection. */

import { connect, type Socket } from 'node:net'
import { onAbort, withResolvers } from '../base/abort.ts'
import { FtpError } from './ftpError.ts'
import type { ServerIdentity, Timeouts } from './server.ts'

export interface DialOptions {
  readonly server: ServerIdentity
  readonly timeouts: Timeouts
  readonly signal?: AbortSignal | undefined
}

/** Throws `hostNotFound`, `connectionRefused`, `timeout`, or the signal's reason; nothing is left open then. */
export async function dial({ server, timeouts, signal }: DialOptions): Promise<Socket> {
  signal?.throwIfAborted()
  const socket = connect({ host: server.host, port: server.port })
  const { promise, resolve, reject } = withResolvers<void>()
  const onError = (error: Error) => reject(dialError(error, server))
  const expired = () =>
    reject(
      new FtpError(
        'timeout',
        `${server.host} did not answer on port ${server.port} in ${timeouts.connectMs / 1000} s. A firewall may drop the connection, or the server is down.`,
      ),
    )
  const timer = setTimeout(expired, timeouts.connectMs)
  const aborting = onAbort(signal, reject)
  socket.once('connect', resolve).once('error', onError)
  try {
    await promise
    return socket
  } catch (error) {
    socket.on('error', () => {}).destroy() // what a given-up dial still says is of no interest
    throw error
  } finally {
    clearTimeout(timer)
    aborting.dispose()
    socket.off('connect', resolve).off('error', onError)
  }
}

function dialError(error: NodeJS.ErrnoException, server: ServerIdentity): FtpError {
  const { code = '' } = error
  if (['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'].includes(code))
    return new FtpError('hostNotFound', `The server ${server.host} was not found. Check its name and your network.`, { cause: error })
  if (code === 'ECONNREFUSED')
    return new FtpError(
      'connectionRefused',
      `${server.host} refuses connections on port ${server.port}. Check the port; the FTP server may not be running.`,
      { cause: error },
    )
  return new FtpError('connectionRefused', `${server.host} can't be reached on port ${server.port}: ${error.message}`, { cause: error })
}
