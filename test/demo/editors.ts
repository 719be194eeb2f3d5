/** The two editors the demo can open: code-server in the browser, or the VS Code installed on this computer. */

import { spawnSync } from 'node:child_process'
import { prepareHome, homeArgs, settingsFile, startEditor } from '../host/editorHost.ts'
import { freePortFrom } from '../host/freePort.ts'
import { startLeashed } from '../host/leashed.ts'
import { installHost } from '../host/install.mjs'
import { readSettings, type Settings } from '../host/settings.ts'
import { runQuietly } from '../setup.mjs'
import { vsix } from '../vsix.mjs'

export interface DemoPlaces {
  readonly home: string
  readonly workspace: string
  /** The first port to try for the editor. */
  readonly port: number
  readonly server: { readonly host: string; readonly port: number; readonly user: string }
}

export interface OpenEditor {
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export async function openInBrowser({ home, workspace, port, server }: DemoPlaces): Promise<OpenEditor> {
  await installHost()
  console.log('Starting the editor')
  const editor = await startEditor({
    home,
    port: await freePortFrom(port),
    folder: workspace,
    settings: await demoSettings(home, server),
    args: ['--disable-workspace-trust'],
  })
  try {
    await editor.installExtension(vsix)
  } catch (error) {
    await editor.stop()
    throw error
  }
  console.log(`\nOpen ${editor.url()}`)
  return editor
}

export async function openOnDesktop({ home, workspace, server }: DemoPlaces): Promise<OpenEditor> {
  if (spawnSync('code', ['--version']).error) {
    throw new Error(
      'There is no "code" command on the PATH. Install VS Code from https://code.visualstudio.com; on macOS run ' +
        '"Shell Command: Install \'code\' command in PATH" from its command palette. Or leave out --desktop.',
    )
  }
  console.log('Starting VS Code')
  await prepareHome(home, await demoSettings(home, server))
  await runQuietly('code', [...homeArgs(home), '--install-extension', vsix, '--force'])
  return startLeashed('code', [...homeArgs(home), '--disable-workspace-trust', '--new-window', '--wait', workspace])
}

/** The sample site among the sites that are there already, as the person has left it but for its address. */
async function demoSettings(home: string, { host, port, user }: DemoPlaces['server']): Promise<Settings> {
  const { 'portside.sites': value, 'workbench.startupEditor': startupEditor = 'readme' } = await readSettings(settingsFile(home))
  const sites = Array.isArray(value) ? (value as Settings[]) : []
  const known = sites.find(({ id }) => id === sample.id)
  const current = { ...sample, ...known, host, port, user }
  const all = known ? sites.map((site) => (site === known ? current : site)) : [...sites, current]
  return { 'portside.sites': all, 'workbench.startupEditor': startupEditor }
}

const sample = { id: 'sample', name: 'Sample site', security: 'none', transferMode: 'auto' }
