/** The only place that shows notifications and modal questions: nothing in them is a link, whoever wrote it. */

import * as vscode from 'vscode'
import { plainMessage } from './plainMessage.ts'

type Kind = 'error' | 'warning' | 'information'

/** Resolves with the button that was pressed. */
export async function notify(kind: Kind, message: string, ...buttons: readonly string[]): Promise<string | undefined> {
  return shown(kind)(plainMessage(message), {}, ...buttons)
}

/** Something that can be done about what is told, as a button. */
export interface Offer {
  readonly label: string
  run(): Promise<void> | void
}

/** Resolves when it is closed, or what was chosen is done. */
export async function notifyWith(kind: Kind, message: string, offers: readonly Offer[]): Promise<void> {
  const chosen = await chosenFrom(kind, message, offers)
  await chosen?.run()
}

/** Resolves with what was chosen, not run yet. */
export async function chosenFrom(kind: Kind, message: string, offers: readonly Offer[]): Promise<Offer | undefined> {
  const chosen = await notify(kind, message, ...offers.map(({ label }) => label))
  return offers.find(({ label }) => label === chosen)
}

/** A question that nothing else can be done before. Resolves with the button that was pressed, Cancel being undefined. */
export async function ask(
  kind: Kind,
  question: { readonly message: string; readonly detail?: string },
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const detail = question.detail === undefined ? {} : { detail: plainMessage(question.detail) }
  return shown(kind)(plainMessage(question.message), { modal: true, ...detail }, ...buttons)
}

function shown(
  kind: Kind,
): (message: string, options: vscode.MessageOptions, ...buttons: readonly string[]) => Thenable<string | undefined> {
  switch (kind) {
    case 'error':
      return vscode.window.showErrorMessage
    case 'warning':
      return vscode.window.showWarningMessage
    case 'information':
      return vscode.window.showInformationMessage
  }
}
