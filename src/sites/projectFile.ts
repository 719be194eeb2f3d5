/**
 * A folder's project file, `.vscode/portside.json`: sites that come with the folder, and which of its folders belong where on
 * them. Others write it, and what it says is carried out on this computer. So nothing in it is guessed: a site or a mapping with
 * a mistake in it is left out, and a sentence says where it is and what to write instead.
 */

import { printable } from '../base/printable.ts'
import { closestWord } from './closestWord.ts'
import { propertiesOf, readTree, valueOf, type Node, type Problem, type Property } from './jsonTree.ts'
import type { Mapping } from './mapping.ts'
import { mappingFields, readMapping } from './parseMapping.ts'
import { readSite, siteFields } from './parseSites.ts'
import { findSecrets, isSecretWord, type Secret } from './projectSecrets.ts'
import type { Site } from './site.ts'

export interface ProjectFile {
  /** No two have one name. `id` is '' where the file gives none: who uses it makes an opaque one. */
  readonly sites: readonly Site[]
  readonly mappings: readonly Mapping[]
  readonly problems: readonly Problem[]
  /** What must not be in a file that is shared. None of it is in `sites`. */
  readonly secrets: readonly Secret[]
}

/** They decide where a password goes, read files of this computer, or are about its network: no folder has a say in that. */
export const personalSiteFields: readonly string[] = ['proxy', 'tls', 'commandsAfterLogin', 'dataHost', 'activeAddress', 'activePorts']

export const projectSiteFields: readonly string[] = siteFields.filter((field) => !personalSiteFields.includes(field))
export const projectFields: readonly string[] = ['$schema', 'sites', 'mappings']

/** Total: any text gives a result. */
export function parseProjectFile(text: string): ProjectFile {
  const { root, problem } = readTree(text)
  const secrets = root ? findSecrets(root) : []
  // What is missing may have been a pattern of what to leave out.
  if (!root || problem) return { sites: [], mappings: [], problems: problem ? [problem] : [], secrets }
  return { ...new ProjectReader().read(root), secrets }
}

const maxProblems = 100 // more than anybody reads

class ProjectReader {
  private readonly sites = new Map<string, Site>()
  private readonly mappings: Mapping[] = []
  private readonly problems: Problem[] = []

  read(root: Node): Omit<ProjectFile, 'secrets'> {
    if (root.type === 'object') {
      const parts = this.wordsOf(root, 'The file', projectFields)
      this.eachOf(parts.find(({ name }) => name === 'sites')?.value, 'Sites', (node, index) => this.readSite(node, index))
      this.eachOf(parts.find(({ name }) => name === 'mappings')?.value, 'Mappings', (node, index) => this.readMapping(node, index))
    } else this.note(root, 'The file is not an object. Put all into one pair of braces.')
    return { sites: [...this.sites.values()], mappings: this.mappings, problems: this.problems }
  }

  private eachOf(list: Node | undefined, what: string, read: (node: Node, index: number) => void): void {
    if (list?.type === 'array') for (const [index, node] of (list.children ?? []).entries()) read(node, index)
    else if (list) this.note(list, `${what} are a list. Put them into brackets: [ … ].`)
  }

  private readSite(node: Node, index: number): void {
    const fields = fieldsOf(node)
    const where = nameIn(fields['name'], `Site ${index + 1}`)
    const before = this.problems.length
    this.wordsOf(node, where, projectSiteFields)
    if (this.problems.length > before) return
    if (typeof fields['name'] !== 'string') return this.note(node, `${where}: "name" is missing. Mappings call the site by it.`)
    const result = readSite({ id: 'project', ...fields })
    if ('rule' in result) this.noteField(node, where, result.field.split('.'), result.rule)
    else if (this.sites.has(result.site.name)) this.note(node, `${where}: there is another site of that name. Choose another.`)
    else this.sites.set(result.site.name, { ...result.site, id: typeof fields['id'] === 'string' ? result.site.id : '' })
  }

  private readMapping(node: Node, index: number): void {
    const where = `Mapping ${index + 1}`
    const before = this.problems.length
    this.wordsOf(node, where, mappingFields)
    if (this.problems.length > before) return
    const result = readMapping(fieldsOf(node))
    if ('mapping' in result) this.mappings.push(result.mapping)
    else this.noteField(node, where, [result.field], result.rule)
  }

  /** The words of an object. One that isn't known, or is there twice, is a problem. */
  private wordsOf(node: Node, where: string, known: readonly string[]): readonly Property[] {
    if (node.type !== 'object') this.note(node, `${where} is not an object. Write it in braces: { … }.`)
    const words = propertiesOf(node)
    const seen = new Set<string>()
    for (const word of words) {
      if (this.problems.length >= maxProblems) break
      if (seen.has(word.name)) this.note(word, `${where}: "${printable(word.name)}" is there twice. Keep one of them.`)
      else if (!known.includes(word.name) && !isSecretWord(word.name)) this.note(word, `${where}: ${unknownWord(word.name, known)}`)
      seen.add(word.name)
    }
    return words
  }

  private noteField(node: Node, where: string, field: readonly string[], rule: string): void {
    const place = field.reduce<Node | undefined>(
      (parent, name) => propertiesOf(parent ?? node).find((word) => word.name === name)?.value,
      node,
    )
    this.note(place ?? node, `${where}: "${field.join('.')}" ${rule}.`)
  }

  private note({ offset }: { readonly offset: number }, message: string): void {
    this.problems.push({ message, offset })
  }
}

/** Without what is empty, as in a form that isn't filled in. Nothing that is read of them is a secret. */
function fieldsOf(node: Node): Readonly<Record<string, unknown>> {
  const words = propertiesOf(node).filter(({ value }) => value && value.value !== '')
  return Object.fromEntries(words.map(({ name, value }) => [name, value && valueOf(value)]))
}

function nameIn(name: unknown, otherwise: string): string {
  return typeof name === 'string' ? `Site "${printable(name)}"` : otherwise
}

function unknownWord(word: string, known: readonly string[]): string {
  if (known !== projectSiteFields || !personalSiteFields.includes(word))
    return `"${printable(word)}" is not known. ${proposal(word, known)}`
  return `"${word}" can't come with a folder. It belongs into your own settings: add the site there, and take it out here.`
}

function proposal(word: string, known: readonly string[]): string {
  const meant = closestWord(word, known)
  return meant === undefined ? `There are ${known.join(', ')}.` : `Did you mean "${meant}"?`
}
