/** Sizes, speeds and times to come, short enough for a row. */

import * as vscode from 'vscode'

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const step = 1024 // as the editor's own views count

/** "340 KB", "1.2 MB", "17 B". */
export function shortSize(bytes: number): string {
  const power = Math.min(units.length, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(step)))
  const unit = units[power - 1]
  if (!unit) return vscode.l10n.t('{0} B', bytes.toLocaleString(vscode.env.language)) // the standard's word for it is as long as "byte"
  const value = bytes / step ** power
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(vscode.env.language, options).format(value).replace('kB', 'KB')
}

/** "5 s", "3 min", "2 h". */
export function shortDuration(seconds: number): string {
  if (seconds < 60) return vscode.l10n.t('{0} s', Math.max(1, Math.round(seconds)))
  if (seconds < 3600) return vscode.l10n.t('{0} min', Math.round(seconds / 60))
  return vscode.l10n.t('{0} h', Math.round(seconds / 3600))
}
