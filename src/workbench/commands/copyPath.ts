/** Copy path: as the server names it, one a line. */

import * as vscode from 'vscode'
import { commandIds } from '../ids.ts'
import type { Commands, Services } from './services.ts'

export function copyPathCommands({ selection }: Services): Commands<typeof commandIds.copyPath> {
  return {
    [commandIds.copyPath]: async (clicked, selected) => {
      const paths = selection.entries(clicked, selected).map(({ path }) => path)
      if (paths.length > 0) await vscode.env.clipboard.writeText(paths.join('\n'))
    },
  }
}
