/**
 * Cancelling and deadlines, over `AbortSignal`.
 *
 * A cancelled thing rejects with the signal's own reason, so that callers can tell what the user asked for from what failed.
 */

import { toDisposable, type Disposable } from './disposable.ts'

/** True for the error of a cancelled operation: nobody has to be told about it. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/** Calls `listener` when `signal` aborts, at once if it already has. Dispose in `finally`. */
export function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): Disposable {
  if (!signal) return toDisposable(() => {})
  const heard = () => listener(signal.reason)
  if (signal.aborted) heard()
  else signal.addEventListener('abort', heard, { once: true })
  return toDisposable(() => signal.removeEventListener('abort', heard))
}

/** `promise`, unless `signal` aborts first. The work behind `promise` is not stopped by this. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  promise.catch(() => {}) // the loser of the race below must not count as unhandled
  signal.throwIfAborted()
  const { promise: aborted, reject } = withResolvers<never>()
  const listening = onAbort(signal, reject)
  try {
    return await Promise.race([promise, aborted])
  } finally {
    listening.dispose()
  }
}

/** `promise`, unless `milliseconds` pass first: then `expired()` is thrown. */
export async function withDeadline<T>(promise: Promise<T>, milliseconds: number, expired: () => Error): Promise<T> {
  promise.catch(() => {}) // as above
  const { promise: late, reject } = withResolvers<never>()
  const timer = setTimeout(() => reject(expired()), milliseconds)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export interface Resolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T | PromiseLike<T>) => void
  readonly reject: (reason: unknown) => void
}

/** `Promise.withResolvers`, which Node 20 lacks. */
export function withResolvers<T>(): Resolvers<T> {
  let resolve!: Resolvers<T>['resolve']
  let reject!: Resolvers<T>['reject']
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
