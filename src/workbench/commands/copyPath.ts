/** Copy path: as the server names it, one a line. What the site's charset can't read is copied as Latin-1, for it has to be text. */

import * as vscode from 'vscode'
import { rawAsLatin1 } from '../../base/rawText.ts'
import { commandIds } from '../ids.ts'
import type { Commands, Services } from './services.ts'

export function copyPathCommands({ selection }: Services): Commands<typeof commandIds.copyPath> {
  return {
    [commandIds.copyPath]: async (clicked, selected) => {
      const paths = selection.entries(clicked, selected).map(({ path }) => rawAsLatin1(path))
      if (paths.length > 0) await vscode.env.clipboard.writeText(paths.join('\n'))
    },
  }
}
