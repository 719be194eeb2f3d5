/** The name under which this computer's file of a conflict is kept beside the server's. */

import { below, nameOf, parentOf } from './relativePath.ts'

/** The same name, each as its side spells the folder. */
export interface ConflictPaths {
  readonly here: string
  readonly there: string
}

const maxTries = 100

/** The first that `isFree`; `at` is in milliseconds since 1970. */
export async function conflictName(
  localPath: string,
  remotePath: string,
  at: number,
  isFree: (paths: ConflictPaths) => Promise<boolean>,
): Promise<ConflictPaths> {
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const name = nameFor(nameOf(localPath), at, attempt)
    const paths = { here: below(parentOf(localPath), name), there: below(parentOf(remotePath), name) }
    if (await isFree(paths)) return paths
  }
  throw new Error(`There is no free name beside ${localPath}.`)
}

/** `index.conflict-20260131-235959.html`, in UTC. What begins with a dot has no extension by that. */
function nameFor(name: string, at: number, attempt: number): string {
  const dot = name.lastIndexOf('.')
  const end = dot <= 0 ? name.length : dot
  const time = new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${name.slice(0, end)}.conflict-${time}${attempt === 1 ? '' : `-${attempt}`}${name.slice(end)}`
}
