/** How to connect, as a URL and options say it; or as a site of a project file does, and options besides. */

import { resolve } from 'node:path'
import { given } from '../base/given.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { parseAddress } from '../sites/address.ts'
import { readSite } from '../sites/parseSites.ts'
import { parseProxy } from '../sites/proxy.ts'
import type { Site } from '../sites/site.ts'
import { UsageProblem } from './options.ts'
import type { Values } from './words.ts'

export interface ConnectionArguments {
  /** As a setting of the editor would have it, but for the proxy. */
  readonly site: Site
  /** From the URL. */
  readonly password?: string
  readonly pin?: string
  /** With the password, if one was given. */
  readonly proxy?: ProxySettings
}

/** What options say of the way to a server that is named elsewhere. */
export interface ConnectionOptions {
  /** As `readSite` takes them, and known to be right. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly pin?: string
  readonly proxy?: ProxySettings
}

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

export function connectionOf(url: string, values: Values): ConnectionArguments {
  const parsed = parseAddress(url)
  // Its sentence quotes what it stumbled over, which may be a part of the password.
  if ('problem' in parsed) throw new UsageProblem(url.includes('@') ? loginProblem : parsed.problem)
  const { address } = parsed
  const { host, port, user, path, security } = address
  const connection = connectionTo(given({ host, port, user, path, security }), connectionOptions(values))
  return { ...connection, ...given({ password: address.password }) }
}

export function connectionOptions(values: Values): ConnectionOptions {
  const fields = given({
    security: values.security,
    tls: tlsOf(values),
    transferMode: values.mode,
    activeAddress: values['active-address'],
    activePorts: values['active-ports'],
    dataPort: values['data-port'],
    dataHost: values['data-host'],
    charset: values.charset,
    virtualHost: values['virtual-host'],
    timeouts: timeoutsOf(values.timeout),
    connections: values.connections === undefined ? undefined : Number(values.connections),
  })
  siteOf({ host: 'example.org', ...fields })
  return { fields, ...given({ pin: pinOf(values), proxy: proxyOf(values.proxy) }) }
}

/** `server` is what is known of it besides; the options count for more. */
export function connectionTo(server: Readonly<Record<string, unknown>>, { fields, ...rest }: ConnectionOptions): ConnectionArguments {
  const site = siteOf({ connections: defaultConnections, ...server, id: 'command-line', ...fields })
  if (site.security === 'none' && (site.tls ?? rest.pin) !== undefined)
    throw new UsageProblem('--ca, --pin, --cert, --key, --tls-min and --tls-max mean nothing with --security none.')
  return { site, ...rest }
}

function siteOf(fields: Readonly<Record<string, unknown>>): Site {
  const result = readSite({ id: 'command-line', ...fields })
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

function pinOf({ pin }: Values): string | undefined {
  if (pin !== undefined && !/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(pin))
    throw new UsageProblem('--pin is a SHA-256 fingerprint: 64 hex digits, colons allowed.')
  return pin
}

/** What was given is not repeated: there may be a password in it. */
function proxyOf(text: string | undefined): ProxySettings | undefined {
  const proxy = text === undefined ? undefined : parseProxy(text)
  if (proxy || text === undefined) return proxy
  throw new UsageProblem('--proxy is an address such as socks5://host:1080 or http://user@host:3128.')
}
