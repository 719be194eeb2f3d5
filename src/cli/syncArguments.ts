/** What follows `portside sync`. */

import { given } from '../base/given.ts'
import type { Direction } from '../sync/plan.ts'
import type { RuleSettings } from '../sync/settings.ts'
import type { Finding } from '../sync/finding.ts'
import type { OutputArguments } from './arguments.ts'
import { connectionOf, connectionOptions, type ConnectionArguments, type ConnectionOptions } from './connectionArguments.ts'
import { UsageProblem } from './options.ts'
import type { Values } from './words.ts'

export interface SyncCommand extends OutputArguments {
  readonly kind: 'sync'
  readonly local: string
  readonly target: SyncTarget
  /** As it was given. */
  readonly direction?: Direction
  readonly rules: RuleSettings
  readonly dryRun: boolean
  /** Take back what the last sync has done, instead of syncing. */
  readonly undo: boolean
  /** Delete what was deleted on the other side. */
  readonly delete: boolean
  /** So many, and no more. */
  readonly maxDelete?: number
  /** In one direction: what changed at the target goes, too. */
  readonly overwrite: boolean
  /** Findings that would stop it and don't. */
  readonly confirmed: readonly Finding['kind'][]
  /** Folder to remember in, natively written. */
  readonly state?: string
  readonly undoBytes: number
}

export type SyncTarget =
  | { readonly kind: 'url'; readonly connection: ConnectionArguments }
  /** A mapping of the project file in the folder. */
  | { readonly kind: 'name'; readonly name: string; readonly options: ConnectionOptions }

const directions: readonly Direction[] = ['up', 'down', 'both']

/** `manyDeletes` is confirmed by `--max-delete`. */
export const confirmable = ['sideEmpty', 'allChanged', 'markOnServer'] as const

const bytesPerMegabyte = 1_000_000
const defaultUndoMegabytes = 100
const maxUndoMegabytes = 1_000_000

export function syncCommandOf(local: string, target: string, values: Values, output: OutputArguments): SyncCommand {
  if (local === '') throw new UsageProblem('LOCAL is empty.')
  const direction = directionOf(values.direction)
  const { delete: deletes = false, overwrite = false } = values
  if (direction === 'both') refuseOverwrite(overwrite)
  if (values.state === '') throw new UsageProblem('--state is a folder to remember in.')
  const maxDelete = wholeNumber('max-delete', values['max-delete'], 1_000_000)
  if (maxDelete !== undefined && !deletes) throw new UsageProblem('--max-delete means nothing without --delete.')
  return {
    kind: 'sync',
    ...output,
    local,
    target: targetOf(target, values),
    rules: rulesOf(values),
    dryRun: values['dry-run'] ?? false,
    undo: values.undo ?? false,
    delete: deletes,
    overwrite,
    confirmed: confirmedOf(values.confirm),
    undoBytes: (wholeNumber('keep-undo', values['keep-undo'], maxUndoMegabytes) ?? defaultUndoMegabytes) * bytesPerMegabyte,
    ...given({ direction, maxDelete, state: values.state }),
  }
}

/** With changes on both sides there is no side to prefer. */
export function refuseOverwrite(overwrite: boolean): void {
  if (overwrite) throw new UsageProblem('--overwrite needs to know which side is right: add --direction up or --direction down.')
}

/** A server's name alone could be the name of a site: what is synced must be certain. */
function targetOf(target: string, values: Values): SyncTarget {
  if (/^[a-z]+:\/\//i.test(target)) return { kind: 'url', connection: connectionOf(target, values) }
  if (target === '') throw new UsageProblem('NAME is empty.')
  return { kind: 'name', name: target, options: connectionOptions(values) }
}

function directionOf(text: string | undefined): Direction | undefined {
  const direction = directions.find((known) => known === text)
  if (text !== undefined && !direction) throw new UsageProblem(`--direction is one of ${directions.join(', ')}.`)
  return direction
}

function rulesOf(values: Values): RuleSettings {
  const { include = [], exclude = [], gitignore = false, 'no-defaults': withoutDefaults = false } = values
  if ([...include, ...exclude].includes('')) throw new UsageProblem('--include and --exclude take a pattern such as "**/*.map".')
  return { include, exclude, gitignore, withoutDefaults }
}

function confirmedOf(words: readonly string[] = []): readonly Finding['kind'][] {
  return words.flatMap((word) => word.split(',')).map(findingOf)
}

function findingOf(word: string): Finding['kind'] {
  const finding = confirmable.find((known) => known === word)
  if (finding) return finding
  if (word === 'manyDeletes') throw new UsageProblem('Say how many may be deleted, with --max-delete N.')
  throw new UsageProblem(`--confirm is one or more of ${confirmable.join(', ')}.`)
}

function wholeNumber(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,7}$/.test(text) && Number(text) <= max) return Number(text)
  throw new UsageProblem(`--${option} is a number from 0 to ${max}.`)
}
