/**
 * A mapping of a project file, with the folder of this window and the site that it means. What a mapping means is found out here
 * and nowhere else: which site a name stands for, which environment counts, which mapping a file belongs to.
 */

import { createHash } from 'node:crypto'
import type { WorkspaceFolder } from 'vscode'
import { basename, isInside, join } from '../base/posixPath.ts'
import { fromNative } from '../files/localPath.ts'
import type { Mapping } from '../sites/mapping.ts'
import type { Site } from '../sites/site.ts'

export interface FolderMapping {
  /** Stable, and says nothing: names the folder with what a sync remembers. */
  readonly key: string
  readonly folder: WorkspaceFolder
  /** Absolute, our form of the path on this computer. */
  readonly localRoot: string
  readonly siteId: string
  readonly mapping: Mapping
  /** "htdocs ↔ production". */
  readonly label: string
}

/** The mappings of one project file. */
export interface FolderMappings {
  readonly folder: WorkspaceFolder
  readonly mappings: readonly Mapping[]
}

/** What the names of sites in a project file stand for. */
export interface KnownSites {
  /** Of the user's settings. */
  readonly own: readonly Site[]
  /** Those that came with folders, without those that a site of the user has the name of. */
  readonly ofFolders: readonly Site[]
}

/** Why a mapping is not used. */
export type Unusable = { readonly mapping: Mapping; readonly why: 'noSuchSite' | 'twice' }

export interface Resolved {
  readonly mappings: readonly FolderMapping[]
  readonly unusable: readonly Unusable[]
}

/** Those of `environment`, and those that name none. */
export function resolveMappings({ folder, mappings }: FolderMappings, sites: KnownSites, environment: string | undefined): Resolved {
  const found = new Map<string, FolderMapping>()
  const unusable: Unusable[] = []
  for (const mapping of mappings.filter((each) => each.environment === undefined || each.environment === environment)) {
    const site = siteOf(mapping.site, folder, sites)
    const resolved = site && folderMapping(folder, mapping, site)
    if (!resolved) unusable.push({ mapping, why: 'noSuchSite' })
    else if (found.has(resolved.key)) unusable.push({ mapping, why: 'twice' })
    else found.set(resolved.key, resolved)
  }
  return { mappings: [...found.values()], unusable }
}

function folderMapping(folder: WorkspaceFolder, mapping: Mapping, site: Site): FolderMapping {
  const localRoot = localRootOf(folder, mapping)
  const key = digest([folder.uri.toString(), mapping.local, site.id, mapping.remote])
  const name = mapping.local === '' ? folder.name : basename(localRoot)
  return { key, folder, localRoot, siteId: site.id, mapping, label: `${name} ↔ ${site.name}` }
}

/** Absolute, our form of the path. */
export function localRootOf(folder: WorkspaceFolder, { local }: Mapping): string {
  const root = fromNative(folder.uri.fsPath)
  return local === '' ? root : join(root, local)
}

/** By its name, of the user's settings before those of the same file, or by its id. */
function siteOf(name: string, folder: WorkspaceFolder, { own, ofFolders }: KnownSites): Site | undefined {
  const id = folderSiteId(folder.uri.toString(), name)
  return own.find((site) => site.name === name) ?? ofFolders.find((site) => site.id === id) ?? own.find((site) => site.id === name)
}

/** Of a site that came with a folder. What it calls itself there is not taken: it could be the id of a site of the user. */
export function folderSiteId(folderUri: string, name: string): string {
  return `ws-${digest([folderUri, name])}`
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20)
}

/** Those the mappings name, in their order. */
export function environmentsOf(mappings: readonly Mapping[]): readonly string[] {
  return [...new Set(mappings.flatMap(({ environment }) => environment ?? []))]
}

/** The one chosen if there is such a one, else the first. */
export function activeEnvironment(names: readonly string[], chosen: string | undefined): string | undefined {
  return chosen !== undefined && names.includes(chosen) ? chosen : names[0]
}

/** The mapping that a path of this computer belongs to: the deepest root above it. */
export function mappingOf(mappings: readonly FolderMapping[], path: string): FolderMapping | undefined {
  const above = mappings.filter(({ localRoot }) => isInside(localRoot, path))
  return above.sort((a, b) => b.localRoot.length - a.localRoot.length)[0]
}
