/**
 * Changes to the text of a project file. What they aren't about stays as somebody wrote it: comments, order, words that aren't
 * known here. A text that can't be read is not changed: `undefined` comes back.
 */

import { applyEdits, findNodeAtLocation, getLocation, modify, type JSONPath } from 'jsonc-parser'
import { propertiesOf, readTree, valueOf, type Node } from './jsonTree.ts'
import type { Mapping } from './mapping.ts'
import { readMapping } from './parseMapping.ts'
import type { Secret } from './projectSecrets.ts'

/** What a new mapping says; the rest is as usual. */
export type NewMapping = Pick<Mapping, 'local' | 'site' | 'remote' | 'direction'>

/** For who begins with an empty file. */
export const emptyProjectFile = `{
  // Which folder here belongs to which folder on which site. "site" is the name of a site in your settings, or of one in "sites".
  // {
  //   "local": "public",
  //   "site": "production",
  //   "remote": "/htdocs",
  //   "direction": "up",
  //   "exclude": ["**/*.map"]
  // }
  "mappings": []
}
`

/** With the mapping at the end of the list, or its direction changed where these two folders are mapped already. */
export function withMapping(text: string, { local, site, remote, direction }: NewMapping): string | undefined {
  if (!isReadable(text)) return undefined
  const index = mappingNodes(text).findIndex(
    (node) => isAbout(node, { local, remote }) && propertiesOf(node).some(({ name, value }) => name === 'site' && value?.value === site),
  )
  if (index >= 0) return changed(text, ['mappings', index, 'direction'], direction)
  const mapping = { local: local === '' ? '.' : local, site, remote, direction }
  const list = nodeAt(text, ['mappings'])
  if (list?.type !== 'array') return changed(text, ['mappings'], [mapping])
  return applyEdits(text, modify(text, ['mappings', list.children?.length ?? 0], mapping, { ...formatting(text), isArrayInsertion: true }))
}

/** With one more pattern of what the mapping leaves out. */
export function withExclude(
  text: string,
  mapping: Pick<Mapping, 'local' | 'site' | 'remote' | 'environment'>,
  glob: string,
): string | undefined {
  const index = mappingNodes(text).findIndex((node) => {
    const said = (word: string): unknown => propertiesOf(node).find(({ name }) => name === word)?.value?.value
    return isAbout(node, mapping) && said('site') === mapping.site && said('environment') === mapping.environment
  })
  if (!isReadable(text) || index < 0) return undefined
  const list = nodeAt(text, ['mappings', index, 'exclude'])
  if (list?.type !== 'array') return changed(text, ['mappings', index, 'exclude'], [glob])
  if (list.children?.some(({ value }) => value === glob)) return text
  const path = ['mappings', index, 'exclude', list.children?.length ?? 0]
  return applyEdits(text, modify(text, path, glob, { ...formatting(text), isArrayInsertion: true }))
}

/** With these fields of the site of that name; one that is undefined is taken out. */
export function withSiteFields(text: string, name: string, fields: Readonly<Record<string, unknown>>): string | undefined {
  const index = (nodeAt(text, ['sites'])?.children ?? []).findIndex((node) => nameOf(node) === name)
  if (!isReadable(text) || index < 0) return undefined
  return Object.entries(fields).reduce((changing, [field, value]) => changed(changing, ['sites', index, field], value), text)
}

/** The site's password, where the secret is one. */
export function passwordIn(text: string, { offset, field }: Secret): { readonly site: string; readonly password: string } | undefined {
  const [list, index] = pathAt(text, offset)
  const site = list === 'sites' && typeof index === 'number' ? nodeAt(text, [list, index]) : undefined
  const name = site && nameOf(site)
  if (name === undefined || !/^(pass|passwd|password)$/i.test(field)) return undefined
  const value: unknown = nodeAt(text, pathAt(text, offset))?.value
  return { site: name, password: String(value) }
}

export function withoutSecret(text: string, { offset }: Secret): string {
  return changed(text, pathAt(text, offset), undefined)
}

/** Where the text says this of the mapping. */
export function placeOfMapping(text: string, mapping: Mapping, field: 'local' | 'site'): number {
  const node = mappingNodes(text).find(
    (candidate) => isAbout(candidate, mapping) && propertiesOf(candidate).some(({ value }) => value?.value === mapping.site),
  )
  const word = node && propertiesOf(node).find(({ name }) => name === field)
  return word?.value?.offset ?? 0
}

/** Where the site of that name begins. */
export function placeOfSite(text: string, name: string): number {
  return (nodeAt(text, ['sites'])?.children ?? []).find((node) => nameOf(node) === name)?.offset ?? 0
}

function isReadable(text: string): boolean {
  const { root, problem } = readTree(text)
  return root?.type === 'object' && problem === undefined
}

function nodeAt(text: string, path: JSONPath): Node | undefined {
  const { root } = readTree(text)
  return root && findNodeAtLocation(root, path)
}

function mappingNodes(text: string): readonly Node[] {
  return nodeAt(text, ['mappings'])?.children ?? []
}

function isAbout(node: Node, { local, remote }: Pick<Mapping, 'local' | 'remote'>): boolean {
  const value = valueOf(node)
  const result = typeof value === 'object' && value !== null ? readMapping({ ...value }) : undefined
  return result !== undefined && 'mapping' in result && result.mapping.local === local && result.mapping.remote === remote
}

function nameOf(site: Node): string | undefined {
  const name: unknown = propertiesOf(site).find((word) => word.name === 'name')?.value?.value
  return typeof name === 'string' ? name : undefined
}

function pathAt(text: string, offset: number): JSONPath {
  return getLocation(text, offset).path
}

function changed(text: string, path: JSONPath, value: unknown): string {
  return applyEdits(text, modify(text, path, value, formatting(text)))
}

function formatting(text: string) {
  const usesTabs = /^\t/m.test(text)
  return { formattingOptions: { insertSpaces: !usesTabs, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' } }
}
