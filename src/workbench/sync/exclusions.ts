/** Patterns that leave out a row of a sync, from the narrowest to the widest. */

import { foldersAbove, nameOf } from '../../sync/relativePath.ts'

export interface Exclusion {
  readonly kind: 'file' | 'folder' | 'extension'
  readonly glob: string
  /** A relative path, or the end of names: ".map". */
  readonly value: string
}

export function exclusionsFor(path: string, isFolder: boolean): readonly Exclusion[] {
  const itself: Exclusion = isFolder ? folder(path) : { kind: 'file', glob: `/${literal(path)}`, value: path }
  const [, extension] = /[^.](\.[^.]+)$/.exec(nameOf(path)) ?? []
  const kinds: Exclusion[] =
    extension === undefined || isFolder ? [] : [{ kind: 'extension', glob: `*${literal(extension)}`, value: extension }]
  return [itself, ...kinds, ...[...foldersAbove(path)].map(folder)]
}

function folder(path: string): Exclusion {
  return { kind: 'folder', glob: `/${literal(path)}/`, value: path }
}

/** As a pattern that means nothing but itself. A backslash is taken for a wrong slash there, so any character stands for one. */
function literal(text: string): string {
  return text.replaceAll(/[*?[\]{}()!]|\\/g, (char) => (char === '\\' ? '?' : `\\${char}`))
}
