/**
 * The next data port, asked for while a transfer runs: one round trip less for each of many files. Only on servers that are
 * known to leave a command alone until they are done with the one before it. To others it is fatal: pyftpdlib 1.5 and 2.2 take
 * EPSV for the end of the transfer under way and cut it short, Pure-FTPd swallows it, ProFTPD may say 450 in the place of 226.
 */

import { DataPortRefused, type DataContext, type DataOpening, type DataStrategy } from './strategy.ts'

const freshMs = 10_000 // servers close a port that nobody comes to, some after a minute

/** One control connection's. */
export class PortAhead {
  private named: { readonly strategy: DataStrategy; readonly opening: Promise<DataOpening>; since: number } | undefined

  /** A port has been asked for, and not been taken yet. */
  get isAsked(): boolean {
    return this.named !== undefined
  }

  /** Asks now, without waiting: the answer comes when the transfer under way has ended. */
  ask(strategy: DataStrategy, context: DataContext): void {
    const named = { strategy, opening: strategy.prepare(context), since: Infinity }
    const arrived = () => {
      named.since = performance.now()
    }
    named.opening.then(arrived, arrived) // whoever takes it hears of a refusal
    this.named = named
  }

  /** The mode is another one now. */
  forget(): void {
    this.named = undefined
  }

  /** What was asked for by this strategy, at most once; undefined if nothing was, or too long ago, or if the server said no. */
  async take(strategy: DataStrategy): Promise<DataOpening | undefined> {
    const { named } = this
    this.named = undefined
    if (named?.strategy !== strategy) return undefined
    try {
      const opening = await named.opening
      return performance.now() - named.since < freshMs ? opening : undefined
    } catch (error) {
      if (error instanceof DataPortRefused) return undefined
      throw error
    }
  }
}
