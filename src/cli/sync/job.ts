/** One sync of two folders by the command line: what its steps have in common. */

import type { SyncWork } from '../../sync/progress.ts'
import type { Synchronizer } from '../../sync/synchronizer.ts'
import type { CommandContext } from '../commands/context.ts'
import type { SyncProgressLine } from './progress.ts'
import type { SyncRun } from './target.ts'

export interface SyncJob {
  readonly run: SyncRun
  /** The folder on the server. */
  readonly remotePath: string
  /** The folder in which is remembered what both sides had in common: native. */
  readonly memory: string
  readonly synchronizer: Synchronizer
  readonly context: CommandContext
  readonly work: SyncWork
  readonly progress: SyncProgressLine
}
