/** A VS Code of its own for a flow, with Portside as it is shipped, open in a browser. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { launchBrowser, startEditor, type EditorHost } from '../host/editorHost.ts'
import { vsix } from '../vsix.mjs'
import { Workbench } from './workbench.ts'

export interface OpenWorkbench {
  readonly editor: EditorHost
  readonly workbench: Workbench
  close(): Promise<void>
}

/** `folder` gets a workspace in it. */
export async function openWorkbench(folder: string, settings: Readonly<Record<string, unknown>> = {}): Promise<OpenWorkbench> {
  const workspace = join(folder, 'workspace')
  await mkdir(workspace)
  // A screenshot shows half of every fade otherwise.
  const usual = { 'workbench.reduceMotion': 'on', 'workbench.colorTheme': 'Dark Modern' }
  const editor = await startEditor({ folder: workspace, settings: { ...usual, ...settings }, args: ['--disable-workspace-trust'] })
  await editor.installExtension(vsix)
  const browser = await launchBrowser()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const workbench = new Workbench(await context.newPage())
  workbench.page.setDefaultTimeout(20_000)
  await workbench.open(editor.url())
  return {
    editor,
    workbench,
    close: async () => {
      await browser.close()
      await editor.stop()
    },
  }
}
