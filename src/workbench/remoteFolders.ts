/** Picks a folder on a server, by going through its folders or by typing its path. */

import * as vscode from 'vscode'
import { isAbort } from '../base/abort.ts'
import type { Disposable } from '../base/disposable.ts'
import { dirname, join, normalize } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { describeError } from './describeError.ts'
import { plainMessage, shownName } from './plainMessage.ts'
import { withTask } from './progress.ts'
import { compareEntries } from './rows.ts'
import { couldNot } from './sentences.ts'
import type { SiteConnection } from './siteConnections.ts'
import type { Answer, StepFrame } from './steps.ts'
import { askChoice, type Choice } from './wizard.ts'

interface Target {
  readonly path: string
  /** It is the answer; otherwise what is in it is shown next. */
  readonly isChosen: boolean
}

/** What is in a folder, or why that can't be shown. */
interface Shown {
  readonly folders: readonly string[]
  readonly problem?: string
}

/** Begins in `start`, or in the folder where the site starts. Only to look around there connects. */
export async function askRemoteFolder(
  title: string,
  connection: SiteConnection,
  frame: StepFrame,
  start: string | undefined,
): Promise<Answer<string>> {
  let folder = start
  for (;;) {
    const shown = await lookInto(connection, folder)
    if (!shown) return { kind: 'cancelled' }
    const answer = await ask(title, connection, frame, shown)
    if (answer.kind !== 'answered') return answer
    if (answer.value.isChosen) return { kind: 'answered', value: answer.value.path }
    folder = answer.value.path
  }
}

async function ask(
  title: string,
  { site }: SiteConnection,
  frame: StepFrame,
  shown: Shown & { readonly folder: string },
): Promise<Answer<Target>> {
  const { folder, folders, problem } = shown
  const names = folders.map((name) => ({ value: { path: join(folder, name), isChosen: false }, label: `$(folder) ${shownName({ name })}` }))
  const choices = [chosen(folder), ...(folder === '/' ? [] : [above(folder)]), ...names]
  const placeholder = problem ?? vscode.l10n.t('Which folder on {0}? Go through them, or type a path.', printable(site.name))
  return askChoice<Target>({ title, frame, placeholder: plainMessage(placeholder), choices, onShow: (pick) => offerTyped(pick, choices) })
}

function chosen(folder: string): Choice<Target> {
  return { value: { path: folder, isChosen: true }, label: `$(check) ${vscode.l10n.t('Use {0}', shownName({ name: folder }))}` }
}

function above(folder: string): Choice<Target> {
  const path = dirname(folder)
  return { value: { path, isChosen: false }, label: '$(arrow-up) ..', description: shownName({ name: path }) }
}

/** What begins with a slash is a path. */
function offerTyped(pick: vscode.QuickPick<Choice<Target>>, choices: readonly Choice<Target>[]): Disposable {
  return pick.onDidChangeValue((value) => {
    pick.items = value.startsWith('/') ? [{ ...chosen(normalize(value)), alwaysShow: true }] : choices
  })
}

/** Undefined if the user broke it off. */
async function lookInto(connection: SiteConnection, start: string | undefined): Promise<(Shown & { readonly folder: string }) | undefined> {
  const { site, files } = connection
  let folder = start ?? site.path ?? '/'
  try {
    return await withTask(vscode.l10n.t('Connecting to {0}', printable(site.name)), async ({ signal }) => {
      folder = start ?? (await connection.startFolder(signal))
      const { entries } = await files.list(folder, { signal })
      const folders = entries.filter(({ type, unusable }) => type === 'folder' && unusable === undefined)
      return { folder, folders: [...folders].sort(compareEntries).map(({ name }) => name) }
    })
  } catch (error) {
    if (isAbort(error)) return undefined
    return { folder, folders: [], problem: describeError(error, couldNot.list(folder, site.name)).message }
  }
}
