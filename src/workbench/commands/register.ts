/** Hands the commands to the editor. What a command did not expect is told as well; nothing ends in silence. */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../base/disposable.ts'
import type { Failures } from '../failures.ts'
import type { CommandId } from '../ids.ts'
import type { CommandHandler, Commands } from './services.ts'

/** Every id has its handler, or this doesn't compile. */
export function registerCommands(commands: Commands<CommandId>, failures: Failures): Disposable {
  const store = new DisposableStore()
  for (const [id, handler] of Object.entries(commands)) store.add(vscode.commands.registerCommand(id, guarded(handler, failures)))
  return store
}

function guarded(handler: CommandHandler, failures: Failures): CommandHandler {
  return async (clicked, selected) => {
    try {
      await handler(clicked, selected)
    } catch (error) {
      failures.show(error, vscode.l10n.t('The command failed'))
    }
  }
}
