/** The core's errors as the codes that VS Code acts on: `Unavailable` alone says "try later", and only a true absence is `FileNotFound`. */

import * as vscode from 'vscode'
import { isFileError } from '../files/fileError.ts'
import { plainMessage } from './plainMessage.ts'

/** For whatever may be different when it is tried again. The editor makes links of what looks like one, as in notifications. */
export function unavailable(message: string): vscode.FileSystemError {
  return vscode.FileSystemError.Unavailable(plainMessage(message))
}

/** `message` is what the user may get to read. */
export function fileSystemError(error: unknown, message: string): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) return error
  if (!isFileError(error)) return vscode.FileSystemError.Unavailable(message)
  switch (error.reason) {
    case 'notFound':
      return vscode.FileSystemError.FileNotFound(message)
    case 'exists':
      return vscode.FileSystemError.FileExists(message)
    case 'notAFolder':
      return vscode.FileSystemError.FileNotADirectory(message)
    case 'isAFolder':
      return vscode.FileSystemError.FileIsADirectory(message)
    case 'noPermission':
    case 'notEmpty':
    case 'full':
    case 'badName':
    case 'link':
    case 'unsupported':
      return vscode.FileSystemError.NoPermissions(message)
    case 'incomplete':
    case 'unavailable':
      return vscode.FileSystemError.Unavailable(message)
  }
}
