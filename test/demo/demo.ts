/**
 * The demo: a sample site on an FTP server of our own, and an editor with Portside that knows the site.
 *
 * All of it lives in `.cache/demo` and is kept from one start to the next; deleting that folder starts afresh.
 */

import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withResolvers } from '../../src/base/abort.ts'
import { freePortFrom } from '../host/freePort.ts'
import { root, whenNpmIsGone } from '../setup.mjs'
import { packageExtension, packageIsCurrent } from '../vsix.mjs'
import { openInBrowser, openOnDesktop } from './editors.ts'
import { endEarlierRun } from './earlierRun.ts'
import { createSampleSite } from './sampleSite.ts'
import { startSampleServer } from './sampleServer.ts'

/** Fixed, because passwords are remembered per server, and by the browser per address of the editor. */
const ftpPort = 2121
const editorPort = 8377

const demoFolder = join(root, '.cache/demo')
const home = join(demoFolder, 'home')
const site = join(demoFolder, 'site')
const workspace = join(demoFolder, 'workspace')

export interface DemoOptions {
  readonly desktop: boolean
  /** Where the editor is to listen. */
  readonly port: number | undefined
}

/** Resolves when everything is down again: on Ctrl+C, or because the editor has ended. */
export async function runDemo({ desktop, port }: DemoOptions): Promise<void> {
  const asked = endSignal()
  await endEarlierRun(home)
  await makePackage()
  await makeFolders()
  const server = await startSampleServer({ root: site, port: await freePortFrom(ftpPort) })
  try {
    const open = desktop ? openOnDesktop : openInBrowser
    const wanted = port ?? editorPort
    const editor = await open({ home, workspace, port: wanted, server })
    try {
      console.log(`\nThe sample site wants the user "${server.user}" and the password "${server.password}".\nCtrl+C stops everything.`)
      const why = await Promise.race([asked, editor.ended.then(() => 'The editor has ended. ')])
      console.log(`\n${why ?? ''}Stopping`)
    } finally {
      await editor.stop()
    }
  } finally {
    await server.stop()
  }
  console.log('Stopped.')
}

/** Resolves at the first signal that asks this process to end. A second one is not waited for. */
function endSignal(): Promise<void> {
  const { promise, resolve } = withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  whenNpmIsGone(resolve)
  return promise
}

async function makePackage(): Promise<void> {
  if (packageIsCurrent()) return
  console.log('Building and packaging the extension')
  await packageExtension()
}

async function makeFolders(): Promise<void> {
  await mkdir(workspace, { recursive: true })
  const welcome = join(workspace, 'README.md') // the editor opens it
  if (!existsSync(welcome)) await writeFile(welcome, welcomeText)
  if (existsSync(site)) return
  console.log('Making the sample site')
  // Under another name until it is whole.
  const unfinished = `${site}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished)
  await createSampleSite(unfinished)
  await rename(unfinished, site)
}

const welcomeText = `# Portside

Click the Portside icon in the bar on the left: a port light above a wave.

"Sample site" is an FTP server on this computer, made for trying things out. Open it, with the password \`demo\`, and a file
in it; what you save is on the server. A click on "Auto" in the bar at the bottom changes the transfer mode.
`
