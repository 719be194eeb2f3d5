/** Passwords in a file that is shared: found wherever they stand, so that somebody can take them out and change them. */

import { propertiesOf, type Node } from './jsonTree.ts'
import { parseAddress } from './address.ts'
import { parseProxy } from './proxy.ts'

export interface Secret {
  /** The word it stands behind: `password`. */
  readonly field: string
  /** Of the value with its quotes, in UTF-16 units. */
  readonly offset: number
  readonly length: number
}

/** True for a word that other tools have for a secret; it is never kept. */
export function isSecretWord(word: string): boolean {
  return /^(pass|passwd|password|passphrase|proxyPassword|account|acct|secret|token)$/i.test(word)
}

export function findSecrets(node: Node): readonly Secret[] {
  if (node.type === 'array') return (node.children ?? []).flatMap(findSecrets)
  return propertiesOf(node).flatMap(({ name, value }) => {
    if (!value) return []
    return isSecret(name, value) ? [{ field: name, offset: value.offset, length: value.length }] : findSecrets(value)
  })
}

/** Also `ftp://user:password@host`, wherever it is. */
function isSecret(name: string, { type, value }: Node): boolean {
  if (type !== 'string' && type !== 'number') return false
  if (isSecretWord(name)) return value !== ''
  return typeof value === 'string' && value.includes('://') && hasPassword(value)
}

function hasPassword(text: string): boolean {
  const address = parseAddress(text)
  return parseProxy(text)?.password !== undefined || ('address' in address && address.address.password !== undefined)
}
