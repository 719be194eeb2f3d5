/** Previews for tests, as few words as possible: `file('a.txt', 'same', 'changed')` is a file that has changed on the server. */

import type { Entry } from '../../../src/base/entry.ts'
import { makePlan } from '../../../src/sync/makePlan.ts'
import type { Change, Difference } from '../../../src/sync/difference.ts'
import type { Finding } from '../../../src/sync/finding.ts'
import type { Direction } from '../../../src/sync/plan.ts'
import type { Preview } from '../../../src/sync/preview.ts'
import { nameOf } from '../../../src/sync/relativePath.ts'

const gone: readonly Change[] = ['absent', 'deleted', 'unknown']

function difference(path: string, type: Entry['type'], local: Change, remote: Change): Difference {
  const entry: Entry = { name: nameOf(path), type, ...(type === 'file' && { size: 10 }) }
  const state = (change: Change) => ({ path, change, ...(!gone.includes(change) && { entry }) })
  const trace = { size: 10, seenAt: 0 }
  const isKnown = ![local, remote].some((change) => change === 'new' || change === 'absent')
  const isEqual = local === remote && (local === 'same' || local === 'deleted')
  return {
    path,
    local: state(local),
    remote: state(remote),
    isEqual,
    ...(isKnown && { agreed: type === 'folder' ? { kind: 'folder' } : { kind: 'file', local: trace, remote: trace, sha256: '' } }),
  }
}

export function file(path: string, local: Change, remote: Change): Difference {
  return difference(path, 'file', local, remote)
}

export function folder(path: string, local: Change, remote: Change): Difference {
  return difference(path, 'folder', local, remote)
}

/** `differences` in the order in which `compare` gives them. */
export function previewOf(differences: readonly Difference[], findings: readonly Finding[] = [], direction: Direction = 'both'): Preview {
  return { plan: makePlan(differences, direction), findings, unusable: [], leftOut: new Map() }
}
