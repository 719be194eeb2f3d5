/** Shows names that can't be used in grey. What is wrong with them stands beside them in words. */

import * as vscode from 'vscode'
import { isUnusable } from './uris.ts'

export const unusableNames: vscode.FileDecorationProvider = {
  provideFileDecoration: (uri) => (isUnusable(uri) ? new vscode.FileDecoration(undefined, undefined, grey) : undefined),
}

const grey = new vscode.ThemeColor('disabledForeground')
