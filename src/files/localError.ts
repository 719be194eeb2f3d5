/** What the operating system's error codes mean for a file on this computer. */

import { FileError, type FileErrorReason } from './fileError.ts'

const meanings: Readonly<Record<string, readonly [FileErrorReason, string]>> = {
  ENOENT: ['notFound', 'it is not there'],
  EEXIST: ['exists', 'the name is taken'],
  ENOTDIR: ['notAFolder', 'a part of the path is not a folder'],
  EISDIR: ['isAFolder', 'it is a folder'],
  ENOTEMPTY: ['notEmpty', 'the folder is not empty'],
  EACCES: ['noPermission', 'this computer does not allow it'],
  EPERM: ['noPermission', 'this computer does not allow it'],
  EROFS: ['noPermission', 'the disk is read-only'],
  EBUSY: ['noPermission', 'another program is using it'],
  ENOSPC: ['full', 'the disk of this computer is full'],
  EDQUOT: ['full', 'the quota on this computer is used up'],
  EFBIG: ['full', 'the disk of this computer takes no file of that size'],
  ENAMETOOLONG: ['badName', 'the name is too long for this computer'],
  EILSEQ: ['badName', 'this computer can not have such a name'],
  ELOOP: ['notFound', 'its links lead in a circle'],
}

/** `doing` is what was tried, as in "Could not list /x: …". */
export function localError(error: unknown, doing: string, path: string): FileError {
  const code = errorCode(error)
  const [reason, meaning] = meanings[code] ?? ['unavailable', error instanceof Error ? error.message : String(error)]
  return new FileError(reason, path, `Could not ${doing} ${path}: ${meaning}${code in meanings ? ` (${code})` : ''}.`, error)
}

/** The system's name for an error, or an empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
