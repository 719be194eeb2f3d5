/** Upload file, Upload folder: from this computer into the folder of the row. Asks before it replaces something. */

import * as vscode from 'vscode'
import { basename, join } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import type { CopyFailure } from '../../files/copy.ts'
import { describeSize } from '../facts.ts'
import { commandIds } from '../ids.ts'
import { withTask, type Task } from '../progress.ts'
import { couldNot } from '../sentences.ts'
import { placeOf, type Place } from './places.ts'
import type { Commands, Services } from './services.ts'
import { takenNames } from './takenNames.ts'
import { askReplace, localPaths, showLeftOut } from './transferQuestions.ts'
import { uploadOne } from './uploadOne.ts'

export function uploadCommands(services: Services): Commands<(typeof commandIds)['uploadFiles' | 'uploadFolder']> {
  return {
    [commandIds.uploadFiles]: (clicked) => upload(services, clicked, { canSelectFiles: true, canSelectMany: true }),
    [commandIds.uploadFolder]: (clicked) => upload(services, clicked, { canSelectFiles: false, canSelectFolders: true }),
  }
}

async function upload(services: Services, clicked: unknown, dialog: vscode.OpenDialogOptions): Promise<void> {
  const place = await placeOf(services, clicked)
  if (!place) return
  const { connection, folder } = place
  const openLabel = vscode.l10n.t('Upload')
  const chosen = await vscode.window.showOpenDialog({
    ...dialog,
    openLabel,
    title: vscode.l10n.t('Upload to {0} on {1}', printable(folder), printable(connection.site.name)),
  })
  const paths = localPaths(chosen)
  if (paths.length === 0) return
  try {
    const taken = takenNames(paths.map(basename), folder, await connection.files.list(folder, { fresh: true }))
    if (!(await askReplace(taken, folder, connection.site.name))) return
    const failed = await withTask(vscode.l10n.t('Uploading to {0}', printable(connection.site.name)), (task) =>
      uploadAll(place, paths, task),
    )
    showLeftOut(services, failed)
  } catch (error) {
    services.failures.show(error, couldNot.upload(paths.map(basename).join(', '), connection.site.name), connection.site)
  }
}

async function uploadAll({ connection, folder }: Place, paths: readonly string[], task: Task): Promise<readonly CopyFailure[]> {
  const failed: CopyFailure[] = []
  for (const path of paths) {
    const onProgress = (bytes: number) => task.report(`${printable(basename(path))}: ${describeSize(bytes)}`)
    const options = { signal: task.signal, onProgress, priority: 'transfer' } as const
    failed.push(...(await uploadOne(path, connection.files, join(folder, basename(path)), options)))
  }
  return failed
}
