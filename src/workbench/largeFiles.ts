/** The editor takes a file whole, and asks about size only from 1 GB on. Here it is asked about long before. */

import * as vscode from 'vscode'
import { basename, dirname } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import type { Config } from './config.ts'
import { describeSize } from './facts.ts'
import { unavailable } from './fileSystemErrors.ts'
import { commandIds } from './ids.ts'
import { notify } from './messages.ts'
import { entryRow, siteRow } from './rows.ts'
import { locationOf } from './uris.ts'

const slackBytes = 1024 * 1024 // a file may have grown since its size was asked for

export class LargeFiles {
  private readonly allowed = new Set<string>()
  private readonly config: Pick<Config, 'largeFileBytes' | 'site'>

  constructor(config: Pick<Config, 'largeFileBytes' | 'site'>) {
    this.config = config
  }

  /** Throws, and asks the user, if the file is too large to open without a word. */
  check(uri: vscode.Uri, size: number | undefined): void {
    if (size === undefined || size <= this.config.largeFileBytes || this.allowed.has(uri.toString())) return
    throw this.tooLarge(uri, vscode.l10n.t('{0} is large: {1}. Download it, or open it anyway.', nameOf(uri), describeSize(size)))
  }

  /** The most bytes to take of a file that says it has `size`: some servers never stop sending. */
  maxBytes(uri: vscode.Uri, size: number | undefined): number {
    if (size === undefined && this.allowed.has(uri.toString())) return Infinity
    return Math.max(this.config.largeFileBytes, (size ?? 0) + slackBytes)
  }

  /** For a file of which there were more than `maxBytes`. Asks the user. */
  unexpected(uri: vscode.Uri, maxBytes: number): vscode.FileSystemError {
    const size = describeSize(maxBytes)
    return this.tooLarge(uri, vscode.l10n.t('{0} is larger than {1}. Download it, or open it anyway.', nameOf(uri), size))
  }

  private tooLarge(uri: vscode.Uri, message: string): vscode.FileSystemError {
    void this.ask(uri, message)
    return unavailable(message)
  }

  private async ask(uri: vscode.Uri, message: string): Promise<void> {
    const download = vscode.l10n.t('Download')
    const open = vscode.l10n.t('Open anyway')
    const choice = await notify('warning', message, download, open)
    if (choice === download) await this.download(uri)
    if (choice !== open) return
    this.allowed.add(uri.toString())
    await vscode.commands.executeCommand('vscode.open', uri)
  }

  private async download(uri: vscode.Uri): Promise<void> {
    const { siteId, path } = locationOf(uri)
    const site = this.config.site(siteId)
    const row = site && entryRow(siteRow(site), dirname(path), { name: basename(path), type: 'file' })
    if (row) await vscode.commands.executeCommand(commandIds.download, row)
  }
}

function nameOf(uri: vscode.Uri): string {
  return printable(basename(locationOf(uri).path))
}
