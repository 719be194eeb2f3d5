/**
 * What waits to be uploaded to one server. One pass is under way at a time and takes all that was asked for until it begins;
 * what is asked for meanwhile waits for the next one. So of a file one upload runs and one waits, however often it is saved.
 */

/** Who wants the upload: a person who pressed a key, the editor that saves by itself, or something outside of the editor. */
export type Origin = 'person' | 'editor' | 'outside'

/** By relative path. */
export type Requests = ReadonlyMap<string, Origin>

const weights: Record<Origin, number> = { person: 2, editor: 1, outside: 0 }

export class UploadQueue {
  private waiting = new Map<string, Origin>()
  private running: Promise<void> | undefined
  private readonly pass: (requests: Requests) => Promise<void>

  /** `pass` tells of its failures itself. */
  constructor(pass: (requests: Requests) => Promise<void>) {
    this.pass = pass
  }

  /** Resolves once nothing is under way or waiting any more. A path that two have asked for counts as the weightier's. */
  add(paths: Iterable<string>, origin: Origin): Promise<void> {
    for (const path of paths) this.waiting.set(path, weightier(origin, this.waiting.get(path)))
    this.running ??= this.run()
    return this.running
  }

  private async run(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        const requests = this.waiting
        this.waiting = new Map()
        await this.pass(requests)
      }
    } finally {
      this.running = undefined
    }
  }
}

function weightier(origin: Origin, other: Origin = origin): Origin {
  return weights[origin] >= weights[other] ? origin : other
}
