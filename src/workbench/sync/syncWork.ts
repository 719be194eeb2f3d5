/** One piece of work of a synchronizer, with its progress on the screen; and the words that name the two folders. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { Rate } from '../../sync/rate.ts'
import type { SyncProgress, SyncWork } from '../../sync/progress.ts'
import type { Synchronizer } from '../../sync/synchronizer.ts'
import type { Config } from '../config.ts'
import { viewIds } from '../ids.ts'
import type { FolderMapping } from '../mappings.ts'
import { withTask, type Task } from '../progress.ts'
import type { Synchronizers } from '../synchronizers.ts'
import type { Places } from './consentQuestions.ts'
import { fractionOf, progressSentence } from './syncSentence.ts'

export type Work<T> = (synchronizer: Synchronizer, options: SyncWork) => Promise<T>

export async function withProgress<T>(synchronizers: Synchronizers, mapping: FolderMapping, work: Work<T>): Promise<T> {
  const synchronizer = synchronizers.of(mapping)
  return withTask(printable(mapping.label), (task) => work(synchronizer, reporting(task)), viewIds.sync)
}

function reporting({ signal, report }: Task): SyncWork {
  const rate = new Rate()
  const onProgress = (progress: SyncProgress) => {
    rate.update(progress.bytes, performance.now())
    report(progressSentence(progress, rate), fractionOf(progress))
  }
  return { signal, onProgress }
}

/** "/htdocs on production" and "site on this computer". */
export function placesOf(config: Config, { siteId, mapping, folder, label }: FolderMapping): Places {
  const site = config.site(siteId)?.name ?? label
  const here = mapping.local === '' ? folder.name : mapping.local
  return {
    remote: vscode.l10n.t('{0} on {1}', printable(mapping.remote), printable(site)),
    local: vscode.l10n.t('{0} on this computer', printable(here)),
  }
}
