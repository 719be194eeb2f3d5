/** The command line as it is shipped, bundled once for all its runs: from the sources each would take a second to start. */

import { mkdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions } from 'esbuild'
import { password, user } from '../servers/launch.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import type { ExecOptions, Outcome } from './host.ts'
import type { Lab } from './lab.ts'

const configUrl = new URL('../../esbuild.config.mjs', import.meta.url).href
const folder = fileURLToPath(new URL('../../out/network', import.meta.url))

/** Resolves with the program's file, the same for all processes: it is replaced in one step, and runs that have begun have read it. */
export async function buildPortside(): Promise<string> {
  const { cli } = (await import(configUrl)) as { readonly cli: BuildOptions }
  const plugins = (cli.plugins ?? []).filter(({ name }) => name === 'charsets apart') // the other one is about where it is shipped
  const program = join(folder, 'portside.mjs')
  const fresh = join(folder, `${process.pid}-${basename(program)}`)
  mkdirSync(folder, { recursive: true })
  await build({ ...cli, plugins, outfile: fresh, logLevel: 'warning' })
  renameSync(fresh, program)
  return program
}

/** Runs `portside` on the lab's client, by the lab's proxy if there is one. */
export function runPortside(lab: Lab, program: string, args: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  const proxy = lab.proxy === undefined ? [] : ['--proxy', lab.proxy]
  const env = { PORTSIDE_PASSWORD: password, ...options.env }
  return lab.client.exec([process.execPath, program, ...args, ...proxy], { ...options, env })
}

/** What the client calls `path` on the lab's server. */
export function urlOf({ serverAddress }: Lab, path: string): string {
  return `ftp://${user}@${serverAddress.includes(':') ? `[${serverAddress}]` : serverAddress}${path}`
}

/** How `portside` is told about the server's encryption. */
export function securityOptions({ security, server }: ServedFolder): string[] {
  return security === 'none' ? ['--security', 'none'] : ['--security', security, '--pin', server.fingerprint]
}
