/** Events as plain functions: `onDidX(listener)` gives the disposable that ends the listening. */

import { toDisposable, type Disposable } from './disposable.ts'

export type Event<T> = (listener: (value: T) => void) => Disposable

export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>()

  readonly event: Event<T> = (listener) => {
    // Wrapped, so that the same function can listen twice and each registration ends alone.
    const entry = (value: T) => listener(value)
    this.listeners.add(entry)
    return toDisposable(() => this.listeners.delete(entry))
  }

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value)
  }

  dispose(): void {
    this.listeners.clear()
  }
}
