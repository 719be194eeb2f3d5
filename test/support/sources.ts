/** Source files as data: what each imports and what it names, read with TypeScript's own parser. Nothing is run. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** Texts by path: `src/base/abort.ts`. */
export type Sources = Readonly<Record<string, string>>

export interface Import {
  readonly from: string
  /** A path as in `Sources` for our own files, else the name of a module: `node:net`, `vscode`. */
  readonly to: string
  /** Gone when the program runs. */
  readonly isType: boolean
  /** What is imported, `*` for all or for whatever it is. */
  readonly names: readonly string[]
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** All TypeScript files below `folder` of the project. */
export function readSources(folder: string): Sources {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const paths = names.map((name) => posix.join(folder, ...name.split(sep))).sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

export function importsOf(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([from, text]) => importsIn(from, text))
}

function importsIn(from: string, text: string): Import[] {
  const imports: Import[] = []
  const add = (module: ts.Node | undefined, isType: boolean, names: readonly string[]) => {
    const specifier = module && ts.isStringLiteralLike(module) ? module.text : `something not written out: ${module?.getText() ?? ''}`
    imports.push({ from, to: specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier, isType, names })
  }
  visit(parse(from, text), (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node.importClause), importedNames(node.importClause))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly, ['*'])
    else if (ts.isImportTypeNode(node)) add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true, ['*'])
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression, false, ['*'])
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0], false, ['*'])
  })
  return imports
}

/** `import(…)` or `require(…)`. */
function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

/** `import type …`, or only `type` names in the braces. */
function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  )
}

/** The names that are values, by the names they have where they come from. */
function importedNames(clause: ts.ImportClause | undefined): string[] {
  const { namedBindings } = clause ?? {}
  if (clause?.name || !namedBindings || !ts.isNamedImports(namedBindings)) return ['*']
  return namedBindings.elements.filter((element) => !element.isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text)
}

/** Where `path` names something unwanted, as `console` or `process.env`, however it is written: line numbers with the text. */
export function usesIn(path: string, text: string, isUnwanted: (name: string) => boolean): string[] {
  const uses: string[] = []
  const file = parse(path, text)
  visit(file, (node) => {
    if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return
    const name = node
      .getText(file)
      .replace(/\?\./g, '.')
      .replace(/\.?\[['"`](\w+)['"`]\]/g, '.$1')
    if (isUnwanted(name)) uses.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1} ${name}`)
  })
  return uses
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}
