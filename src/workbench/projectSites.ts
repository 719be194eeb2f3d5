/**
 * Sites that came with a folder of this window: they are used like the user's own, under an id that is made here. What is
 * changed about one is written where it stands, in its project file, but for what only concerns this computer.
 */

import * as vscode from 'vscode'
import { projectSiteFields } from '../sites/projectFile.ts'
import { placeOfSite, withSiteFields } from '../sites/projectEdits.ts'
import type { Site } from '../sites/site.ts'
import { folderSiteId } from './folderMapping.ts'
import { editProjectFile, openProjectFile } from './projectEditing.ts'
import type { ProjectFile, ProjectFiles } from './projectFiles.ts'
import { rangeIn } from './projectProblems.ts'

/** A site, and the folder that it came with. */
export interface FolderSite {
  readonly site: Site
  readonly folder: vscode.WorkspaceFolder
  /** Of the project file. */
  readonly uri: vscode.Uri
}

/** Those that no site in `own` has the name or the id of: what the user has set wins. */
export function folderSites(files: readonly ProjectFile[], own: readonly Site[]): readonly FolderSite[] {
  const all = files.flatMap(({ folder, uri, parsed }) =>
    parsed.sites.map((site) => ({ site: { ...site, id: folderSiteId(folder.uri.toString(), site.name) }, folder, uri })),
  )
  return all.filter(({ site }) => !own.some(({ id, name }) => name === site.name || id === site.id))
}

/** Whether all that `after` says otherwise may stand in a project file. */
export function fitsProjectFile(before: Site, after: Site): boolean {
  return Object.keys(changesIn(before, after)).every((field) => projectSiteFields.includes(field))
}

/** Writes what `after` says otherwise into the project file. */
export async function saveFolderSite(files: ProjectFiles, { site, uri }: FolderSite, after: Site): Promise<void> {
  await editProjectFile(uri, (text) => withSiteFields(text, site.name, changesIn(site, after)))
  await files.ready()
}

/** Shows the site where it is written. */
export async function openFolderSite({ site, uri }: FolderSite): Promise<void> {
  await openProjectFile(uri, (text) => rangeIn(text, placeOfSite(text, site.name)))
}

/** The id is none of the file's business. */
function changesIn({ id: _before, ...before }: Site, { id: _after, ...after }: Site): Readonly<Record<string, unknown>> {
  const fields = new Map(Object.entries(after))
  const gone = Object.keys(before).filter((field) => !fields.has(field))
  const set = [...fields].filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, field)))
  return Object.fromEntries([...gone.map((field) => [field, undefined] as const), ...set])
}
