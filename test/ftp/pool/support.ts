/** What the tests of the pool share. */

import type { Session } from '../../../src/ftp/session.ts'

export const noop = (session: Session): Promise<void> => session.noop()

/** Work that shows a NOOP of the pool's own for what it is. */
export const ask = (session: Session): Promise<number | undefined> => session.size('/missing')

export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

/** How many of the server's `commands` are `command`. */
export function count(commands: readonly string[], command: string): number {
  return commands.filter((line) => line === command).length
}

/** `work` after a sleep of the computer: the wall clock has gone on, the monotonic one and the timers have not. */
export async function afterSleep<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const awake = Date.now
  Date.now = () => awake() + milliseconds
  try {
    return await work()
  } finally {
    Date.now = awake
  }
}

/** Something that a handler of the test waits for, and something it tells. */
export class Gate {
  readonly opened: Promise<void>
  readonly reached: Promise<void>
  open: () => void = () => {}
  private arrive: () => void = () => {}

  constructor() {
    this.opened = new Promise((resolve) => (this.open = resolve))
    this.reached = new Promise((resolve) => (this.arrive = resolve))
  }

  pass(): Promise<void> {
    this.arrive()
    return this.opened
  }
}
