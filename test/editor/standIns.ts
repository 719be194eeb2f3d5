/** Stand-ins for what the editor shows: nobody is there to press a button, and a test must see what is on the screen. */

import * as vscode from 'vscode'
import { toDisposable, type DisposableStore } from '../../src/base/disposable.ts'

type Shown = 'createInputBox' | 'showErrorMessage' | 'showInformationMessage' | 'showSaveDialog'

/** Until `store` is disposed. */
export function standIn(store: DisposableStore, name: Shown, by: (...args: never[]) => unknown): void {
  const real: unknown = Reflect.get(vscode.window, name)
  Reflect.set(vscode.window, name, by)
  store.add(toDisposable(() => Reflect.set(vscode.window, name, real)))
}

interface Toast {
  readonly message: string
  readonly labels: readonly string[]
  /** Closes it, without a label by its cross. */
  press(label?: string): void
}

/** The notifications since this was made. */
export class Toasts {
  readonly all: Toast[] = []
  private readonly appeared = new vscode.EventEmitter<void>()

  constructor(store: DisposableStore) {
    store.add(this.appeared)
    const show = (message: string, _options: unknown, ...labels: string[]) => this.show(message, labels)
    for (const name of ['showErrorMessage', 'showInformationMessage'] as const) standIn(store, name, show)
  }

  get messages(): readonly string[] {
    return this.all.map(({ message }) => message)
  }

  /** Resolves when there is one with `words`. */
  async with(words: string): Promise<Toast> {
    for (;;) {
      const found = this.all.find(({ message }) => message.includes(words))
      if (found) return found
      await new Promise<void>((resolve) => {
        const listening = this.appeared.event(() => {
          listening.dispose()
          resolve()
        })
      })
    }
  }

  private show(message: string, labels: readonly string[]): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.all.push({ message, labels, press: resolve })
      this.appeared.fire()
    })
  }
}

/** A box to type in. */
export class StandInBox {
  value = ''
  buttons: readonly unknown[] = []
  isOpen = false
  private readonly accepted = new vscode.EventEmitter<void>()
  private readonly others = new vscode.EventEmitter<never>()
  readonly onDidAccept = this.accepted.event
  readonly onDidChangeValue = this.others.event
  readonly onDidTriggerButton = this.others.event
  readonly onDidHide = this.others.event

  show(): void {
    this.isOpen = true
  }

  /** Types it and presses Enter. */
  type(text: string): void {
    this.value = text
    this.accepted.fire()
  }

  dispose(): void {
    this.isOpen = false
  }
}
