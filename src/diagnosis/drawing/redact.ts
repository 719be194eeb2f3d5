/**
 * A diagnosis that can be shown to strangers: the names of servers, users and computers, paths, all addresses and fingerprints
 * give way to placeholders, rather one too many than one too few. The same address has the same placeholder everywhere, and one
 * of a private network stays recognisable as such.
 *
 * It is done before anything is drawn, as a drawing shortens and breaks text.
 */

import type { Diagnosis } from '../diagnosis.ts'
import type { Observations } from '../observations.ts'
import { AddressPlaceholders } from './addressPlaceholders.ts'
import { NamePlaceholders } from './namePlaceholders.ts'
import { pathReplacer } from './pathPlaceholders.ts'
import { stepStates } from './reportWords.ts'

/** Values of these are words of the program's own, and stay: a user may be called `works`. */
const ownWords: ReadonlySet<string> = new Set([
  'charset',
  'culprit',
  'direction',
  'id',
  'kind',
  'language',
  'method',
  'mode',
  'outcome',
  'platform',
  'protocol',
  'security',
  'severity',
  'side',
  'state',
  'step',
  'tool',
  'trust',
  'who',
])

const fingerprint = /\b(?:[\da-f]{2}:){15,}[\da-f]{2}\b|\b[\da-f]{40,}\b/gi
/** A MAC address becomes one set aside for documentation (RFC 7042). */
const hardware = /(?<![\da-f:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?![\da-f:-])|\b[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}\b/gi
const anyHardware = '00-00-5e-00-53-00'

/** What is shown without names and addresses: to be read all the same before it is posted. */
export function redacted({ advice, ...found }: Diagnosis): Diagnosis {
  const texts: string[] = []
  mapped({ advice, ...found }, '', (text) => (texts.push(text), text))
  const { replaceOwn, replaceForeign } = replacersFor(found.observations, texts)
  return {
    ...mapped(found, '', replaceForeign),
    advice: advice.map(({ recipes, ...words }) => ({
      ...mapped(words, '', replaceForeign),
      // They are full of `vsftpd.conf` and `/etc/…`, all our own; but the message quotes the server.
      recipes: recipes.map((recipe) => mapped(recipe, '', recipe.tool === 'message' ? replaceForeign : replaceOwn)),
    })),
  }
}

type Replace = (text: string, key: string) => string

/** For texts without and with words of the server's in them; `texts` are all of them. */
function replacersFor(observations: Observations, texts: readonly string[]): { replaceOwn: Replace; replaceForeign: Replace } {
  const addresses = new AddressPlaceholders(texts)
  const names = new NamePlaceholders(observations)
  const withoutPaths = pathReplacer(observations.dialogue)
  return {
    replaceOwn: (text) => addresses.replace(names.replaceKnown(text)),
    replaceForeign: (text, key) => {
      if (/fingerprint$/i.test(key)) return 'fingerprint'
      if (key === 'user') return text === 'anonymous' ? text : 'user' // however short it is
      const plain = text
        .replace(fingerprint, 'fingerprint')
        .replace(hardware, anyHardware)
        .replace(/\bUSER (?!anonymous$).+/, 'USER user')
      return addresses.replace(names.replace(withoutPaths(plain)))
    },
  }
}

/** A copy of plain data with its texts replaced, but the program's own words. */
function mapped<T>(value: T, key: string, replace: Replace): T
function mapped(value: unknown, key: string, replace: Replace): unknown {
  if (typeof value === 'string') return isOwnWord(value, key) ? value : replace(value, key)
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, key, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]: [string, unknown]) => [name, mapped(item, name, replace)]))
}

/** A step has a `status`, and so has the server: its answer to STAT. */
function isOwnWord(text: string, key: string): boolean {
  return ownWords.has(key) || (key === 'status' && Object.hasOwn(stepStates, text))
}
