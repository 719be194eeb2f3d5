/**
 * The bytes of one file from one side to the other, and what can be remembered of it then. What the two sides agree on is what
 * passed, whatever has become of either file meanwhile.
 */

import type { Entry } from '../base/entry.ts'
import { copyBytes } from '../files/copyBytes.ts'
import type { WriteOptions } from '../files/fileSystem.ts'
import type { AgreedFile } from './agreed.ts'
import { exactSizeOf } from './change.ts'
import type { Hands } from './hands.ts'
import type { RowRecord } from './rowRecord.ts'
import { otherSide, placeOf, type Side } from './side.ts'
import { Tap } from './tap.ts'
import { traceOfCopy, traceOfSource } from './traces.ts'

/** A file on its way. */
export interface Way {
  readonly from: Side
  readonly fromPath: string
  readonly toPath: string
  /** What is at `fromPath`. */
  readonly source: Entry
  readonly replaces: boolean
}

export interface Carried {
  readonly bytes: number
  readonly entry: AgreedFile
}

/** Errors: `ChangedSince` where a name was to be free, and those of reading and writing. */
export async function carry(way: Way, hands: Hands, record: RowRecord, onProgress: (bytes: number) => void): Promise<Carried> {
  const { pair, looks, now, asking } = hands
  const { from, fromPath, toPath, source } = way
  const to = otherSide(from)
  const [fromPlace, toPlace] = [placeOf(pair[from], fromPath), placeOf(pair[to], toPath)]
  const tap = new Tap()
  const size = exactSizeOf(source)
  const known = { ...(size !== undefined && { size }), ...(source.modified && { modified: source.modified }) }
  const options = { ...asking, ...writeOptions(way, hands, record, toPlace), onProgress, sum: tap }
  const seenAt = now()
  const copy = () => copyBytes(pair[from].files, fromPlace, pair[to].files, toPlace, known, options)
  const { bytes, stat } = await record.change(to, toPath, copy)
  const target = await traceOfCopy(to, stat, known.modified, bytes, now, () => looks[to].again(toPath))
  record.left(to, toPath, { name: '', type: 'file', size: bytes, ...(target.modified && { modified: target.modified }) })
  const sourceAfter = from === 'local' ? await looks.local.again(fromPath) : source // of the server it would cost a listing
  const origin = traceOfSource(source, sourceAfter, bytes, seenAt)
  const traces = from === 'local' ? { local: origin, remote: target } : { local: target, remote: origin }
  return { bytes, entry: { kind: 'file', sha256: await keepBase(tap, hands), ...traces } }
}

function writeOptions({ from, replaces }: Way, { modes }: Hands, record: RowRecord, target: string): WriteOptions {
  const isMadeThere = from === 'local' && !replaces && modes.fileMode !== undefined
  return {
    overwrite: replaces,
    ...(isMadeThere && { mode: modes.fileMode }),
    onTemporary: (path) => record.temporary(otherSide(from), path, target),
  }
}

/** The hash of what passed, the text of which is kept for merges. */
export async function keepBase(tap: Tap, { bases, log }: Hands): Promise<string> {
  const sha256 = tap.hex()
  try {
    if (tap.text) await bases.add(sha256, tap.text)
  } catch (error) {
    log.debug(`A text was not kept for merges: ${error instanceof Error ? error.message : String(error)}`)
  }
  return sha256
}
