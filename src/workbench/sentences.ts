/**
 * What did not work, as the beginning of an error message. Whole sentences: other languages put their words in another order.
 * Names of files and sites are foreign text, and made printable here.
 */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'

type Sentence = (path: string, site: string) => string

const sentences = {
  lookUp: (path, site) => vscode.l10n.t('Could not look up {0} on {1}', path, site),
  list: (path, site) => vscode.l10n.t('Could not list {0} on {1}', path, site),
  open: (path, site) => vscode.l10n.t('Could not open {0} on {1}', path, site),
  save: (path, site) => vscode.l10n.t('Could not save {0} on {1}', path, site),
  create: (path, site) => vscode.l10n.t('Could not create {0} on {1}', path, site),
  delete: (path, site) => vscode.l10n.t('Could not delete {0} on {1}', path, site),
  rename: (path, site) => vscode.l10n.t('Could not rename {0} on {1}', path, site),
  copy: (path, site) => vscode.l10n.t('Could not copy {0} on {1}', path, site),
  upload: (path, site) => vscode.l10n.t('Could not upload {0} to {1}', path, site),
  download: (path, site) => vscode.l10n.t('Could not download {0} from {1}', path, site),
} as const satisfies Record<string, Sentence>

export const couldNot = Object.fromEntries(
  Object.entries(sentences).map(([work, sentence]) => [work, (path: string, site: string) => sentence(printable(path), printable(site))]),
) as Readonly<Record<keyof typeof sentences, Sentence>>
