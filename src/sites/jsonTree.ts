/** JSON with comments and trailing commas, as a tree that knows its places: for files that others write and a person mends. */

import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'

export type { Node } from 'jsonc-parser'

export interface Problem {
  /** A sentence, made printable. */
  readonly message: string
  /** Where in the text, in UTF-16 units. */
  readonly offset: number
}

export interface ReadTree {
  /** As far as it can be read. */
  readonly root?: Node
  /** Why it isn't to be trusted: what is missing may have been meant to be there. There is one where there is no root. */
  readonly problem?: Problem
}

const maxChars = 1024 * 1024 // a project file has a few hundred
const maxDepth = 20 // ours has 5 levels; the parser calls itself for each

export function readTree(text: string): ReadTree {
  if (text.length > maxChars)
    return { problem: { message: 'The file is larger than 1 MiB. Keep only sites and mappings in it.', offset: 0 } }
  const tooDeep = placeBelow(text, maxDepth)
  if (tooDeep !== undefined) return { problem: { message: `Brackets are more than ${maxDepth} deep here.`, offset: tooDeep } }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (!root) return { problem: { message: 'Nothing is in the file. Write { "mappings": [] }.', offset: 0 } }
  return { root, ...(first && { problem: { message: sentenceFor(first), offset: first.offset } }) }
}

/** What the tree stands for, each word of an object as a property of its own, `__proto__` too. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value
  return Object.fromEntries(propertiesOf(node).map(({ name, value }) => [name, value && valueOf(value)]))
}

export interface Property {
  readonly name: string
  readonly offset: number
  /** Undefined if the text ends before it. */
  readonly value: Node | undefined
}

/** Of an object; none for anything else. */
export function propertiesOf(node: Node): readonly Property[] {
  if (node.type !== 'object') return []
  return (node.children ?? []).map(({ children: [key, value] = [], offset }) => ({ name: String(key?.value), offset, value }))
}

/** Where the text first goes deeper than `depth`. */
function placeBelow(text: string, depth: number): number | undefined {
  const scanner = createScanner(text, true)
  let open = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    const bracket = text[scanner.getTokenOffset()]
    if (scanner.getTokenLength() !== 1) continue
    if (bracket === '{' || bracket === '[') open++
    if (bracket === '}' || bracket === ']') open--
    if (open > depth) return scanner.getTokenOffset()
  }
  return undefined
}

const meanings: Readonly<Record<string, string>> = {
  ColonExpected: 'a colon is missing here.',
  CommaExpected: 'a comma is missing here.',
  CloseBraceExpected: 'a closing } is missing here.',
  CloseBracketExpected: 'a closing ] is missing here.',
  PropertyNameExpected: 'a word in double quotes is missing here.',
  ValueExpected: 'a value is missing here.',
  EndOfFileExpected: 'something follows the end. Put all into one pair of braces.',
  UnexpectedEndOfString: 'a text is not closed. End it with a double quote.',
  UnexpectedEndOfComment: 'a comment is not closed. End it with */.',
  InvalidEscapeCharacter: 'a backslash stands before a character that needs none. Write folders with /.',
}

function sentenceFor({ error }: ParseError): string {
  return `The file can't be read: ${meanings[printParseErrorCode(error)] ?? 'this is not JSON.'}`
}
