/** One question at a time, by keyboard: a line of text or a choice, with a step counter and Back. Esc leaves. */

import * as vscode from 'vscode'
import { onAbort } from '../base/abort.ts'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { plainMessage } from './plainMessage.ts'
import type { Answer, StepFrame } from './steps.ts'

/** Where a question stands; without a frame it stands alone. */
export interface QuestionPlace {
  readonly title: string
  readonly frame?: StepFrame
  /** The answer is not wanted any more: the box closes. */
  readonly signal?: AbortSignal
}

export interface TextQuestion extends QuestionPlace {
  readonly prompt: string
  readonly value?: string
  /** What of `value` is selected, so that typing replaces it. */
  readonly valueSelection?: readonly [number, number]
  readonly placeholder?: string
  readonly isPassword?: boolean
  /** A sentence on what is wrong with the text; it can't be accepted then. */
  validate?(text: string): string | undefined
  readonly toggle?: Toggle
  /** Called with the box on the screen, for what becomes known while the user types. */
  onShow?(box: vscode.InputBox): Disposable
}

/** A second, yes-or-no answer, as a button in the box. */
export interface Toggle {
  on: boolean
  readonly whenOn: ToggleFace
  readonly whenOff: ToggleFace
}

interface ToggleFace {
  readonly icon: string
  /** What pressing the button does. */
  readonly tooltip: string
  /** What holds now. */
  readonly prompt: string
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T
}

export interface ChoiceQuestion<T> extends QuestionPlace {
  readonly placeholder: string
  readonly choices: readonly Choice<T>[]
  readonly current?: T
  onShow?(pick: vscode.QuickPick<Choice<T>>): Disposable
}

export async function askText(question: TextQuestion): Promise<Answer<string>> {
  const box = vscode.window.createInputBox()
  box.value = question.value ?? ''
  if (question.valueSelection) box.valueSelection = question.valueSelection
  box.password = question.isPassword ?? false
  box.placeholder = question.placeholder
  box.prompt = plainMessage(question.prompt)
  return ask<string>(box, question, (accept, store) => {
    if (question.toggle) store.add(showToggle(box, question.prompt, question.toggle))
    store.add(box.onDidChangeValue(() => (box.validationMessage = undefined)))
    store.add(
      box.onDidAccept(() => {
        const problem = question.validate?.(box.value)
        if (problem === undefined) accept(box.value)
        else box.validationMessage = plainMessage(problem)
      }),
    )
    if (question.onShow) store.add(question.onShow(box))
  })
}

export async function askChoice<T>(question: ChoiceQuestion<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>()
  pick.placeholder = question.placeholder
  pick.items = question.choices
  const current = question.choices.filter((choice) => 'current' in question && choice.value === question.current)
  if (current.length > 0) pick.activeItems = current // none would take the mark off the first, and Enter would do nothing
  return ask<T>(pick, question, (accept, store) => {
    store.add(pick.onDidAccept(() => pick.activeItems[0] && accept(pick.activeItems[0].value)))
    if (question.onShow) store.add(question.onShow(pick))
  })
}

type Box = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>

/** Shows `box` until it is answered, left, or left backwards. */
async function ask<T>(
  box: Box,
  { title, frame, signal }: QuestionPlace,
  listen: (accept: (value: T) => void, store: DisposableStore) => void,
): Promise<Answer<T>> {
  const store = new DisposableStore()
  store.add(box)
  box.title = plainMessage(title)
  box.step = frame?.step
  box.totalSteps = frame?.totalSteps
  box.ignoreFocusOut = true // a look at another window must not cost what was typed
  if (frame?.canGoBack) box.buttons = [vscode.QuickInputButtons.Back]
  try {
    return await new Promise<Answer<T>>((resolve) => {
      listen((value) => resolve({ kind: 'answered', value }), store)
      store.add(box.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && resolve({ kind: 'back' })))
      store.add(box.onDidHide(() => resolve({ kind: 'cancelled' })))
      box.show()
      store.add(onAbort(signal, () => resolve({ kind: 'cancelled' })))
    })
  } finally {
    store.dispose()
  }
}

function showToggle(box: vscode.InputBox, prompt: string, toggle: Toggle): Disposable {
  const others = box.buttons
  let button: vscode.QuickInputButton | undefined
  const show = () => {
    const face = toggle.on ? toggle.whenOn : toggle.whenOff
    button = { iconPath: new vscode.ThemeIcon(face.icon), tooltip: face.tooltip }
    box.buttons = [...others, button]
    box.prompt = plainMessage(`${prompt} ${face.prompt}`)
  }
  show()
  return box.onDidTriggerButton((pressed) => {
    if (pressed !== button) return
    toggle.on = !toggle.on
    show()
  })
}
