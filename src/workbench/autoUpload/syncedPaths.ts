/** Asked before any server is: a saved file that isn't synced is no reason to connect. */

import { fromNative } from '../../files/localPath.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'
import { parentOf } from '../../sync/relativePath.ts'
import { Rules } from '../../sync/rules.ts'
import type { RuleSettings } from '../../sync/settings.ts'
import type { FolderMapping } from '../folderMapping.ts'

/** Files by their relative paths, each with the rule that leaves it out; undefined for those that are synced. */
export async function rulesAgainst(
  { folder, localRoot }: Pick<FolderMapping, 'folder' | 'localRoot'>,
  settings: RuleSettings,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, string | undefined>> {
  const files = new LocalFileSystem({ root: fromNative(folder.uri.fsPath) })
  const rules = new Rules(settings, { local: { files, root: localRoot } })
  const found = new Map<string, string | undefined>()
  for (const path of paths) {
    await rules.prepare(parentOf(path))
    found.set(path, rules.leftOut(path, false))
  }
  return found
}
