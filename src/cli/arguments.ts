/** The words of a command line as a command, or as a sentence that says what is wrong with them. Nothing is looked up. */

import { isIP } from 'node:net'
import { sep } from 'node:path'
import { parseArgs } from 'node:util'
import type { PortRange, Security, TransferMode } from '../ftp/server.ts'
import { parseAddress, type Address } from '../sites/address.ts'
import { isOneOf, parsePortRange, securities, transferModes } from '../sites/site.ts'

export interface ConnectionArguments {
  readonly address: Address
  readonly security: Security
  readonly mode: TransferMode
  readonly connections: number
  readonly caFile?: string
  readonly pin?: string
  readonly activeAddress?: string
  readonly activePorts?: PortRange
}

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
    { readonly kind: 'ls' } | { readonly kind: 'get' | 'put'; readonly local: string; readonly localForm: PathForm }
  )

export type Command = { readonly kind: 'help' } | { readonly kind: 'version' } | RemoteCommand

export type ArgumentsResult = { readonly command: Command } | { readonly problem: string }

export const options = {
  security: { type: 'string' },
  ca: { type: 'string' },
  pin: { type: 'string' },
  mode: { type: 'string' },
  'active-address': { type: 'string' },
  'active-ports': { type: 'string' },
  connections: { type: 'string' },
  json: { type: 'boolean' },
  log: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Which words follow each verb. */
const operands = { ls: ['URL'], get: ['URL', 'LOCAL'], put: ['LOCAL', 'URL'] } as const
type Verb = keyof typeof operands

const defaultConnections = 4
const maxConnections = 16

const loginProblem =
  'The URL can not be read. Write it as ftp://user@host:port/path; in a password %40 stands for @, %2F for / and %25 for %.'

/** The message is the sentence to show. */
class UsageProblem extends Error {}

export function parseCommand(argv: readonly string[]): ArgumentsResult {
  try {
    const { values, positionals } = parseWords(argv)
    if (values.help === true || positionals[0] === 'help') return { command: { kind: 'help' } }
    if (values.version === true) return { command: { kind: 'version' } }
    return { command: remoteCommand(positionals, values) }
  } catch (error) {
    if (error instanceof UsageProblem) return { problem: error.message }
    throw error
  }
}

type Values = ReturnType<typeof parseWords>['values']

function parseWords(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's own sentence names the option; what follows the first one is advice about `--`.
    throw new UsageProblem(error instanceof Error ? `${error.message.split('. ')[0] ?? ''}.`.replace(/\.\.$/, '.') : String(error))
  }
}

function remoteCommand([verb, ...words]: readonly string[], values: Values): RemoteCommand {
  if (verb === undefined) throw new UsageProblem('A command is missing: ls, get or put.')
  if (!isVerb(verb)) throw new UsageProblem(`"${verb}" is not a command. There are ls, get and put.`)
  const expected = operands[verb]
  if (words.length !== expected.length) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and ')}.`)
  const url = words[verb === 'put' ? 1 : 0] ?? ''
  const local = words[verb === 'put' ? 0 : 1] ?? ''
  if (/^ftp(s|es)?:\/\//i.test(local)) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and then ')}.`)
  const common = { connection: connectionOf(url, values), remoteForm: formOf(url), json: values.json ?? false, log: values.log ?? false }
  if (verb === 'ls') return { kind: verb, ...common }
  if (local === '') throw new UsageProblem('LOCAL is empty.')
  return { kind: verb, ...common, local, localForm: formOf(local.replaceAll(sep, '/')) }
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(operands, word)
}

function formOf(path: string): PathForm {
  return { isInto: path.endsWith('/'), isContents: path === '.' || path.endsWith('/.') }
}

function connectionOf(url: string, values: Values): ConnectionArguments {
  const parsed = parseAddress(url)
  // Its sentence quotes what it stumbled over, which may be a part of the password.
  if ('problem' in parsed) throw new UsageProblem(url.includes('@') ? loginProblem : parsed.problem)
  const { address } = parsed
  const { ca: caFile, pin } = values
  const security = values.security ?? address.security ?? 'explicit'
  const mode = values.mode ?? 'auto'
  if (!isOneOf(securities, security)) throw new UsageProblem(`--security is one of ${securities.join(', ')}, not "${security}".`)
  if (!isOneOf(transferModes, mode)) throw new UsageProblem(`--mode is one of ${transferModes.join(', ')}, not "${mode}".`)
  if (pin !== undefined && !/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(pin))
    throw new UsageProblem('--pin is a SHA-256 fingerprint: 64 hex digits, colons allowed.')
  if (security === 'none' && (caFile ?? pin) !== undefined) throw new UsageProblem('--ca and --pin mean nothing with --security none.')
  const activeAddress = values['active-address']
  if (activeAddress !== undefined && isIP(activeAddress) === 0)
    throw new UsageProblem(`--active-address is an IP address, not "${activeAddress}".`)
  const activePorts = portsOf(values['active-ports'])
  return {
    address,
    security,
    mode,
    connections: connectionsOf(values.connections),
    ...(caFile !== undefined && { caFile }),
    ...(pin !== undefined && { pin }),
    ...(activeAddress !== undefined && { activeAddress }),
    ...(activePorts && { activePorts }),
  }
}

function portsOf(text: string | undefined): PortRange | undefined {
  if (text === undefined) return undefined
  const range = parsePortRange(text)
  if (!range) throw new UsageProblem(`--active-ports is a range such as 50000-50100, not "${text}".`)
  return range
}

function connectionsOf(text: string | undefined): number {
  const count = text === undefined ? defaultConnections : Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= maxConnections) return count
  throw new UsageProblem(`--connections is a number from 1 to ${maxConnections}, not "${text}".`)
}
