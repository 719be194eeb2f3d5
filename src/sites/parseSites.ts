/** Reads the setting `portside.sites`: unknown JSON in, sites that can be used out, and a sentence for each that can't. */

import { win32 } from 'node:path'
import * as v from 'valibot'
import { normalize } from '../base/posixPath.ts'
import { hasControlCharacter, isCharsetName, isHost, parsePortRange } from './checks.ts'
import { parseProxy } from './proxy.ts'
import { dataPorts, isTlsRange, securities, tlsVersions, transferModes, type Site } from './site.ts'

export interface SiteProblem {
  /** Position in the list. */
  readonly index: number
  readonly message: string
}

export interface ParsedSites {
  readonly sites: readonly Site[]
  readonly problems: readonly SiteProblem[]
}

export function parseSites(value: unknown): ParsedSites {
  if (value === undefined || value === null) return { sites: [], problems: [] }
  if (!Array.isArray(value)) return { sites: [], problems: [{ index: 0, message: 'The list of sites is not a list.' }] }
  const sites: Site[] = []
  const problems: SiteProblem[] = []
  value.forEach((item: unknown, index) => {
    const site = parseSite(item)
    if (typeof site === 'string') problems.push({ index, message: site })
    else if (sites.some((other) => other.id === site.id)) problems.push({ index, message: `The id "${site.id}" is used twice.` })
    else sites.push(site)
  })
  return { sites, problems }
}

/** The site, or what is wrong with it. */
function parseSite(value: unknown): Site | string {
  if (typeof value !== 'object' || value === null) return 'A site is not an object.'
  const fields = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== '')) // "" in a form means "not given"
  const result = readSite(fields)
  if ('site' in result) return result.site
  return `${v.is(idSchema, fields['id']) ? `Site "${fields['id']}"` : 'A site'}: "${result.field}" ${result.rule}.`
}

/** `field` as in `tls.minVersion`; `rule` completes the sentence that begins with it: `is one of …`. */
export type SiteResult = { readonly site: Site } | { readonly field: string; readonly rule: string }

export function readSite(fields: Readonly<Record<string, unknown>>): SiteResult {
  const { success, output, issues } = v.safeParse(siteSchema, fields, { abortEarly: true })
  if (success) return { site: { name: output.host, ...output } }
  const [{ path = [], message }] = issues
  const keys = path.map(({ key }) => key).filter((key) => typeof key === 'string') // not the places in a list
  return { field: keys.join('.'), rule: message }
}

export function text(rule: string, check: (text: string) => boolean) {
  return v.pipe(v.string(rule), v.check(check, rule))
}

export function plainText(rule: string) {
  const isPlain = (text: string) => !hasControlCharacter(text)
  return v.pipe(v.string(rule), v.check(isPlain, 'holds control characters'))
}

function wholeNumber(low: number, high: number) {
  const rule = `is a number from ${low} to ${high}`
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(low, rule), v.maxValue(high, rule))
}

export function oneOf<const T extends readonly string[]>(known: T) {
  return v.picklist(known, `is one of ${known.join(', ')}`)
}

/** A word that isn't known here is a mistake: who wrote `minversion` must not believe that it counts. */
function group<const T extends v.ObjectEntries>(entries: T) {
  return v.strictObject(entries, ({ expected }) => (expected === 'never' ? 'is not known' : 'is an object'))
}

const idSchema = text('is 1 to 64 lower-case letters, digits and dashes', (id) => /^[a-z0-9-]{1,64}$/.test(id))
const host = text('is a server name or an IP address', isHost)
// Settings may be shared with a computer whose paths look otherwise.
const file = text('is the path of a file, from the root or from ~', (path) => win32.isAbsolute(path) || /^~[/\\]/.test(path))
const seconds = v.exactOptional(wholeNumber(1, 3600))

const proxy = v.pipe(
  text(
    'is none, editor, or an address such as socks5://host:1080 or http://user@host:3128',
    (words) => words === 'none' || words === 'editor' || parseProxy(words) !== undefined,
  ),
  v.check((words) => parseProxy(words)?.password === undefined, 'holds a password. Leave it out: you are asked for it when connecting'),
)

const tls = v.pipe(
  group({
    minVersion: v.exactOptional(oneOf(tlsVersions)),
    maxVersion: v.exactOptional(oneOf(tlsVersions)),
    clientCertificate: v.exactOptional(file),
    clientKey: v.exactOptional(file),
    ca: v.exactOptional(file),
  }),
  v.forward(
    v.check((fields) => isTlsRange(fields), 'leaves no TLS version: the oldest to accept is newer'),
    ['maxVersion'],
  ),
  v.forward(
    v.check(({ clientKey, clientCertificate }) => clientKey === undefined || clientCertificate !== undefined, 'needs a certificate, too'),
    ['clientKey'],
  ),
)

const command = text(
  'is a list of commands such as "SITE UMASK 022", without passwords',
  (line) => /^[a-z]{3,}( |$)/i.test(line) && !/^(pass|acct)\b/i.test(line) && !hasControlCharacter(line),
)

const siteSchema = v.object({
  id: v.optional(idSchema, ''), // what is missing gets the same sentence as what is wrong
  host: v.optional(host, ''),
  name: v.exactOptional(v.string('is text')),
  port: v.exactOptional(wholeNumber(1, 65535)),
  user: v.optional(plainText('is text'), 'anonymous'),
  security: v.optional(oneOf(securities), 'explicit'),
  transferMode: v.optional(oneOf(transferModes), 'auto'),
  path: v.exactOptional(v.pipe(plainText('is a folder on the server'), v.transform(normalize))),
  charset: v.exactOptional(text('is the name of a charset such as windows-1252', isCharsetName)),
  connections: v.exactOptional(wholeNumber(1, 16)),
  activePorts: v.exactOptional(text('is a range such as 50000-50100', (ports) => parsePortRange(ports) !== undefined)),
  activeAddress: v.exactOptional(host),
  dataPort: v.exactOptional(oneOf(dataPorts)),
  dataHost: v.exactOptional(host),
  proxy: v.exactOptional(proxy),
  tls: v.exactOptional(tls),
  virtualHost: v.exactOptional(host),
  commandsAfterLogin: v.exactOptional(v.array(command, 'is a list of commands')),
  timeouts: v.exactOptional(group({ connect: seconds, reply: seconds, dataConnect: seconds, dataIdle: seconds })),
})

/** What may be said of a site. */
export const siteFields: readonly string[] = Object.keys(siteSchema.entries)
