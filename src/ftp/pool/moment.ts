/**
 * Points in time that know of sleep. The monotonic clock stands still while the computer sleeps (Linux, macOS), and the wall
 * clock may be set back: whichever has gone further is believed, for too long a time costs a NOOP and too short a one a hang.
 */

export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

export function now(): Moment {
  return { monotonic: performance.now(), wall: Date.now() }
}

/** Milliseconds, those the computer slept included. */
export function msSince(moment: Moment): number {
  return Math.max(performance.now() - moment.monotonic, Date.now() - moment.wall)
}
