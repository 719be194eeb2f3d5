/** What the disk says, as an FTP reply. */

import { errorCode } from './ftpTree.ts'

const replies: Readonly<Partial<Record<string, string>>> = {
  ENOENT: '550 No such file or directory.',
  ENOTDIR: '550 Not a directory.',
  EISDIR: '550 Is a directory.',
  EEXIST: '550 File exists.',
  ENOTEMPTY: '550 Directory not empty.',
  EACCES: '550 Permission denied.',
  EPERM: '550 Permission denied.',
  ELOOP: '550 Too many levels of symbolic links.',
  ENAMETOOLONG: '553 File name too long.',
  ENOSPC: '452 No space left on device.',
}

export function fileReply(error: unknown): string {
  return replies[errorCode(error) ?? ''] ?? `451 ${error instanceof Error ? error.message : 'Local error'}.`
}
