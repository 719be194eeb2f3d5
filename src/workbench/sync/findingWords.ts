/** What speaks against a sync, in words: a row each, and a question where nothing is done without an answer. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { Finding } from '../../sync/finding.ts'
import type { Side } from '../../sync/side.ts'
import { describeClock } from '../facts.ts'
import { countWords } from './syncSentence.ts'

/** One sentence or two, for a row. */
export function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case 'sideEmpty':
      return finding.side === 'local'
        ? vscode.l10n.t('This computer has nothing left of the {0} files and folders that were in step.', countWords(finding.agreed))
        : vscode.l10n.t('The server has nothing left of the {0} files and folders that were in step.', countWords(finding.agreed))
    case 'manyDeletes':
      return finding.side === 'local'
        ? vscode.l10n.t('{0} of {1} files and folders would be deleted here.', countWords(finding.deletes), countWords(finding.of))
        : vscode.l10n.t('{0} of {1} files and folders would be deleted on the server.', countWords(finding.deletes), countWords(finding.of))
    case 'allChanged':
      return finding.side === 'local'
        ? vscode.l10n.t('All {0} files have changed here at once.', countWords(finding.files))
        : vscode.l10n.t('All {0} files have changed on the server at once.', countWords(finding.files))
    case 'notListed':
      return notListedWords(finding.side, finding.folders.length, printable(finding.folders[0]?.path ?? ''))
    case 'firstTime':
      return vscode.l10n.t('First sync: nothing is deleted.')
    case 'memoryLost':
      return finding.why === 'damaged'
        ? vscode.l10n.t(
            'What was in step before could not be read: what is missing on one side counts as new from now on, and is not deleted.',
          )
        : vscode.l10n.t(
            'What was in step before were other folders: what is missing on one side counts as new from now on, and is not deleted.',
          )
    case 'rulesChanged':
      return vscode.l10n.t(
        'What is left out of the sync has changed: what is missing on one side counts as new from now on, and is not deleted.',
      )
    case 'folderMissing':
      return vscode.l10n.t('The folder {0} is not on the server yet. It is made with the first upload.', printable(finding.path))
    case 'interrupted':
      return vscode.l10n.t('The last sync was interrupted. What it had done was looked at.')
    case 'markOnServer':
      return markWords(finding.since)
  }
}

function notListedWords(side: Side, count: number, first: string): string {
  const where = first === '' ? vscode.l10n.t('the folder itself') : first
  return side === 'local'
    ? vscode.l10n.t('Folders that could not be listed here: {0} ({1}). Nothing in them is deleted.', countWords(count), where)
    : vscode.l10n.t('Folders that could not be listed on the server: {0} ({1}). Nothing in them is deleted.', countWords(count), where)
}

function markWords(since: number | undefined): string {
  return since === undefined
    ? vscode.l10n.t('Another computer is syncing with this folder of the server, or was interrupted.')
    : vscode.l10n.t('Another computer has been syncing with this folder of the server since {0}, or was interrupted.', describeClock(since))
}

export interface FindingQuestion {
  readonly message: string
  readonly detail: string
  readonly button: string
}

/** Only for a finding that stops. `server` is where the other folder is: "/htdocs on production". */
export function findingQuestion(finding: Finding, server: string): FindingQuestion {
  const message = findingWords(finding)
  switch (finding.kind) {
    case 'sideEmpty':
      return { message, detail: emptyDetail(finding.side, server), button: vscode.l10n.t('It is meant to be empty: go on') }
    case 'manyDeletes':
      return {
        message,
        detail: vscode.l10n.t('If that is not what you meant, cancel, and look at what would be deleted. The other side is {0}.', server),
        button: vscode.l10n.t('Delete {0} of {1} anyway', countWords(finding.deletes), countWords(finding.of)),
      }
    case 'allChanged':
      return {
        message,
        detail: vscode.l10n.t(
          'More likely only their times have changed, by a restored backup or a changed clock. Cancel and compare some of them with {0}.',
          server,
        ),
        button: vscode.l10n.t('They have changed: go on'),
      }
    case 'markOnServer':
      return {
        message,
        detail: vscode.l10n.t(
          'Two at once can undo each other. Wait until the other one is done; go on if nothing is syncing with {0}.',
          server,
        ),
        button: vscode.l10n.t('Nobody else is syncing: go on'),
      }
    default:
      return { message, detail: vscode.l10n.t('The other side is {0}.', server), button: vscode.l10n.t('Go on') }
  }
}

function emptyDetail(side: Side, server: string): string {
  const cause =
    side === 'local'
      ? vscode.l10n.t('A disk that is not mounted, a moved folder or another branch looks like that.')
      : vscode.l10n.t('Another login, a moved folder or a server in maintenance looks like that.')
  const loss =
    side === 'local'
      ? vscode.l10n.t('Go on, and the files are deleted in {0} as well. Cancel if you did not delete them all yourself.', server)
      : vscode.l10n.t('Go on, and the files are deleted on this computer as well. Look at {0} first, and cancel if in doubt.', server)
  return `${cause} ${loss}`
}
