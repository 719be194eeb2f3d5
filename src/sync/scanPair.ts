/**
 * Both sides of a sync, looked at at the same time and by the same rules. Either side reads the ignore files of a folder before it
 * goes into it, so that neither waits for the other.
 */

import type { Entry } from '../base/entry.ts'
import { isFileError } from '../files/fileError.ts'
import type { SyncProgress } from './progress.ts'
import { foldersAbove } from './relativePath.ts'
import { Rules } from './rules.ts'
import { countByRule, Scan, type ScanOptions } from './scan.ts'
import type { RuleSettings } from './settings.ts'
import type { Pair, Replica } from './side.ts'
import type { Snapshot } from './snapshot.ts'

export interface PairScan {
  readonly local: Snapshot
  readonly remote: Snapshot
  readonly rules: Rules
  /** There is no such folder on the server: that side counts as empty. */
  readonly isRemoteMissing: boolean
  /** By the rule; what is on both sides counts once. */
  readonly leftOut: ReadonlyMap<string, number>
}

/** Throws as `scan` does for either side, and a `RulesError` where a pattern can't be used. */
export async function scanPair(pair: Pair, settings: RuleSettings, options: ScanOptions = {}): Promise<PairScan> {
  const ending = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal
  const fold = ({ files, root }: Replica) => files.foldsCase(root, { signal })
  const [localFolds, remoteFound] = await Promise.all([fold(pair.local), fold(pair.remote).catch(missing)])
  const isRemoteMissing = remoteFound === 'missing'
  const remoteFolds = remoteFound === true
  const foldsCase = localFolds || remoteFolds
  const rules = new Rules(settings, { local: pair.local, foldsCase })
  const onProgress = (progress: SyncProgress) => options.onProgress?.({ ...progress, items: local.entries.size + remote.entries.size })
  const local = new Scan(pair.local, rules, localFolds, { ...options, signal, onProgress })
  const remote = new Scan(pair.remote, rules, remoteFolds, { ...options, signal, onProgress })
  // One that fails ends the other.
  const runs = isRemoteMissing ? [local.run()] : [local.run(), remote.run()]
  await Promise.all(runs.map((run) => run.catch((error: unknown) => ending.abort(error))))
  signal.throwIfAborted()
  if (settings.include.length > 0) forgetIdleFolders([local, remote], rules, foldsCase)
  const leftOut = countByRule(new Map([...local.leftOut, ...remote.leftOut]))
  return { local: local.snapshot(), remote: remote.snapshot(), rules, isRemoteMissing, leftOut }
}

/** A site's folder may be yet to be made. */
function missing(error: unknown): 'missing' {
  if (isFileError(error, 'notFound')) return 'missing'
  throw error
}

/** Folders that were only passed through, and on neither side led to anything that an `include` matches. */
function forgetIdleFolders(scans: readonly Scan[], rules: Rules, foldsCase: boolean): void {
  const keyOf = (path: string) => (foldsCase ? path.toLowerCase() : path).normalize('NFC')
  const needed = new Set<string>()
  for (const { entries, gaps } of scans) {
    for (const folder of gaps.keys()) for (const path of [folder, ...foldersAbove(folder)]) needed.add(keyOf(path))
    for (const [path, { type }] of entries) {
      if (rules.isIncluded(path, type === 'folder')) for (const folder of foldersAbove(path)) needed.add(keyOf(folder))
    }
  }
  // A link may stand for a folder.
  const isIdle = (path: string, { type }: Entry) =>
    (type === 'folder' || type === 'link') && !rules.isIncluded(path, type === 'folder') && !needed.has(keyOf(path))
  for (const { entries } of scans) for (const [path, entry] of entries) if (isIdle(path, entry)) entries.delete(path)
}
