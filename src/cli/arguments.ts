/** The words of a command line as a command, or as a sentence that says what is wrong with them. Nothing is looked up. */

import { sep } from 'node:path'
import { connectionOf, type ConnectionArguments } from './connectionArguments.ts'
import { syncOptions, UsageProblem } from './options.ts'
import { syncCommandOf, type SyncCommand } from './syncArguments.ts'
import { parseWords, type Values } from './words.ts'

/** What the end of a path says about it. */
export interface PathForm {
  /** It ends with `/`: a folder to put things into. */
  readonly isInto: boolean
  /** It ends with `/.`: what is in the folder, not the folder. */
  readonly isContents: boolean
}

export interface OutputArguments {
  readonly json: boolean
  readonly log: boolean
}

export type RemoteCommand = OutputArguments & { readonly connection: ConnectionArguments; readonly remoteForm: PathForm } & (
    | { readonly kind: 'ls' }
    | { readonly kind: 'diagnose' }
    | { readonly kind: 'get' | 'put'; readonly local: string; readonly localForm: PathForm }
  )

export type Command = { readonly kind: 'help'; readonly about?: 'sync' } | { readonly kind: 'version' } | RemoteCommand | SyncCommand

export type ArgumentsResult = { readonly command: Command } | { readonly problem: string }

/** Which words follow each verb. */
const operands = { ls: ['URL'], get: ['URL', 'LOCAL'], put: ['LOCAL', 'URL'], sync: ['LOCAL', 'URL or NAME'], diagnose: ['URL'] } as const
type Verb = keyof typeof operands

export function parseCommand(argv: readonly string[]): ArgumentsResult {
  try {
    const { values, positionals } = parseWords(argv)
    if (values.help === true || positionals[0] === 'help') return { command: helpFor(positionals) }
    if (values.version === true) return { command: { kind: 'version' } }
    return { command: commandOf(positionals, values) }
  } catch (error) {
    if (error instanceof UsageProblem) return { problem: error.message }
    throw error
  }
}

function helpFor(positionals: readonly string[]): Command {
  return positionals.includes('sync') ? { kind: 'help', about: 'sync' } : { kind: 'help' }
}

function commandOf([verb, ...words]: readonly string[], values: Values): Command {
  if (verb === undefined) throw new UsageProblem('A command is missing: ls, get, put, sync or diagnose.')
  if (!isVerb(verb)) throw new UsageProblem(`"${verb}" is not a command. There are ls, get, put, sync and diagnose.`)
  const expected = operands[verb]
  if (words.length !== expected.length) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and ')}.`)
  const localFirst = verb === 'put' || verb === 'sync'
  const url = words[localFirst ? 1 : 0] ?? ''
  const local = words[localFirst ? 0 : 1] ?? ''
  if (/^ftp(s|es)?:\/\//i.test(local)) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and then ')}.`)
  const output = { json: values.json ?? false, log: values.log ?? false }
  if (verb === 'sync') return syncCommandOf(local, url, values, output)
  refuseSyncOptions(values)
  const common = { connection: connectionOf(url, values), remoteForm: formOf(url), ...output }
  if (verb === 'ls' || verb === 'diagnose') return { kind: verb, ...common }
  if (local === '') throw new UsageProblem('LOCAL is empty.')
  return { kind: verb, ...common, local, localForm: formOf(local.replaceAll(sep, '/')) }
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(operands, word)
}

/** Who wants a dry run of `put` must not get a wet one. */
function refuseSyncOptions(values: Values): void {
  const option = Object.keys(syncOptions).find((name) => Object.hasOwn(values, name))
  if (option !== undefined) throw new UsageProblem(`--${option} is for "portside sync" only.`)
}

function formOf(path: string): PathForm {
  return { isInto: path.endsWith('/'), isContents: path === '.' || path.endsWith('/.') }
}
