/**
 * The tab with a site's diagnosis. The page is a picture of plain data and knows nothing of the editor: it says which button
 * was pressed, and what is done then is decided here. While it is hidden there is no page; the editor loads the same again.
 */

import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { printable } from '../base/printable.ts'
import type { AdviceAction, Diagnosis } from '../diagnosis/diagnosis.ts'
import { reportHtml } from '../diagnosis/drawing/reportHtml.ts'
import { reportMarkdown } from '../diagnosis/drawing/reportMarkdown.ts'
import { reportViewType } from './ids.ts'
import { parseReportMessage, type ReportMessage } from './reportMessages.ts'

/** What the report can't do itself. */
export interface ReportHost {
  copy(text: string): Promise<void>
  /** `diagnosis` is the one that advises it. */
  follow(action: AdviceAction, diagnosis: Diagnosis): Promise<void>
  diagnoseAgain(): Promise<void>
  print(html: string, title: string): Promise<void>
  failed(error: unknown): void
}

/** A diagnosis, and what its site is called. */
interface Shown {
  readonly diagnosis: Diagnosis
  readonly title: string
}

export class DiagnosisReport implements Disposable {
  private readonly store = new DisposableStore()
  private readonly panel: vscode.WebviewPanel
  private readonly host: ReportHost
  private shown: Shown | undefined
  private isClosed = false
  private isOutdated = false

  readonly onDidClose: vscode.Event<void>

  /** Opens the tab, empty. */
  constructor(icon: vscode.Uri, host: ReportHost) {
    this.host = host
    const options = { enableScripts: true, localResourceRoots: [], enableFindWidget: true }
    this.panel = this.store.add(vscode.window.createWebviewPanel(reportViewType, '', vscode.ViewColumn.Active, options))
    this.panel.iconPath = icon
    this.onDidClose = this.panel.onDidDispose
    // A page that was hidden is loaded anew, and has forgotten what it was told.
    this.store.add(this.panel.onDidChangeViewState(() => this.panel.visible && this.isOutdated && this.tell('changed')))
    this.store.add(this.panel.onDidDispose(() => (this.isClosed = true)))
    this.store.add(this.panel.webview.onDidReceiveMessage((message) => void this.receive(message)))
  }

  /** `name` is the site's. In place of what was shown before. */
  show(name: string, diagnosis: Diagnosis): void {
    this.shown = { diagnosis, title: printable(name) }
    this.isOutdated = false
    this.panel.title = vscode.l10n.t('Diagnosis: {0}', this.shown.title)
    this.panel.webview.html = this.page(this.shown)
    this.panel.reveal()
  }

  /** To the page: the site was changed since, or the diagnosis that it asked for has ended without a report. */
  tell(kind: 'changed' | 'idle'): void {
    this.isOutdated ||= kind === 'changed'
    if (!this.isClosed) void this.panel.webview.postMessage({ kind })
  }

  /** The page as it was loaded. */
  get html(): string {
    return this.panel.webview.html
  }

  /** Does what a button of the page stands for; anything else than a message of the page is nothing. */
  async receive(message: unknown): Promise<void> {
    const parsed = parseReportMessage(message)
    if (!parsed || !this.shown) return
    try {
      await this.act(parsed, this.shown)
    } catch (error) {
      this.host.failed(error)
    }
  }

  dispose(): void {
    this.store.dispose()
  }

  private async act(message: ReportMessage, shown: Shown): Promise<void> {
    const { diagnosis } = shown
    switch (message.kind) {
      case 'copy':
        return this.host.copy(message.text)
      case 'copyMarkdown':
        return this.host.copy(reportMarkdown(diagnosis, { redact: message.redact }))
      case 'action': {
        const action = diagnosis.advice.find(({ id }) => id === message.id)?.action
        return action && this.host.follow(action, diagnosis)
      }
      case 'again':
        await this.host.diagnoseAgain()
        return this.tell('idle')
      case 'print':
        return this.host.print(this.page(shown), shown.title)
    }
  }

  private page({ diagnosis, title }: Shown): string {
    const nonce = randomBytes(16).toString('base64')
    return reportHtml(diagnosis, { nonce, cspSource: this.panel.webview.cspSource, title })
  }
}
