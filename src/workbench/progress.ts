/** Shows that something is under way: in the view at once, and after a second in a notification that can cancel it. */

import * as vscode from 'vscode'
import { viewIds } from './ids.ts'
import { plainMessage } from './plainMessage.ts'

const patienceMs = 1000

export interface Task {
  readonly signal: AbortSignal
  /** A few words on how far it is. `fraction` from 0 to 1, where known. */
  readonly report: (message: string, fraction?: number) => void
}

type ViewId = (typeof viewIds)[keyof typeof viewIds]

/** The outcome of `work`, which the view shows too. `title` is for something the user waits for: "Uploading index.html". */
export async function withTask<T>(title: string, work: (task: Task) => Promise<T>, view: ViewId = viewIds.sites): Promise<T> {
  const cancelling = new AbortController()
  const shown = new ShownProgress()
  const running = work({ signal: cancelling.signal, report: (message, fraction) => shown.report(message, fraction) })
  const ended = running.then(
    () => {},
    () => {}, // whoever awaits `running` below learns of it
  )
  void inView(ended, view)
  const timer = setTimeout(() => void shown.open(title, ended, cancelling), patienceMs)
  try {
    return await running
  } finally {
    clearTimeout(timer)
  }
}

/** The bar at the top of the view, until `ended` is. */
export async function inView(ended: Promise<unknown>, view: ViewId = viewIds.sites): Promise<void> {
  await vscode.window.withProgress({ location: { viewId: view } }, async () => ended.catch(() => {}))
}

class ShownProgress {
  private progress: vscode.Progress<{ message?: string; increment?: number }> | undefined
  private message = ''
  private wanted = 0
  private reached = 0

  report(message: string, fraction = this.wanted): void {
    this.message = message
    this.wanted = fraction
    this.show()
  }

  async open(title: string, ended: Promise<void>, cancelling: AbortController): Promise<void> {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: plainMessage(title), cancellable: true },
      async (progress, token) => {
        this.progress = progress
        this.show()
        const listening = token.onCancellationRequested(() => cancelling.abort())
        await ended
        listening.dispose()
      },
    )
  }

  private show(): void {
    if (!this.progress || this.message === '') return
    const increment = Math.max(0, this.wanted - this.reached) * 100
    this.reached = Math.max(this.reached, this.wanted)
    this.progress.report({ message: plainMessage(this.message), ...(increment > 0 && { increment }) })
  }
}
