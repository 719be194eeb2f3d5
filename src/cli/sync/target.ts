/** Which two folders `portside sync` is about, and how: from a URL, or from a mapping of the project file. */

import { readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { given } from '../../base/given.ts'
import { printable } from '../../base/printable.ts'
import { FileError } from '../../files/fileError.ts'
import { errorCode, localError } from '../../files/localError.ts'
import type { Mapping } from '../../sites/mapping.ts'
import { parseProjectFile, type ProjectFile } from '../../sites/projectFile.ts'
import type { SyncSettings } from '../../sync/settings.ts'
import { connectionTo, type ConnectionArguments } from '../connectionArguments.ts'
import type { Io } from '../io.ts'
import { UsageProblem } from '../options.ts'
import { refuseOverwrite, type SyncCommand, type SyncTarget } from '../syncArguments.ts'
import { usualPlace } from './memory.ts'

/** A command, with all that it names found. */
export interface SyncRun extends Omit<SyncCommand, 'target' | 'direction' | 'rules' | 'undoBytes'> {
  /** The folder on this computer: absolute, native, links followed. */
  readonly local: string
  /** Its path is the folder on the server; without one it is where the login leads to. */
  readonly connection: ConnectionArguments
  readonly settings: SyncSettings
  /** What else is wrong with the project file. */
  readonly remarks: readonly string[]
}

const projectPath = join('.vscode', 'portside.json')

/** Reads the project file where a name was given. */
export async function findTarget(command: SyncCommand, env: Io['env']): Promise<{ readonly run: SyncRun } | { readonly problem: string }> {
  try {
    const run = command.target.kind === 'url' ? await fromUrl(command, command.target) : await fromMapping(command, command.target)
    await refuseStateInside(run, env)
    return { run }
  } catch (error) {
    if (error instanceof UsageProblem || error instanceof FileError) return { problem: error.message }
    throw error
  }
}

type UrlTarget = Extract<SyncTarget, { readonly kind: 'url' }>

/** Without a direction only the server is changed. */
async function fromUrl(command: SyncCommand, { connection }: UrlTarget): Promise<SyncRun> {
  const { direction = 'up', rules, undoBytes } = command
  return { ...command, local: await realFolder(command.local), connection, settings: { direction, rules, undoBytes }, remarks: [] }
}

type NameTarget = Extract<SyncTarget, { readonly kind: 'name' }>

async function fromMapping(command: SyncCommand, { name, options }: NameTarget): Promise<SyncRun> {
  const folder = await realFolder(command.local)
  const file = join(folder, projectPath)
  const project = parseProjectFile(await textOf(file, name))
  const mapping = mappingCalled(name, project, file)
  const site = project.sites.find((known) => known.name === mapping.site || (known.id !== '' && known.id === mapping.site))
  if (!site) throw new UsageProblem(siteMissing(mapping.site, project, file))
  const settings = settingsOf(command, mapping)
  if (settings.direction === 'both') refuseOverwrite(command.overwrite)
  const connection = connectionTo({ ...site, path: mapping.remote }, options)
  return { ...command, local: await folderInside(folder, mapping.local), connection, settings, remarks: remarksOn(project, file) }
}

async function textOf(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw localError(error, 'read', file)
    throw new UsageProblem(`"${printable(name)}" is looked up in ${printable(file)}, which is not there. A URL begins with ftp://.`)
  }
}

/** By its site, its environment, or its folder: whichever tells it from the others. */
function mappingCalled(name: string, project: ProjectFile, file: string): Mapping {
  const called = project.mappings.filter((each) => namesOf(each).includes(name))
  const [mapping, another] = called
  if (mapping && !another) return mapping
  if (mapping) {
    const all = called.map(({ local, site }) => `${local === '' ? '.' : local} to ${site}`).join(', ')
    throw new UsageProblem(
      `"${name}" stands for ${called.length} mappings: ${printable(all)}. Name one by its folder, or give each an environment.`,
    )
  }
  throw new UsageProblem(`There is no mapping for "${name}" in ${file}. ${whatThereIs(project)}`)
}

function namesOf({ site, environment, local }: Mapping): readonly string[] {
  return [...new Set([site, ...(environment === undefined ? [] : [environment]), local === '' ? '.' : local])]
}

/** Every name that stands for one mapping alone, and the first mistake. */
function whatThereIs({ mappings, problems: [problem] }: ProjectFile): string {
  const all = mappings.flatMap(namesOf)
  const names = all.filter((name) => all.indexOf(name) === all.lastIndexOf(name))
  const known = names.length > 0 ? [`There ${names.length === 1 ? 'is' : 'are'} ${printable(names.join(', '))}.`] : []
  const empty = mappings.length === 0 ? 'It has no mappings.' : 'None of its mappings has a name of its own: give each an environment.'
  if (!problem) return known[0] ?? empty
  return [...known, problem.message].join(' ')
}

function siteMissing(name: string, { problems }: ProjectFile, file: string): string {
  const advice = 'The command line does not read the settings of the editor: add the site to that file, or sync with a URL.'
  return `The site "${name}" is not in ${file}. ${problems[0]?.message ?? advice}`
}

function settingsOf({ direction, rules, undoBytes }: SyncCommand, mapping: Mapping): SyncSettings {
  return {
    direction: direction ?? mapping.direction,
    rules: {
      ...rules,
      include: [...mapping.include, ...rules.include],
      exclude: [...mapping.exclude, ...rules.exclude],
      gitignore: mapping.gitignore || rules.gitignore,
    },
    undoBytes,
    ...given({ fileMode: mapping.fileMode, folderMode: mapping.folderMode }),
  }
}

function remarksOn({ problems, secrets }: ProjectFile, file: string): readonly string[] {
  const found = secrets.map(({ field }) => `There is a ${field} in ${file}, which others can read. Take it out, and change it.`)
  return [...problems.map(({ message }) => `${file}: ${message}`), ...found]
}

async function realFolder(path: string): Promise<string> {
  try {
    const found = await realpath(resolve(path))
    if ((await stat(found)).isDirectory()) return found
  } catch (error) {
    throw localError(error, 'look up', path)
  }
  throw new UsageProblem(`${path} is a file; sync takes a folder.`)
}

/** A link may be in the way that leads out: the file says what is uploaded, and others have written it. */
async function folderInside(folder: string, path: string): Promise<string> {
  const found = await realFolder(join(folder, path))
  if (isWithin(folder, found)) return found
  throw new UsageProblem(`The folder "${printable(path)}" of the mapping leads out of ${printable(folder)}. Sync that folder with a URL.`)
}

/** It would be uploaded, and what is to be remembered could come from the server. */
async function refuseStateInside({ state, local }: SyncRun, env: Io['env']): Promise<void> {
  if (!isWithin(local, await nearestReal(resolve(state ?? usualPlace(env))))) return
  throw new UsageProblem(
    state === undefined
      ? 'What sync remembers would be kept inside of the folder that is synced. Choose a folder outside of it with --state.'
      : "--state can't be inside of the folder that is synced. Choose a folder beside it.",
  )
}

/** With links followed as far as the path exists. */
async function nearestReal(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = resolve(path, '..') // the root always exists
    return join(await nearestReal(parent), relative(parent, path))
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path)
}
