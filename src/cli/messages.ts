/** Failures as one sentence for a terminal: what failed, on what, and what to do next with the options of this program. */

import { printable } from '../base/printable.ts'
import { isFileError } from '../files/fileError.ts'
import { FtpError, isFtpError } from '../ftp/ftpError.ts'
import type { CertificateQuestion } from '../ftp/prompts.ts'

export interface MessageContext {
  readonly refusedCertificate: CertificateQuestion | undefined
}

export function describeError(error: unknown, context?: MessageContext): string {
  const message = printable(error instanceof Error ? error.message : String(error))
  const sentence = /[.!?…]$/.test(message) ? message : `${message}.`
  const advice = context && adviceFor(ftpErrorIn(error), context)
  return advice === undefined ? sentence : `${sentence} ${advice}`
}

function adviceFor(error: FtpError | undefined, { refusedCertificate }: MessageContext): string | undefined {
  switch (error?.reason) {
    case 'tlsRefused':
      return 'To go without encryption all the same, pass --security none.'
    case 'proxyRefused':
      return 'The user belongs in the URL of --proxy, the password there too or in PORTSIDE_PROXY_PASSWORD.'
    case 'certificate':
      return refusedCertificate && `If the owner of the server confirms that fingerprint, pass --pin ${refusedCertificate.fingerprint}.`
    case 'dataConnection':
      return error.otherMode && `Try --mode ${error.otherMode}, or auto.`
    default:
      return undefined
  }
}

function ftpErrorIn(error: unknown): FtpError | undefined {
  if (error instanceof FtpError || error === undefined) return error
  return error instanceof Error ? ftpErrorIn(error.cause) : undefined
}

/** A failure as a part of a JSON document. */
export function failureOf(error: unknown, context: MessageContext): { readonly reason: string; readonly message: string } {
  const reason = isFileError(error) || isFtpError(error) ? error.reason : 'unknown'
  return { reason, message: describeError(error, context) }
}

/** JSON that can be shown on a terminal too: invisible characters are escaped, which means the same to a parser. */
export function toJson(value: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `${JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, escaped)}\n`
}
