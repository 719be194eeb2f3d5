/** What a sync is going to do, does, and has done: each in one sentence. */

import * as vscode from 'vscode'
import type { Outcome } from '../../sync/outcome.ts'
import type { PlanItem } from '../../sync/plan.ts'
import type { SyncProgress } from '../../sync/progress.ts'
import type { Rate } from '../../sync/rate.ts'
import { summarize, type Amount, type Summary } from '../../sync/summary.ts'
import { shortDuration, shortSize } from './sizeWords.ts'

/** "Will upload 12 (340 KB), download 3, delete 2 on the server; 1 conflict needs you." */
export function planSentence(chosen: Iterable<PlanItem>, conflicts: number): string {
  const parts = worksOf(summarize(chosen), {
    upload: (amount) => vscode.l10n.t('upload {0}', amount),
    download: (amount) => vscode.l10n.t('download {0}', amount),
    deleteRemote: (count) => vscode.l10n.t('delete {0} on the server', count),
    deleteLocal: (count) => vscode.l10n.t('delete {0} here', count),
  })
  const works = parts.join(', ')
  const waiting = conflictWords(conflicts)
  if (works === '') return conflicts > 0 ? vscode.l10n.t('Nothing is ticked; {0}.', waiting) : vscode.l10n.t('Nothing is ticked.')
  return conflicts > 0 ? vscode.l10n.t('Will {0}; {1}.', works, waiting) : vscode.l10n.t('Will {0}.', works)
}

/** "Done: uploaded 12, downloaded 3, deleted 2 on the server." With what has not worked behind it. */
export function outcomeSentence({ items, isCancelled }: Outcome): string {
  const done = items.filter(({ kind }) => kind === 'done').map(({ item }) => item)
  const parts = worksOf(summarize(done), {
    upload: (amount) => vscode.l10n.t('uploaded {0}', amount),
    download: (amount) => vscode.l10n.t('downloaded {0}', amount),
    deleteRemote: (count) => vscode.l10n.t('deleted {0} on the server', count),
    deleteLocal: (count) => vscode.l10n.t('deleted {0} here', count),
  })
  const works = parts.length > 0 ? parts.join(', ') : vscode.l10n.t('nothing had to be copied')
  const left = leftWords({ items, isCancelled })
  if (isCancelled) return vscode.l10n.t('Cancelled: {0}. {1}', works, left)
  return left === '' ? vscode.l10n.t('Done: {0}.', works) : vscode.l10n.t('Partly done: {0}. {1}', works, left)
}

function leftWords({ items, isCancelled }: Outcome): string {
  const count = (kind: Outcome['items'][number]['kind']) => items.filter((outcome) => outcome.kind === kind).length
  const [failed, changed, refused] = [count('failed'), count('changedSincePreview'), count('refused')]
  const sentences = [
    failed > 0 && vscode.l10n.t('Failed: {0}. Apply tries them again.', failed),
    changed > 0 && vscode.l10n.t('Changed since the preview: {0}. Preview again.', changed),
    refused > 0 && vscode.l10n.t('Left alone as you said: {0}.', refused),
    isCancelled && vscode.l10n.t('Apply goes on with the rest.'),
  ]
  return sentences.filter((sentence) => sentence !== false).join(' ')
}

interface Works {
  upload(amount: string): string
  download(amount: string): string
  deleteRemote(count: string): string
  deleteLocal(count: string): string
}

function worksOf({ uploads, downloads, deletesRemote, deletesLocal }: Summary, words: Works): readonly string[] {
  return [
    uploads.items > 0 && words.upload(amountWords(uploads)),
    downloads.items > 0 && words.download(amountWords(downloads)),
    deletesRemote > 0 && words.deleteRemote(countWords(deletesRemote)),
    deletesLocal > 0 && words.deleteLocal(countWords(deletesLocal)),
  ].filter((work) => work !== false)
}

function amountWords({ items, bytes }: Amount): string {
  return bytes > 0 ? vscode.l10n.t('{0} ({1})', countWords(items), shortSize(bytes)) : countWords(items)
}

export function countWords(count: number): string {
  return count.toLocaleString(vscode.env.language)
}

export function conflictWords(conflicts: number): string {
  return conflicts === 1 ? vscode.l10n.t('1 conflict needs you') : vscode.l10n.t('{0} conflicts need you', countWords(conflicts))
}

/** "12 of 40 files, 1.2 MB of 3 MB, 400 KB/s, about 5 s left" */
export function progressSentence(progress: SyncProgress, rate: Rate): string {
  const { phase, items, bytes, totalBytes } = progress
  if (phase === 'scanning') return vscode.l10n.t('{0} looked at', countWords(items))
  const speed = rate.bytesPerSecond
  const left = totalBytes === undefined ? undefined : rate.secondsLeft(totalBytes - bytes)
  const parts = [
    itemWords(progress),
    totalBytes !== undefined && totalBytes > 0 && vscode.l10n.t('{0} of {1}', shortSize(bytes), shortSize(totalBytes)),
    speed !== undefined && speed > 0 && vscode.l10n.t('{0}/s', shortSize(speed)),
    left !== undefined && vscode.l10n.t('about {0} left', shortDuration(left)),
  ]
  return parts.filter((part) => part !== false).join(', ')
}

function itemWords({ items, totalItems }: SyncProgress): string {
  if (totalItems === undefined) return vscode.l10n.t('{0} files', countWords(items))
  return vscode.l10n.t('{0} of {1} files', countWords(items), countWords(totalItems))
}

/** From 0 to 1, where it is known: by bytes, or by their number where nothing has a size. */
export function fractionOf({ phase, items, totalItems, bytes, totalBytes }: SyncProgress): number | undefined {
  if (phase !== 'applying' && phase !== 'undoing') return undefined
  if (totalBytes !== undefined && totalBytes > 0) return Math.min(1, bytes / totalBytes)
  return totalItems !== undefined && totalItems > 0 ? Math.min(1, items / totalItems) : undefined
}
