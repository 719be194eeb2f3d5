/** Stand-ins for what the editor shows: nobody is there to press a button, and a test must see what is on the screen. */

import * as vscode from 'vscode'
import { toDisposable, type DisposableStore } from '../../src/base/disposable.ts'

type Shown =
  | 'createInputBox'
  | 'createQuickPick'
  | 'createStatusBarItem'
  | 'showErrorMessage'
  | 'showInformationMessage'
  | 'showInputBox'
  | 'showQuickPick'
  | 'showSaveDialog'
  | 'showWarningMessage'
  | 'withProgress'

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
    for (const name of ['showErrorMessage', 'showInformationMessage', 'showWarningMessage'] as const) standIn(store, name, show)
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

interface Item {
  readonly label: string
  readonly detail?: string
}

/** A list to choose from. */
export class StandInPick {
  title = ''
  placeholder = ''
  buttons: readonly unknown[] = []
  activeItems: readonly Item[] = []
  items: readonly Item[] = []
  private readonly accepted = new vscode.EventEmitter<void>()
  private readonly typed = new vscode.EventEmitter<string>()
  private readonly pressed = new vscode.EventEmitter<unknown>()
  private readonly hidden = new vscode.EventEmitter<void>()
  readonly onDidAccept = this.accepted.event
  readonly onDidChangeValue = this.typed.event
  readonly onDidTriggerButton = this.pressed.event
  readonly onDidHide = this.hidden.event
  private readonly shown: (pick: StandInPick) => void

  constructor(shown: (pick: StandInPick) => void) {
    this.shown = shown
  }

  get labels(): readonly string[] {
    return this.items.map(({ label }) => label)
  }

  show(): void {
    this.shown(this)
  }

  type(text: string): void {
    this.typed.fire(text)
  }

  /** Chooses the first with these words. */
  choose(words: string): void {
    const item = this.items.find(({ label }) => label.includes(words))
    if (!item) throw new Error(`There is no "${words}" among: ${this.labels.join(', ')}`)
    this.activeItems = [item]
    this.accepted.fire()
  }

  back(): void {
    this.pressed.fire(vscode.QuickInputButtons.Back)
  }

  leave(): void {
    this.hidden.fire()
  }

  dispose(): void {}
}

/** The lists that are shown, one after the other. */
export class Picks {
  private readonly waiting: StandInPick[] = []
  private wanted: ((pick: StandInPick) => void) | undefined

  constructor(store: DisposableStore) {
    standIn(store, 'createQuickPick', () => new StandInPick((pick) => this.wasShown(pick)))
  }

  /** Resolves when there is one that nobody was given yet. */
  next(): Promise<StandInPick> {
    const first = this.waiting.shift()
    return first ? Promise.resolve(first) : new Promise((resolve) => (this.wanted = resolve))
  }

  private wasShown(pick: StandInPick): void {
    if (this.wanted) this.wanted(pick)
    else this.waiting.push(pick)
    this.wanted = undefined
  }
}
