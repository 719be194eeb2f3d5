/**
 * Files and folders, wherever they are: on a server, on this computer, or remembered from a moment ago.
 *
 * Paths are absolute, `/`-separated and normalized (`posixPath`). Every failure is a `FileError` with a reason to decide on,
 * or the abort reason of the given signal. One behavioural suite (`test/files/contract.ts`) holds all forms to this text.
 */

import type { Readable, Writable } from 'node:stream'
import type { Digest, DigestAlgorithm } from '../base/digest.ts'
import type { Entry, EntryType, Timestamp } from '../base/entry.ts'
import type { Priority } from '../base/priority.ts'

export interface OperationOptions {
  readonly signal?: AbortSignal
  /** What waits for what: browsing never waits behind a transfer. Default `browse`. */
  readonly priority?: Priority
}

export interface ListOptions extends OperationOptions {
  /** Ask the server even if a recent answer is remembered. */
  readonly fresh?: boolean
  /**
   * Tell links from what they lead to, also where a server's quicker listing doesn't: for whoever is about to delete or
   * replace.
   */
  readonly exactTypes?: boolean
}

export interface TransferOptions extends OperationOptions {
  /** Called with the bytes moved so far. */
  readonly onProgress?: (bytes: number) => void
}

export interface WriteOptions extends TransferOptions {
  /** Bytes in the source, where known: then anything else that arrives is an error and the old file stays. */
  readonly size?: number
  /** The time to give the file, where the place can keep one. */
  readonly modified?: Timestamp
  /** False refuses with `exists` when the name is taken. Default true. */
  readonly overwrite?: boolean
  /** The mode to give the file, in octal digits, where the place has modes. Default: a new file gets the usual one, a replaced one keeps its own. */
  readonly mode?: string
  /** Called, and waited for, before a file of that path is made beside the target: whoever is interrupted can find it again. */
  readonly onTemporary?: (path: string) => Promise<void>
}

export interface CreateFolderOptions extends OperationOptions {
  /** In octal digits, where the place has modes. */
  readonly mode?: string
}

export interface DigestOptions extends OperationOptions {
  /** A place that has a choice answers with this one. */
  readonly algorithm?: DigestAlgorithm
}

export interface Listing {
  readonly entries: readonly Entry[]
  /** False if a line could not be read or the end is not certain. An incomplete listing never leads to a delete. */
  readonly complete: boolean
  /** A name isn't UTF-8, and no charset was named: the site should have one. */
  readonly notUtf8?: true
}

export interface FileChange {
  readonly type: 'created' | 'changed' | 'deleted'
  readonly path: string
}

/** What is behind a path, links followed. */
export interface FileStat {
  readonly type: Exclude<EntryType, 'link'>
  readonly size?: number
  readonly modified?: Timestamp
  readonly permissions?: string
  readonly isLink: boolean
}

export interface FileSystem {
  /** The entries of a folder, without `.` and `..`. Errors: `notFound`, `notAFolder`, `noPermission`. */
  list(path: string, options?: ListOptions): Promise<Listing>

  /** Errors: `notFound`; anything else means "could not be found out", never "absent". */
  stat(path: string, options?: ListOptions): Promise<FileStat>

  /**
   * Writes the whole file into `destination` and ends it. Resolves with the byte count once the end is proven: the data
   * ended, the server confirmed it and the size matched. Errors: `notFound`, `isAFolder`, `noPermission`, `incomplete`.
   */
  read(path: string, destination: Writable, options?: TransferOptions): Promise<number>

  /**
   * Makes `path` hold exactly what `source` yields. At every moment `path` is the complete old or the complete new file;
   * resolves with what the place now says of it. Errors: `notFound` (no such folder), `exists`, `isAFolder`,
   * `noPermission`, `full`, `incomplete`.
   */
  write(path: string, source: Readable, options?: WriteOptions): Promise<FileStat>

  /** Errors: `exists`, `notFound` (no such parent), `noPermission`. */
  createFolder(path: string, options?: CreateFolderOptions): Promise<void>

  /** Removes a file or a link itself. Errors: `notFound`, `isAFolder`, `noPermission`. */
  deleteFile(path: string, options?: OperationOptions): Promise<void>

  /** Removes an empty folder. Errors: `notFound`, `notAFolder`, `notEmpty`, `noPermission`. */
  deleteFolder(path: string, options?: OperationOptions): Promise<void>

  /** Errors: `notFound`, `exists` (unless `overwrite`), `noPermission`. */
  rename(from: string, to: string, options?: OperationOptions & { readonly overwrite?: boolean }): Promise<void>

  /**
   * What each path is at this moment, links not followed, the times of files as exact as the place can tell; undefined where
   * nothing is. For whoever is about to replace or delete: nothing remembered is used. Costs a server one listing of each
   * folder that one of the paths is in, as nothing else tells a link. Throws if for one of them it can't be found out.
   */
  examine(paths: readonly string[], options?: OperationOptions): Promise<readonly (Entry | undefined)[]>

  /** What a file's bytes come to; undefined where the place can't say without sending them. Errors: `notFound`. */
  digest(path: string, options?: DigestOptions): Promise<Digest | undefined>

  /**
   * True if `A.txt` and `a.txt` are one file in this folder. Found out by looking, never by trying to write; false where there
   * is nothing to look at. Errors: as `list`.
   */
  foldsCase(folder: string, options?: OperationOptions): Promise<boolean>
}

/** What a listing says of an entry. A link is `other` until it is followed. */
export function statOf({ type, size, modified, permissions }: Entry): FileStat {
  return {
    type: type === 'link' ? 'other' : type,
    isLink: type === 'link',
    ...(size !== undefined && { size }),
    ...(modified && { modified }),
    ...(permissions !== undefined && { permissions }),
  }
}
