/** Work that is done again if a place could not be reached, after pauses that grow. Nothing else gets better by itself. */

import { setTimeout as delay } from 'node:timers/promises'
import { isFileError } from '../files/fileError.ts'

/** Ends early, by throwing the signal's reason, if that aborts. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>

export const pauseFor: Pause = async (milliseconds, signal) => {
  await delay(milliseconds, undefined, { signal })
}

const pausesMs = [500, 2000]

/** `onFailed` is told of a try that will be followed by another. */
export async function withRetries<T>(
  work: () => Promise<T>,
  onFailed: (error: Error) => void,
  pause: Pause,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (const milliseconds of pausesMs) {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      if (!isFileError(error, 'unavailable')) throw error
      onFailed(error)
      await pause(milliseconds, signal)
    }
  }
  return await work()
}
