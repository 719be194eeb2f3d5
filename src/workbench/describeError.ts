/**
 * What went wrong, in the user's language: what failed, on what, what to do next; and the server's own words behind it,
 * verbatim. Decided by the errors' reasons alone.
 */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { isFileError, type FileErrorReason } from '../files/fileError.ts'
import { isFtpError, type FtpError, type FtpErrorReason } from '../ftp/ftpError.ts'
import { replyText } from '../ftp/reply.ts'
import { describeLikelyCause } from './dataTroubles.ts'
import { plainMessage } from './plainMessage.ts'

/** A problem and its remedy: two short sentences. */
type Trouble = readonly [problem: string, remedy: string]

export interface ErrorDescription {
  /** "Permission denied." Short enough for a row of the tree. */
  readonly problem: string
  /** The whole: what failed, why, what to do, and what the server said. Nothing in it is a link. */
  readonly message: string
  /** What the engine found, for offers that only make sense after it. */
  readonly reason: FtpErrorReason | undefined
  /** The transfer mode that may work instead. */
  readonly otherMode: FtpError['otherMode']
}

/** `failed` says what did not work: "Could not save /www/a.html on example.org". */
export function describeError(error: unknown, failed: string): ErrorDescription {
  const ftpError = findFtpError(error)
  const [problem, remedy] = troubleOf(error, ftpError)
  const said = ftpError?.reply && vscode.l10n.t('The server said: {0}', `${ftpError.reply.code} ${printable(replyText(ftpError.reply))}`)
  const sentences = [`${printable(failed)}: ${problem}`, remedy, said]
  const message = plainMessage(sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' '))
  return { problem, message, reason: ftpError?.reason, otherMode: ftpError?.otherMode }
}

function troubleOf(error: unknown, ftpError: FtpError | undefined): Trouble {
  const isAboutFile = isFileError(error) && !['unavailable', 'unsupported'].includes(error.reason)
  if (isAboutFile) return fileTroubles()[error.reason]
  if (ftpError) return ftpTroubles(ftpError)[ftpError.reason]
  if (isFileError(error)) return fileTroubles()[error.reason]
  return [printable(error instanceof Error ? error.message : String(error)), vscode.l10n.t('See the log for more.')]
}

/** The engine's error behind a file system's. */
function findFtpError(error: unknown): FtpError | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (isFtpError(cause)) return cause
  }
  return undefined
}

function fileTroubles(): Record<FileErrorReason, Trouble> {
  return {
    notFound: [vscode.l10n.t('It does not exist any more.'), vscode.l10n.t('Refresh the folder.')],
    exists: [vscode.l10n.t('That name is taken.'), vscode.l10n.t('Choose another one.')],
    notAFolder: [vscode.l10n.t('It is not a folder.'), vscode.l10n.t('Refresh the folder above it.')],
    isAFolder: [vscode.l10n.t('It is a folder.'), vscode.l10n.t('Refresh the folder above it.')],
    notEmpty: [vscode.l10n.t('The folder is not empty.'), vscode.l10n.t('Delete what is in it first.')],
    noPermission: [vscode.l10n.t('Permission denied.'), vscode.l10n.t('Ask whoever runs the server for access.')],
    full: [vscode.l10n.t('There is no room left.'), vscode.l10n.t('Free some space and try again.')],
    incomplete: [vscode.l10n.t('It broke off before the end.'), vscode.l10n.t('Nothing was replaced or deleted. Try again.')],
    badName: [vscode.l10n.t('The name can not be used there.'), vscode.l10n.t('Choose another one.')],
    link: [vscode.l10n.t('It is a link to a folder, which is not followed.'), ''],
    unsupported: [vscode.l10n.t('The server can not do this.'), ''],
    unavailable: [vscode.l10n.t('The server can not be reached now.'), vscode.l10n.t('Try again in a moment.')],
  }
}

function ftpTroubles({ likelyCause, otherMode, message }: FtpError): Record<FtpErrorReason, Trouble> {
  const again = vscode.l10n.t('Try again in a moment.')
  return {
    hostNotFound: [vscode.l10n.t('The name was not found.'), printable(message)],
    connectionRefused: [vscode.l10n.t('Nothing answers there.'), printable(message)],
    timeout: [vscode.l10n.t('The server did not answer in time.'), vscode.l10n.t('Check the address and your network, or try again.')],
    connectionLost: [vscode.l10n.t('The connection was lost.'), again],
    notFtp: [vscode.l10n.t('Something other than FTP answers on that port.'), vscode.l10n.t('Check the port.')],
    tlsRefused: [vscode.l10n.t('The server refused to encrypt.'), vscode.l10n.t("Choose another security in the site's settings.")],
    tlsFailed: [vscode.l10n.t('The encrypted connection could not be set up.'), printable(message)],
    certificate: [
      vscode.l10n.t("The server's certificate is not trusted."),
      vscode.l10n.t('Ask whoever runs the server about it before you trust it.'),
    ],
    loginRefused: [vscode.l10n.t('The login was refused.'), vscode.l10n.t('Check the user and the password.')],
    proxyRefused: [
      vscode.l10n.t('The proxy refused the login.'),
      vscode.l10n.t("Check the user in the proxy's address, and the password."),
    ],
    tooManyConnections: [vscode.l10n.t('The server allows no more connections.'), again],
    dataConnection: [
      vscode.l10n.t('No data connection could be opened.'),
      likelyCause ? describeLikelyCause(likelyCause, otherMode) : printable(message),
    ],
    incomplete: [vscode.l10n.t('It broke off before the end.'), vscode.l10n.t('Nothing was replaced or deleted. Try again.')],
    refused: [vscode.l10n.t('The server refused.'), ''],
    full: [vscode.l10n.t('There is no room left on the server.'), vscode.l10n.t('Free some space and try again.')],
    unsupported: [vscode.l10n.t('This is not possible here.'), printable(message)],
    protocol: [vscode.l10n.t("The server's answer makes no sense."), vscode.l10n.t('See the log for more.')],
    badName: [vscode.l10n.t('The name can not be sent to this server.'), vscode.l10n.t('Choose another one.')],
  }
}
