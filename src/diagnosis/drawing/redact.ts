/**
 * A diagnosis that can be shown to strangers: the names of servers, users and computers, all addresses and fingerprints give way
 * to placeholders. The same address has the same placeholder everywhere, and one of a private network stays recognisable as such.
 *
 * It is done before anything is drawn, as a drawing shortens and breaks text.
 */

import type { Diagnosis } from '../diagnosis.ts'
import { AddressPlaceholders } from './addressPlaceholders.ts'
import { nameReplacer } from './namePlaceholders.ts'

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
  'status',
  'step',
  'tool',
  'trust',
  'who',
])

const fingerprint = /\b(?:[\da-f]{2}:){15,}[\da-f]{2}\b|\b[\da-f]{40,}\b/gi

export function redacted(diagnosis: Diagnosis): Diagnosis {
  const texts: string[] = []
  mapped(diagnosis, '', (text) => (texts.push(text), text))
  const addresses = new AddressPlaceholders(texts)
  const replaceNames = nameReplacer(diagnosis.observations)
  const replace = (text: string, key: string) => {
    if (key === 'fingerprint') return 'fingerprint'
    if (key === 'user') return text === 'anonymous' ? text : 'user' // however short it is
    const plain = text.replace(fingerprint, 'fingerprint').replace(/\bUSER (?!anonymous$).+/, 'USER user')
    return addresses.replace(replaceNames(plain))
  }
  return mapped(diagnosis, '', replace) as Diagnosis
}

/** A copy of plain data with its texts replaced, but the program's own words. */
function mapped(value: unknown, key: string, replace: (text: string, key: string) => string): unknown {
  if (typeof value === 'string') return ownWords.has(key) ? value : replace(value, key)
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, key, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, name, replace)]))
}
