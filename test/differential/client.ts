/** What is asked of every client, ours and others: the same question, and an answer of the same shape. */

import type { Timestamp } from '../../src/base/entry.ts'

export interface Seen {
  readonly name: string
  readonly type: 'file' | 'folder' | 'other'
  /** Bytes, of files. */
  readonly size: number | undefined
  /** Undefined where the client's listing gives none, or only a text. */
  readonly modified: Timestamp | undefined
}

/** Paths are absolute and `/`-separated. Many at a time, because every start of curl costs a login. */
export interface Client {
  list(folder: string): Promise<readonly Seen[]>
  /** For each path; undefined where the server won't say. */
  modified(paths: readonly string[]): Promise<readonly (Timestamp | undefined)[]>
  download(paths: readonly string[]): Promise<readonly Buffer[]>
  /** Contents by path. */
  upload(files: ReadonlyMap<string, Buffer>): Promise<void>
  makeFolder(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
  deleteFile(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  close(): Promise<void>
}

/** One after the other, in their order. */
export async function each<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
