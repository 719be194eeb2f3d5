/**
 * One listing over one way of opening data connections, to learn whether that way works: for a diagnosis. The folder is the one
 * the login led to, and nothing of its listing is kept.
 */

import type { Duplex } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { DataObserver } from './data/dataEvent.ts'
import { strategyOf } from './data/ladder.ts'
import type { DataMethod } from './data/strategy.ts'
import type { SessionOptions } from './dialogue.ts'
import type { SessionContext } from './sessionContext.ts'
import { isPossible, runTransferBy } from './transfer.ts'

export interface TryWayOptions extends SessionOptions {
  readonly observe?: DataObserver
}

export function isWayPossible(context: SessionContext, method: DataMethod): boolean {
  return isPossible(context, strategyOf(method))
}

/**
 * Resolves when the listing has come through. Throws what `runTransfer` would take for a reason to go on to the next way, a
 * `DataPortRefused` or an `FtpError`: `noDataConnection.obstacleIn` tells what it was. The session may be lost then (`Session.error`).
 */
export async function tryWay(context: SessionContext, method: DataMethod, { signal, observe }: TryWayOptions): Promise<void> {
  await runTransferBy(context, strategyOf(method), {
    verb: context.features.has('MLST') ? 'MLSD' : 'LIST',
    signal,
    observe,
    move: (data) => drain(data, () => observe?.({ kind: 'moved' })),
    isUntouched: () => true,
  })
}

async function drain(data: Duplex, moved: () => void): Promise<void> {
  data.once('data', moved)
  await finished(data, { writable: false })
  moved()
}
