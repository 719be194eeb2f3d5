/** What a sync has to say, as sentences for a terminal. */

import { printable } from '../../base/printable.ts'
import type { Finding } from '../../sync/finding.ts'
import type { Reason } from '../../sync/plan.ts'
import type { Side } from '../../sync/side.ts'
import type { Summary } from '../../sync/summary.ts'
import { describeBytes } from '../progress.ts'

/** Why a row is as it is. */
export const reasonWords: Readonly<Record<Reason, string>> = {
  equal: 'the same on both sides',
  bothGone: 'gone from both sides',
  newHere: 'new here',
  newThere: 'new on the server',
  changedHere: 'changed here',
  changedThere: 'changed on the server',
  deletedHere: 'deleted here',
  deletedThere: 'deleted on the server',
  bothNew: 'on both sides, and not the same',
  bothChanged: 'changed on both sides',
  changedHereDeletedThere: 'changed here, deleted on the server',
  deletedHereChangedThere: 'deleted here, changed on the server',
  typeDiffers: 'a file on one side, a folder on the other',
  insideConflict: 'waits for the folder it is in',
  keptInside: 'needed by what is in it',
  otherDirection: 'changed, or new, only on the side that is changed',
  notSeen: 'its folder could not be listed',
  sensitive: 'a tool on this computer would run it, so it is not downloaded',
  link: 'a link',
  special: 'neither a file nor a folder',
  twins: 'names that one side can not tell apart: rename one',
}

const places: Readonly<Record<Side, string>> = { local: 'on this computer', remote: 'on the server' }

/** `memory` is the folder in which is remembered what both sides had in common; a dry run adds nothing to it. */
export function findingSentence(finding: Finding, memory: string, isDryRun: boolean): string {
  switch (finding.kind) {
    case 'sideEmpty':
      return `Nothing of the ${finding.agreed} files and folders synced before is ${places[finding.side]} any more. See whether it is the right folder, and its disk is there. If that is meant, pass --confirm sideEmpty.`
    case 'manyDeletes':
      return `${finding.deletes} of ${finding.of} files and folders would be deleted ${places[finding.side]}. If that is meant, pass --max-delete ${finding.deletes}.`
    case 'allChanged':
      return `All ${finding.files} files ${places[finding.side]} have changed at once. See whether it is the right folder. If that is meant, pass --confirm allChanged.`
    case 'notListed':
      return `${finding.folders.map(({ path }) => printable(path === '' ? '.' : path)).join(', ')} could not be listed ${places[finding.side]}: nothing in there is synced. ${finding.folders[0] ? printable(finding.folders[0].error.message) : ''}`
    case 'firstTime':
      return `The first sync of these two folders: nothing is deleted.${isDryRun ? '' : ` What they have in common is remembered in ${printable(memory)}.`}`
    case 'memoryLost':
      return `What was remembered in ${printable(memory)} ${finding.why === 'damaged' ? 'can not be read' : 'is of other folders'}: as the first time, what is missing on one side counts as new on the other from now on, and is not deleted.`
    case 'rulesChanged':
      return 'The rules for what is synced have changed since the last time: what is missing on one side may only have been left out there. It counts as new on the other from now on, and is not deleted.'
    case 'folderMissing':
      return `${printable(finding.path)} is not on the server yet. It is made with the first upload.`
    case 'interrupted':
      return 'The last sync was interrupted. This one goes on from there.'
    case 'markOnServer':
      return `Another computer is syncing this folder${finding.since === undefined ? '' : ` since ${timeWords(finding.since)}`}, or was interrupted: ${printable(finding.path)} is on the server. If none is at work, pass --confirm markOnServer.`
  }
}

/** The parts of what will be done, or was: `upload 12 (340 kB)`. */
export function amountWords({ uploads, downloads, deletesRemote, deletesLocal }: Summary, verbs: Verbs): readonly string[] {
  return [
    ...(uploads.items > 0 ? [`${verbs.upload} ${uploads.items} (${describeBytes(uploads.bytes)})`] : []),
    ...(downloads.items > 0 ? [`${verbs.download} ${downloads.items} (${describeBytes(downloads.bytes)})`] : []),
    ...(deletesRemote > 0 ? [`${verbs.delete} ${deletesRemote} on the server`] : []),
    ...(deletesLocal > 0 ? [`${verbs.delete} ${deletesLocal} on this computer`] : []),
  ]
}

export interface Verbs {
  readonly upload: string
  readonly download: string
  readonly delete: string
}

export const verbs: Verbs = { upload: 'upload', download: 'download', delete: 'delete' }
export const pastVerbs: Verbs = { upload: 'uploaded', download: 'downloaded', delete: 'deleted' }

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`
}

/** `3 Jul 2026, 14:05:09`, in the time zone of this computer. */
export function timeWords(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}

/** `1 conflict`, `3 conflicts`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
