/** The editor takes a file whole, and asks about size only from 1 GB on. Here it is asked about long before. */

import * as vscode from 'vscode'
import { basename } from '../base/posixPath.ts'
import type { Config } from './config.ts'
import { describeSize } from './facts.ts'
import { locationOf } from './uris.ts'

export class LargeFiles {
  private readonly allowed = new Set<string>()
  private readonly config: Config

  constructor(config: Config) {
    this.config = config
  }

  /** Throws, and asks the user, if the file is too large to open without a word. */
  check(uri: vscode.Uri, size: number | undefined): void {
    if (size === undefined || size <= this.config.largeFileBytes || this.allowed.has(uri.toString())) return
    const message = vscode.l10n.t('{0} is large: {1}. Download it, or open it anyway.', basename(locationOf(uri).path), describeSize(size))
    void this.ask(uri, message)
    throw vscode.FileSystemError.Unavailable(message)
  }

  private async ask(uri: vscode.Uri, message: string): Promise<void> {
    const open = vscode.l10n.t('Open anyway')
    if ((await vscode.window.showWarningMessage(message, open)) !== open) return
    this.allowed.add(uri.toString())
    await vscode.commands.executeCommand('vscode.open', uri)
  }
}
