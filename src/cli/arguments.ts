/** The words of a command line as a command, or as a sentence that says what is wrong with them. Nothing is looked up. */

import { resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import type { ProxySettings } from '../ftp/server.ts'
import { parseAddress, type Address } from '../sites/address.ts'
import { given } from '../base/given.ts'
import { readSite } from '../sites/parseSites.ts'
import { parseProxy } from '../sites/proxy.ts'
import type { Site } from '../sites/site.ts'

export interface ConnectionArguments {
  /** As a setting of the editor would have it, but for the proxy. */
  readonly site: Site
  /** From the URL. */
  readonly password?: string
  readonly pin?: string
  /** With the password, if one was given. */
  readonly proxy?: ProxySettings
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
    | { readonly kind: 'ls' }
    | { readonly kind: 'diagnose' }
    | { readonly kind: 'get' | 'put'; readonly local: string; readonly localForm: PathForm }
  )

export type Command = { readonly kind: 'help' } | { readonly kind: 'version' } | RemoteCommand

export type ArgumentsResult = { readonly command: Command } | { readonly problem: string }

export const options = {
  security: { type: 'string' },
  ca: { type: 'string' },
  pin: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'tls-min': { type: 'string' },
  'tls-max': { type: 'string' },
  mode: { type: 'string' },
  'active-address': { type: 'string' },
  'active-ports': { type: 'string' },
  'data-port': { type: 'string' },
  'data-host': { type: 'string' },
  proxy: { type: 'string' },
  charset: { type: 'string' },
  'virtual-host': { type: 'string' },
  timeout: { type: 'string' },
  connections: { type: 'string' },
  json: { type: 'boolean' },
  log: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Which words follow each verb. */
const operands = { ls: ['URL'], get: ['URL', 'LOCAL'], put: ['LOCAL', 'URL'], diagnose: ['URL'] } as const
type Verb = keyof typeof operands

/** Options that are not called as the field of a site they stand for. */
const optionNames: Readonly<Record<string, string>> = {
  transferMode: 'mode',
  'tls.minVersion': 'tls-min',
  'tls.maxVersion': 'tls-max',
  'tls.clientCertificate': 'cert',
  'tls.clientKey': 'key',
  'timeouts.connect': 'timeout',
}

const defaultConnections = 4

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
    throw new UsageProblem(error instanceof Error ? `${error.message.split(/\.\s/)[0] ?? ''}.`.replace(/\.\.$/, '.') : String(error))
  }
}

function remoteCommand([verb, ...words]: readonly string[], values: Values): RemoteCommand {
  if (verb === undefined) throw new UsageProblem('A command is missing: ls, get, put or diagnose.')
  if (!isVerb(verb)) throw new UsageProblem(`"${verb}" is not a command. There are ls, get, put and diagnose.`)
  const expected = operands[verb]
  if (words.length !== expected.length) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and ')}.`)
  const url = words[verb === 'put' ? 1 : 0] ?? ''
  const local = words[verb === 'put' ? 0 : 1] ?? ''
  if (/^ftp(s|es)?:\/\//i.test(local)) throw new UsageProblem(`"portside ${verb}" takes ${expected.join(' and then ')}.`)
  const common = { connection: connectionOf(url, values), remoteForm: formOf(url), json: values.json ?? false, log: values.log ?? false }
  if (verb === 'ls' || verb === 'diagnose') return { kind: verb, ...common }
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
  const site = siteOf(address, values)
  return { site, ...given({ password: address.password, pin: pinOf(values, site), proxy: proxyOf(values.proxy) }) }
}

function siteOf(address: Address, values: Values): Site {
  const { host, port, user, path } = address
  const fields = given({
    id: 'command-line',
    host,
    port,
    user,
    path,
    security: values.security ?? address.security,
    tls: tlsOf(values),
    transferMode: values.mode,
    activeAddress: values['active-address'],
    activePorts: values['active-ports'],
    dataPort: values['data-port'],
    dataHost: values['data-host'],
    charset: values.charset,
    virtualHost: values['virtual-host'],
    timeouts: timeoutsOf(values.timeout),
    connections: Number(values.connections ?? defaultConnections),
  })
  const result = readSite(fields)
  if ('site' in result) return result.site
  throw new UsageProblem(`--${optionNames[result.field] ?? kebabCase(result.field)} ${result.rule}.`)
}

function tlsOf({ 'tls-min': minVersion, 'tls-max': maxVersion, ca, cert, key }: Values) {
  const pathOf = (file: string | undefined) => (file === undefined ? undefined : resolve(file))
  const tls = given({ minVersion, maxVersion, clientCertificate: pathOf(cert), clientKey: pathOf(key), ca: pathOf(ca) })
  return Object.keys(tls).length === 0 ? undefined : tls
}

/** One for all that the server may take its time for. */
function timeoutsOf(text: string | undefined) {
  const seconds = Number(text)
  return text === undefined ? undefined : { connect: seconds, reply: seconds, dataIdle: seconds }
}

function kebabCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function pinOf({ pin }: Values, { security, tls }: Site): string | undefined {
  if (pin !== undefined && !/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(pin))
    throw new UsageProblem('--pin is a SHA-256 fingerprint: 64 hex digits, colons allowed.')
  if (security === 'none' && (tls ?? pin) !== undefined)
    throw new UsageProblem('--ca, --pin, --cert, --key, --tls-min and --tls-max mean nothing with --security none.')
  return pin
}

/** What was given is not repeated: there may be a password in it. */
function proxyOf(text: string | undefined): ProxySettings | undefined {
  const proxy = text === undefined ? undefined : parseProxy(text)
  if (proxy || text === undefined) return proxy
  throw new UsageProblem('--proxy is an address such as socks5://host:1080 or http://user@host:3128.')
}
