/** Upload on save: which saves upload, for one mapping and this person. And what to do about uploads that failed. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { nameOf } from '../../sync/relativePath.ts'
import { describeUploadMode } from '../autoUpload/uploadModeWords.ts'
import { uploadModes, type UploadMode } from '../autoUpload/uploadModes.ts'
import { commandIds } from '../ids.ts'
import type { FolderMapping } from '../mappings.ts'
import { notify } from '../messages.ts'
import { plainMessage } from '../plainMessage.ts'
import type { FailedUpload } from '../syncKnowledge.ts'
import { askChoice, type Choice } from '../wizard.ts'
import type { Commands, Services } from './services.ts'

export function uploadOnSaveCommands(services: Services): Commands<(typeof commandIds)['uploadOnSave' | 'showFailedUploads']> {
  return {
    [commandIds.uploadOnSave]: (clicked) => chooseMode(services, clicked),
    [commandIds.showFailedUploads]: () => showFailed(services),
  }
}

async function chooseMode({ mappings, uploadModes: modes }: Services, clicked: unknown): Promise<void> {
  await mappings.ready()
  const uri = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri
  const mapping = (uri && mappings.of(uri)) ?? (await mappings.pick())
  if (!mapping) return
  const obstacle = obstacleOf(mapping)
  if (obstacle !== undefined) return void notify('information', obstacle)
  const title = vscode.l10n.t('Upload on save for {0}', printable(mapping.label))
  const placeholder = vscode.l10n.t('Only for you, on this computer')
  const choices: readonly Choice<UploadMode>[] = uploadModes.map((value) => ({ value, ...describeUploadMode(value) }))
  const answer = await askChoice({ title, placeholder, choices, current: modes.of(mapping) })
  if (answer.kind === 'answered') await modes.set(mapping, answer.value)
}

/** Why the mapping never uploads by itself. */
function obstacleOf({ label, mapping }: FolderMapping): string | undefined {
  if (mapping.direction === 'down') return vscode.l10n.t('{0} only downloads. Change its direction to upload on save.', printable(label))
  if (!mapping.alwaysPreview) return undefined
  return vscode.l10n.t('{0} is always previewed before a sync. Take "alwaysPreview" out of it to upload on save.', printable(label))
}

type Remedy = Retry | { readonly kind: 'log' } | { readonly kind: 'dismiss' }

interface Retry {
  readonly kind: 'retry'
  readonly failed: readonly FailedUpload[]
}

async function showFailed(services: Services): Promise<void> {
  const { failures } = services.knowledge
  if (failures.length === 0) return void notify('information', vscode.l10n.t('No upload has failed.'))
  const answer = await askChoice<Remedy>({
    title: vscode.l10n.t('Uploads that failed'),
    placeholder: vscode.l10n.t('Try again, or see why'),
    choices: remediesFor(failures),
  })
  if (answer.kind !== 'answered') return
  carryOut(services, answer.value, failures)
}

function carryOut(services: Services, remedy: Remedy, failures: readonly FailedUpload[]): void {
  switch (remedy.kind) {
    case 'retry':
      return retry(services, remedy.failed)
    case 'log':
      return services.log.show()
    case 'dismiss':
      for (const { key, path } of failures) services.knowledge.dismiss({ key }, path)
  }
}

function remediesFor(failures: readonly FailedUpload[]): readonly Choice<Remedy>[] {
  const retryOne = (failed: FailedUpload): Choice<Remedy> => ({
    label: plainMessage(vscode.l10n.t('Retry {0}', printable(nameOf(failed.path)))),
    description: plainMessage(printable(failed.path)),
    detail: failed.message,
    value: { kind: 'retry', failed: [failed] },
  })
  const all: Choice<Remedy> = { label: vscode.l10n.t('Retry all'), value: { kind: 'retry', failed: failures } }
  return [
    ...(failures.length > 1 ? [all] : []),
    ...failures.map(retryOne),
    { label: vscode.l10n.t('Show log'), value: { kind: 'log' } },
    { label: vscode.l10n.t('Dismiss'), description: vscode.l10n.t('The files stay as they are'), value: { kind: 'dismiss' } },
  ]
}

function retry({ mappings, uploads, connections }: Services, failed: readonly FailedUpload[]): void {
  for (const mapping of mappings.all) {
    const paths = failed.filter(({ key }) => key === mapping.key).map(({ path }) => path)
    if (paths.length === 0) continue
    connections.forgive(mapping.siteId)
    void uploads.upload(mapping, paths, 'person')
  }
}
