/**
 * Deletes a folder for the editor, unless there is something in it that the editor was not given: it may just have moved the
 * folder, and have copied only what it was given. The user can have it deleted all the same.
 */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { contentsOf, deleteTree, type Contents } from '../files/deleteTree.ts'
import type { Failures } from './failures.ts'
import { unavailable } from './fileSystemErrors.ts'
import type { GivenNames } from './givenNames.ts'
import { ask } from './messages.ts'
import { withTask } from './progress.ts'
import { couldNot } from './sentences.ts'
import type { SiteConnection } from './siteConnections.ts'

export class FolderDeletes {
  private readonly given: GivenNames
  private readonly failures: Failures

  constructor(given: GivenNames, failures: Failures) {
    this.given = given
    this.failures = failures
  }

  async run(connection: SiteConnection, path: string): Promise<void> {
    const { files, site } = connection
    const contents = await contentsOf(files, path)
    const [missing] = this.given.missing(site.id, inside(contents, path))
    if (missing !== undefined) {
      void this.ask(connection, path, contents, missing)
      throw unavailable(vscode.l10n.t('Nothing was deleted: the editor was not shown {0}, which is on the server.', printable(missing)))
    }
    await deleteTree(files, path, { contents })
    this.given.forget({ siteId: site.id, path })
  }

  private async ask(connection: SiteConnection, path: string, contents: Contents, missing: string): Promise<void> {
    const { files, site } = connection
    try {
      if (!(await confirmed(path, site.name, missing))) return
      await withTask(vscode.l10n.t('Deleting {0}', printable(path)), ({ signal }) => deleteTree(files, path, { contents, signal }))
      this.given.forget({ siteId: site.id, path })
    } catch (error) {
      this.failures.show(error, couldNot.delete(path, site.name), site)
    }
  }
}

async function confirmed(path: string, site: string, missing: string): Promise<boolean> {
  const message = vscode.l10n.t("Delete {0} on {1} all the same? This can't be undone.", printable(path), printable(site))
  const detail = vscode.l10n.t(
    'The editor was not shown everything in it, such as {0}. If you have just moved the folder, that is not in the copy.',
    printable(missing),
  )
  const yes = vscode.l10n.t('Delete all the same')
  return (await ask('warning', { message, detail }, yes)) === yes
}

/** All that goes with the folder, without the folder itself: the one above it doesn't matter. */
function inside({ files, folders }: Contents, path: string): readonly string[] {
  return [...files, ...folders].filter((other) => other !== path)
}
