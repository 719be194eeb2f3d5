/** Asks for a password, and whether the editor may keep it. */

import * as vscode from 'vscode'
import type { Answer } from './steps.ts'
import { askText, type QuestionPlace } from './wizard.ts'

export interface PasswordAnswer {
  readonly password: string
  readonly store: boolean
}

export interface PasswordQuestion extends QuestionPlace {
  readonly prompt: string
  readonly placeholder?: string
  readonly value?: string
  readonly store?: boolean
}

export async function askPassword(question: PasswordQuestion): Promise<Answer<PasswordAnswer>> {
  const toggle = {
    on: question.store ?? true,
    whenOn: {
      icon: 'save',
      tooltip: vscode.l10n.t("Don't store the password"),
      prompt: vscode.l10n.t('It is kept in the secret storage of this editor.'),
    },
    whenOff: {
      icon: 'circle-slash',
      tooltip: vscode.l10n.t('Store the password'),
      prompt: vscode.l10n.t('It is not stored: you are asked again in the next window.'),
    },
  }
  const answer = await askText({ ...question, isPassword: true, toggle })
  return answer.kind === 'answered' ? { kind: 'answered', value: { password: answer.value, store: toggle.on } } : answer
}
