/** Fresh looks at the places of one side: what is there right before it is touched. */

import { isAbort } from '../base/abort.ts'
import type { Entry } from '../base/entry.ts'
import { dirname } from '../base/posixPath.ts'
import { isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import { placeOf, type Replica } from './side.ts'

/** So many of a folder are looked up together, and are good for so long: one by one, each would list the whole folder. */
const maxTogether = 100
const freshMs = 2000

interface Look {
  readonly entry: Promise<Entry | undefined>
  /** By `now`. */
  arrivedAt?: number
}

export class Looks {
  private readonly looks = new Map<string, Look>()
  private readonly waiting = new Map<string, Set<string>>()
  private readonly replica: Replica
  private readonly now: () => number
  private readonly asking: OperationOptions

  /** `paths` are those that will be asked for, about in that order; relative, as all here. */
  constructor(replica: Replica, paths: Iterable<string>, now: () => number, asking: OperationOptions) {
    this.replica = replica
    this.now = now
    this.asking = asking
    for (const path of paths) {
      const folder = dirname(`/${path}`)
      const others = this.waiting.get(folder) ?? new Set()
      this.waiting.set(folder, others.add(path))
    }
  }

  /** What is there now, or was two seconds ago. A look serves once. Throws if it can't be found out. */
  async at(path: string): Promise<Entry | undefined> {
    const known = this.looks.get(path)
    this.looks.delete(path)
    this.waiting.get(dirname(`/${path}`))?.delete(path)
    if (known && (known.arrivedAt === undefined || this.now() - known.arrivedAt <= freshMs)) {
      try {
        return await known.entry
      } catch (error) {
        if (isAbort(error)) throw error // else it may have been one of the others that could not be looked up
      }
    }
    return this.look(path)
  }

  /** Looks anew, at this alone. */
  async again(path: string): Promise<Entry | undefined> {
    const [entry] = await this.replica.files.examine([placeOf(this.replica, path)], this.asking)
    return entry
  }

  private async look(path: string): Promise<Entry | undefined> {
    const paths = [path, ...this.othersBeside(path)]
    const examined = this.replica.files.examine(
      paths.map((each) => placeOf(this.replica, each)),
      this.asking,
    )
    for (const [index, other] of paths.entries())
      if (index > 0)
        this.remember(
          other,
          examined.then((entries) => entries[index]),
        )
    try {
      return (await examined)[0]
    } catch (error) {
      if (paths.length === 1 || isAbort(error) || isFileError(error, 'unavailable')) throw error
      return this.again(path)
    }
  }

  private remember(path: string, entry: Promise<Entry | undefined>): void {
    const look: Look = { entry }
    this.looks.set(path, look)
    const arrived = () => {
      look.arrivedAt = this.now()
    }
    entry.then(arrived, arrived)
  }

  /** Those in the same folder that will be asked for next. */
  private othersBeside(path: string): readonly string[] {
    const others: string[] = []
    for (const other of this.waiting.get(dirname(`/${path}`)) ?? []) {
      if (others.length >= maxTogether) break
      others.push(other)
    }
    return others
  }
}
