/** Who creates, disposes: things with an end, and a store that ends them together. */

export interface Disposable {
  dispose(): void
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false
  return {
    dispose: () => {
      if (done) return
      done = true
      dispose()
    },
  }
}

/** Disposes what was added, last first. What is added after the end is disposed at once. Disposing twice is fine. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>()
  private disposed = false

  /** Registers `item` on the line of its creation and gives it back. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose()
    else this.items.add(item)
    return item
  }

  dispose(): void {
    this.disposed = true
    const items = [...this.items].reverse()
    this.items.clear()
    for (const item of items) item.dispose()
  }
}
