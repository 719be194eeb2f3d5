/** What it takes to carry out the rows of a plan: the two sides, where is noted what is done, and where is kept what goes. */

import type { Logger } from '../base/log.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import type { ContentStore } from './contentStore.ts'
import type { Looks } from './looks.ts'
import type { Memory } from './memory.ts'
import type { Pair, Side } from './side.ts'
import type { UndoStore } from './undoStore.ts'

export interface Hands {
  readonly pair: Pair
  readonly memory: Memory
  readonly looks: Readonly<Record<Side, Looks>>
  readonly undo: UndoStore
  /** The texts that both sides agree on. */
  readonly bases: ContentStore
  /** Modes for what is made on the server, in octal digits. */
  readonly modes: { readonly fileMode?: string | undefined; readonly folderMode?: string | undefined }
  readonly asking: OperationOptions
  readonly log: Logger
  readonly now: () => number
}
