/** A report as a file. The editor lets no page print itself; a browser does. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { notifyWith } from './messages.ts'

/** Asks where to; not in a folder of the workspace, which may be on a server that shows all it has to the world. `name` is the site's. */
export async function saveReport(name: string, html: string): Promise<void> {
  const fileName = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_')}.html`
  const filters = { [vscode.l10n.t('Web page')]: ['html'] }
  const target = await vscode.window.showSaveDialog({ filters, defaultUri: vscode.Uri.file(join(homedir(), fileName)) })
  if (!target) return
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(html))
  const run = async () => {
    await vscode.env.openExternal(target)
  }
  // A browser on the computer with the window can't read another computer's disk.
  const isHere = target.scheme === 'file' && vscode.env.remoteName === undefined
  await notifyWith(
    'information',
    vscode.l10n.t('The report is saved. Open it in a browser to print it.'),
    isHere ? [{ label: vscode.l10n.t('Open'), run }] : [],
  )
}
