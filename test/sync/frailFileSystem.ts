/**
 * A world that fails on demand: every step that a program takes in it is counted, and at a chosen one the network goes, or the
 * program ends there and then, before the step or right after it.
 */

import { FileError } from '../../src/files/fileError.ts'
import type { AppendLog } from '../../src/files/appendLog.ts'
import type { FileSystem } from '../../src/files/fileSystem.ts'

/** `lost`: the operation fails as unavailable, `crash`: the program ends. Before the operation is done, or after it was. */
export interface Fault {
  readonly step: number
  readonly kind: 'lost' | 'crash'
  readonly when: 'before' | 'after'
}

/** The program has ended: nothing it still tries has any effect. */
export class Crashed extends Error {
  override readonly name = 'Crashed'
}

export class FrailWorld {
  steps = 0
  private isDead = false
  private faults: readonly Fault[] = []

  /** Counts from here on, with these faults to come. */
  begin(faults: readonly Fault[]): void {
    this.steps = 0
    this.isDead = false
    this.faults = faults
  }

  /** `canBeLost`: it is behind a network. A disk works until the program ends. */
  async take<T>(what: string, canBeLost: boolean, work: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Crashed(what)
    const step = ++this.steps
    const fault = this.faults.find((fault) => fault.step === step)
    this.fail(fault, 'before', what, canBeLost)
    const result = await work()
    this.fail(fault, 'after', what, canBeLost)
    return result
  }

  private fail(fault: Fault | undefined, when: Fault['when'], what: string, canBeLost: boolean): void {
    if (this.isDead) throw new Crashed(what)
    if (fault?.when !== when) return
    if (fault.kind === 'crash') {
      this.isDead = true
      throw new Crashed(what)
    }
    if (canBeLost) throw new FileError('unavailable', '/', `The connection was lost: ${what}.`)
  }
}

export function frail(files: FileSystem, world: FrailWorld, name: string, canBeLost: boolean): FileSystem {
  return new Proxy(files, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) =>
        world.take(`${name} ${String(key)}`, canBeLost, async () => (await Reflect.apply(member, target, args)) as unknown)
    },
  })
}

/** Lines in memory, kept while the program comes and goes. */
export class MemoryLog implements AppendLog {
  private readonly kept: string[]
  private readonly world: FrailWorld

  constructor(kept: string[], world: FrailWorld) {
    this.kept = kept
    this.world = world
  }

  lines(): Promise<readonly string[]> {
    return this.world.take('log lines', false, async () => [...this.kept])
  }

  append(line: string): Promise<void> {
    return this.world.take('log append', false, async () => void this.kept.push(line))
  }

  clear(): Promise<void> {
    return this.world.take('log clear', false, async () => void this.kept.splice(0))
  }

  async close(): Promise<void> {}
}
