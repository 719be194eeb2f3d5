/** What an FTP failure means for a file: the one place where `FtpError` reasons become `FileError` reasons. */

import { isFtpError, type FtpErrorReason } from '../ftp/ftpError.ts'
import { FileError, type FileErrorReason } from './fileError.ts'

const reasons: Readonly<Record<FtpErrorReason, FileErrorReason>> = {
  hostNotFound: 'unavailable',
  connectionRefused: 'unavailable',
  timeout: 'unavailable',
  connectionLost: 'unavailable',
  notFtp: 'unavailable',
  tlsRefused: 'unavailable',
  tlsFailed: 'unavailable',
  certificate: 'unavailable',
  loginRefused: 'unavailable',
  proxyRefused: 'unavailable',
  tooManyConnections: 'unavailable',
  dataConnection: 'unavailable',
  protocol: 'unavailable',
  incomplete: 'incomplete',
  refused: 'noPermission',
  full: 'full',
  unsupported: 'unsupported',
  badName: 'badName',
}

/** `error` as a `FileError`; one that is neither FTP's nor ours is a local stream's and goes through as it is. */
export function fileErrorOf(error: unknown, path: string): unknown {
  return isFtpError(error) ? new FileError(reasons[error.reason], path, error.message, error) : error
}
