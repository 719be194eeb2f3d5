/** Why a sync could not begin or end, in words. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { SyncLocked } from '../../sync/errors.ts'
import { describeClock } from '../facts.ts'
import type { FolderMapping } from '../folderMapping.ts'

/** Somebody else is at it. */
export function lockedWords({ pid, since }: SyncLocked, { label }: FolderMapping): string {
  const [name, when] = [printable(label), describeClock(since)]
  return pid === process.pid
    ? vscode.l10n.t('{0} has been syncing in this window since {1}. Wait for its end, then try again.', name, when)
    : vscode.l10n.t(
        'Another window or program (process {0}) has been syncing {1} since {2}. Wait for its end, then try again.',
        pid,
        name,
        when,
      )
}

export function couldNotSync(what: string): string {
  return vscode.l10n.t('Could not sync {0}', printable(what))
}
