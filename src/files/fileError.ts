/** Why an operation on a file or folder failed: a reason to decide on, a sentence to read, the cause kept. */

export type FileErrorReason =
  | 'notFound'
  | 'exists'
  | 'notAFolder'
  | 'isAFolder'
  | 'notEmpty'
  | 'noPermission'
  /** No room or quota left where the file should go. */
  | 'full'
  /** Fewer or other bytes than expected; nothing was replaced. */
  | 'incomplete'
  /** The name can't exist there, or can't be sent. */
  | 'badName'
  /** A link to a folder, which isn't followed: what it leads to has a place of its own. */
  | 'link'
  /** The place can't do this at all. */
  | 'unsupported'
  /** The place can't be reached or asked now; trying later may work. */
  | 'unavailable'

export class FileError extends Error {
  override readonly name = 'FileError'
  readonly reason: FileErrorReason
  readonly path: string

  constructor(reason: FileErrorReason, path: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.path = path
  }
}

export function isFileError(error: unknown, ...reasons: FileErrorReason[]): error is FileError {
  return error instanceof FileError && (reasons.length === 0 || reasons.includes(error.reason))
}
