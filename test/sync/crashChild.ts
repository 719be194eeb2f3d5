/** A program that syncs the scene in a folder, and is killed before it takes a step: `crashChild <folder> <step>`. */

import { argv, kill, pid, stdout } from 'node:process'
import type { WriteOptions } from '../../src/files/fileSystem.ts'
import { carryOut } from './crashScene.ts'

const [, , folder = '', last = ''] = argv
let steps = 0

/** The system kills it: nothing can be tidied up, nothing is flushed. */
function step(): void {
  if (++steps === Number(last)) kill(pid, 'SIGKILL')
}

/** Each call is a step, and so is each piece of a file that has been written under its temporary name. */
function counted<T extends object>(target: T): T {
  return new Proxy(target, {
    get(of, key) {
      const member: unknown = Reflect.get(of, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        step()
        if (key === 'write' && args.length > 1) args[2] = { ...(args[2] as WriteOptions), onProgress: step }
        return Reflect.apply(member, of, args) as unknown
      }
    },
  })
}

await carryOut(folder, { files: counted, log: counted })
stdout.write(String(steps))
