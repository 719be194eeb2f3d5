/**
 * Replies on the control connection: bytes in, replies out. RFC 959 section 4.2, RFC 1123 4.1.2.11.
 *
 * A reply is one line `ddd text`, or several from `ddd-` to the first line that starts with the same code and a space, or is
 * the code alone. Lines end with LF; a CR before it is dropped. However the bytes are split, the replies are the same.
 */

import { printable } from '../base/printable.ts'
import { FtpError } from './ftpError.ts'

export interface Reply {
  /** 100 to 699. */
  readonly code: number
  /** The text of each line, codes removed from the first and the last. */
  readonly lines: readonly string[]
}

const maxLineBytes = 16 * 1024 // curl accepts lines of 17 KB in its tests; real ones stay under 1 KB
const maxReplyBytes = 64 * 1024 // a banner is under 8 KB; more is an attack or a wrong port
const LF = 10
const utf8 = new TextDecoder('utf-8', { fatal: true })

export function replyText(reply: Reply): string {
  return reply.lines.join(' ').trim()
}

export const isPreliminary = (reply: Reply): boolean => reply.code < 200
export const isPositive = (reply: Reply): boolean => reply.code >= 200 && reply.code < 300
export const isNegative = (reply: Reply): boolean => reply.code >= 400

/** The command isn't known there. 501 and 504 are about its parameter: the next one may do. */
export const isUnknownCommand = (reply: Reply): boolean => reply.code === 500 || reply.code === 502

/** Keeps what is incomplete between calls. One parser per connection; a new one after TLS has started. */
export class ReplyParser {
  private partial: Buffer[] = []
  private partialBytes = 0
  private open: { code: string; lines: string[]; bytes: number } | undefined

  /** True between two replies: nothing has arrived that isn't answered for. */
  get isEmpty(): boolean {
    return this.partialBytes === 0 && this.open === undefined
  }

  /**
   * The replies that `chunk` completes, one by one: those before a broken one count. Throws `protocol` or `notFtp`; the
   * connection is of no use then. To be iterated to the end.
   */
  *push(chunk: Buffer): Iterable<Reply> {
    let start = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const reply = this.line(this.takePartial(chunk.subarray(start, end)))
      if (reply) yield reply
      start = end + 1
    }
    if (start < chunk.length) this.keepPartial(chunk.subarray(start))
  }

  private keepPartial(bytes: Buffer): void {
    this.partial.push(bytes)
    this.partialBytes += bytes.length
    if (this.partialBytes > maxLineBytes) throw tooLong()
  }

  private takePartial(bytes: Buffer): Buffer {
    this.keepPartial(bytes)
    const line = this.partial.length === 1 ? bytes : Buffer.concat(this.partial)
    this.partial = []
    this.partialBytes = 0
    return line.at(-1) === 13 ? line.subarray(0, -1) : line
  }

  private line(bytes: Buffer): Reply | undefined {
    const text = decode(bytes)
    if (text.includes('\0')) throw new FtpError('protocol', `The server's reply holds a NUL byte: ${printable(text)}`)
    return this.open ? this.nextLine(this.open, text, bytes.length + 1) : this.firstLine(text)
  }

  private firstLine(text: string): Reply | undefined {
    if (text.trim() === '') return undefined // vsftpd and others pad with empty lines
    const match = /^([1-6]\d\d)(?:([ -])(.*))?$/s.exec(text)
    if (!match) throw notFtp(text)
    const [, code = '', separator, rest = ''] = match
    if (separator !== '-') return { code: Number(code), lines: [rest] }
    this.open = { code, lines: [rest], bytes: text.length }
    return undefined
  }

  private nextLine(open: NonNullable<typeof this.open>, text: string, bytes: number): Reply | undefined {
    open.bytes += bytes // with the line's end: empty lines fill the memory too
    if (open.bytes > maxReplyBytes) throw tooLong()
    const isLast = text === open.code || text.startsWith(`${open.code} `)
    // Bodies repeat the code on each line on some servers: `211-MDTM` (ProFTPD with MultilineRFC2228).
    open.lines.push(isLast || text.startsWith(`${open.code}-`) ? text.slice(4) : text)
    if (!isLast) return undefined
    this.open = undefined
    return { code: Number(open.code), lines: open.lines }
  }
}

/** UTF-8, or Latin-1 where the bytes aren't: a localised message of an old server stays readable. */
function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

function tooLong(): FtpError {
  return new FtpError('protocol', 'The server sends a reply without end. Is this an FTP port?')
}

function notFtp(text: string): FtpError {
  if (text.startsWith('SSH-'))
    return new FtpError('notFtp', 'This port speaks SSH: use an SFTP client, or give the port of the FTP server.')
  if (text.startsWith('HTTP/')) return new FtpError('notFtp', 'This port speaks HTTP, not FTP. Give the port of the FTP server.')
  return new FtpError('notFtp', `The server does not speak FTP on this port. It sent: ${printable(text)}`)
}
