/** Work on many items, a few at a time. */

/**
 * Runs `work` for each item, at most `width` at once; the next item is asked for only when there is room. The first failure
 * ends the taking of items and is thrown once everything under way has come to its end.
 */
export async function inParallel<T>(items: Iterable<T> | AsyncIterable<T>, width: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = shared(items)
  const workers = Array.from({ length: width }, async () => {
    for await (const item of iterator) await work(item)
  })
  const outcomes = await Promise.allSettled(workers)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** A generator answers one taker after the other, and a taker that leaves with an error ends it for all. */
async function* shared<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items
}
