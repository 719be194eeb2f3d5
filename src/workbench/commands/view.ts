/** Commands on the view itself: refresh, retry, more rows; and the log. */

import { commandIds, rowCommandIds } from '../ids.ts'
import { folderRowOf, type Row } from '../rows.ts'
import type { Commands, Services } from './services.ts'

type ViewCommand = (typeof commandIds)['refresh' | 'showLog'] | (typeof rowCommandIds)['retry' | 'showMore']

export function viewCommands({ tree, selection, log }: Services): Commands<ViewCommand> {
  return {
    /** Without a row, as from the view's title: everything. */
    [commandIds.refresh]: (clicked) => tree.refresh(clicked === undefined ? undefined : folderRowOf(selection.row(clicked))),
    [commandIds.showLog]: () => log.show(),
    [rowCommandIds.retry]: (row) => tree.refresh(folderRowOf(row as Row)),
    [rowCommandIds.showMore]: (row) => {
      const more = row as Row
      if (more.kind === 'more') tree.showMore(more)
    },
  }
}
