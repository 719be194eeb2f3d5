/** How fast bytes move, over the last seconds: what came before says little about what is left. */

const windowMs = 5000

export class Rate {
  private samples: { readonly at: number; readonly bytes: number }[] = []

  /** `bytes` in all so far, at `now` in milliseconds. */
  update(bytes: number, now: number): void {
    this.samples = [...this.samples.filter(({ at }) => now - at <= windowMs), { at: now, bytes }]
  }

  /** Undefined until there is something to go by. */
  get bytesPerSecond(): number | undefined {
    const first = this.samples[0]
    const last = this.samples.at(-1)
    if (!first || !last || last.at <= first.at) return undefined
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at)
  }

  /** For so many bytes more. Undefined while nothing moves. */
  secondsLeft(bytes: number): number | undefined {
    const speed = this.bytesPerSecond
    return speed === undefined || speed <= 0 ? undefined : bytes / speed
  }
}
