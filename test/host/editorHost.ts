/**
 * A real VS Code for tests and for the demo: code-server on loopback, and a browser to look at it.
 *
 * Each editor has a home folder of its own (settings, extensions, state) and sees nothing of the person's or of an editor it
 * may itself have been started from.
 */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { runQuietly } from '../setup.mjs'
import { installBrowser } from './browser.mjs'
import { freePort } from './freePort.ts'
import { hosts, installHost, type EditorVersion } from './install.mjs'
import { startLeashed } from './leashed.ts'
import { mergeSettings } from './settings.ts'

const readyMs = 60_000
const installMs = 60_000

export interface EditorOptions {
  /** `newest` without it. */
  readonly version?: EditorVersion
  /** Where the editor keeps what it knows. A temporary folder, removed at the end, without it. */
  readonly home?: string
  /** Any free port without it. */
  readonly port?: number
  /** The folder `url()` opens. */
  readonly folder?: string
  /** User settings, on top of those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** More environment, which the extension host sees too. */
  readonly env?: Readonly<Record<string, string>>
  /** More arguments for code-server, such as `--disable-workspace-trust`. */
  readonly args?: readonly string[]
}

export interface EditorHost {
  readonly port: number
  readonly home: string
  /** The process group of the editor. */
  readonly pid: number
  /** Resolves when the editor ends, asked to or not. */
  readonly ended: Promise<void>
  url(folder?: string): string
  /** What the server has printed. */
  log(): string
  installExtension(vsix: string): Promise<void>
  /** Ends every process of the editor and removes what was temporary. */
  stop(): Promise<void>
}

/** Settings that keep the editor from opening, fetching and asking things on its own. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off', // a browser saves by itself otherwise
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'remote.autoForwardPorts': false,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
}

export async function startEditor(options: EditorOptions = {}): Promise<EditorHost> {
  const version = options.version ?? 'newest'
  await installHost(version)
  const host = hosts[version]
  const temporary = await mkdtemp(join(tmpdir(), 'portside-editor-'))
  const home = options.home ?? join(temporary, 'home')
  const port = options.port ?? (await freePort())
  await prepareHome(home, options.settings)
  const env = { ...isolated(home, temporary), ...options.env }
  const serverArgs = ['--bind-addr', `127.0.0.1:${port}`, ...stayLocal, ...(options.args ?? [])]
  const server = startLeashed(host.node, [host.entry, ...configArgs(home), ...homeArgs(home), ...serverArgs], { env, temporary })
  const stop = async () => {
    await server.stop()
    // Once more than the leash does, now that nothing can write there any more.
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await server.saying('HTTP server listening', readyMs)
  } catch (error) {
    await stop()
    throw new Error(`The editor could not be started on port ${port}.`, { cause: error })
  }
  return {
    port,
    home,
    pid: server.pid,
    ended: server.ended,
    url: (folder = options.folder) => `http://127.0.0.1:${port}/${folder ? `?folder=${encodeURIComponent(folder)}` : '?ew=true'}`,
    log: () => server.output(),
    installExtension: async (vsix) => {
      const args = [host.entry, ...configArgs(home), ...homeArgs(home), '--install-extension', vsix, '--force']
      await runQuietly(host.node, args, { env, timeoutMs: installMs })
    },
    stop,
  }
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = await installBrowser()
  return chromium.launch({ executablePath, headless: true, args: browserArgs })
}

const stayLocal = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override']

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The arguments that tell an editor, code-server or desktop, where its home is. */
export function homeArgs(home: string): string[] {
  return ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')]
}

function configArgs(home: string): string[] {
  return ['--config', join(home, 'config.yaml')]
}

/** Makes the folders and writes the settings of an editor whose home is `home`. */
export async function prepareHome(home: string, settings: EditorOptions['settings']): Promise<void> {
  await mkdir(join(home, 'extensions'), { recursive: true })
  await mkdir(dirname(settingsFile(home)), { recursive: true })
  // Without a file of our own code-server would write one, with a password, and print about it.
  await writeFile(join(home, 'config.yaml'), 'auth: none\n')
  await mergeSettings(settingsFile(home), { ifAbsent: quietSettings, always: settings ?? {} })
}

export function settingsFile(home: string): string {
  return join(home, 'data/User/settings.json')
}

/** The environment of this process without another editor's, with `home` as the home of everything. */
function isolated(home: string, temporary: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON|XDG)_/.test(name))
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CACHE_HOME: join(home, 'cache'),
    // Sockets live here, and a socket's path has to be short.
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
  }
}
