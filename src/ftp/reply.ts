/**
 * Replies on the control connection: bytes in, replies out. RFC 959 section 4.2, RFC 1123 4.1.2.11, RFC 854 for Telnet.
 *
 * A reply is one line `ddd text`, or several from `ddd-` to the first line that starts with the same code and a space, or is
 * the code alone. Lines end with LF; a CR before it is dropped. However the bytes are split, the replies are the same.
 */

import { printable } from '../base/printable.ts'
import { rawAsLatin1 } from '../base/rawText.ts'
import { utf8 } from './charset.ts'
import { FtpError } from './ftpError.ts'

export interface Reply {
  /** 100 to 599. */
  readonly code: number
  /** The text of each line, codes removed from the first and the last. What can't be read stays raw in it (`rawText.ts`). */
  readonly lines: readonly string[]
}

const maxLineBytes = 16 * 1024 // curl accepts lines of 17 KB in its tests; real ones stay under 1 KB
const maxReplyBytes = 64 * 1024 // a banner is under 8 KB; more is an attack or a wrong port
const LF = 10
const CR = 13
const pathReply = Buffer.from('257')
const IAC = 255
const strictUtf8 = new TextDecoder('utf-8', { fatal: true }) // it drops a byte order mark, which home-made servers begin with

/** To be shown: a localised message of an old server is readable, if it is in Latin-1. Not for paths. */
export function replyText(reply: Reply): string {
  return rawAsLatin1(reply.lines.join(' ')).trim()
}

export const isPreliminary = (reply: Reply): boolean => reply.code < 200
export const isPositive = (reply: Reply): boolean => reply.code >= 200 && reply.code < 300
export const isNegative = (reply: Reply): boolean => reply.code >= 400

/** The command isn't known there. 501 and 504 are about its parameter: the next one may do. */
export const isUnknownCommand = (reply: Reply): boolean => reply.code === 500 || reply.code === 502

/** From the site's charset to text; undefined where the bytes make none. */
export type Decode = (bytes: Uint8Array) => string | undefined

/** Keeps what is incomplete between calls. One parser per connection; a new one after TLS has started. */
export class ReplyParser {
  private partial: Buffer[] = []
  private partialBytes = 0
  /** `last` is its latest line as it came. */
  private open: { code: string; lines: string[]; last: string; bytes: number } | undefined
  private readonly decode: Decode | undefined

  /** What is UTF-8 is taken as such; `decode` is for the rest. */
  constructor(options: { readonly decode?: Decode | undefined } = {}) {
    this.decode = options.decode
  }

  /** True between two replies: nothing has arrived that isn't answered for. */
  get isEmpty(): boolean {
    return this.partialBytes === 0 && this.open === undefined
  }

  /** What has arrived of a reply that isn't complete. */
  get unfinished(): string {
    return rawAsLatin1([...(this.open?.lines ?? []), this.text(Buffer.concat(this.partial))].join(' ')).trim()
  }

  /** True where the latest line would be the last one of its reply, had it the right code: `220-Hi`, `221 ready`. */
  get mayHaveEnded(): boolean {
    return this.partialBytes === 0 && this.open !== undefined && /^[1-5]\d\d(?: |$)/.test(this.open.last)
  }

  /** Takes that line for the last one: the reply, with that line's code. Undefined if it doesn't look like one. */
  endHere(): Reply | undefined {
    if (!this.open || !this.mayHaveEnded) return undefined
    const { lines, last } = this.open
    this.open = undefined
    return { code: Number(last.slice(0, 3)), lines: [...lines.slice(0, -1), last.slice(4)] }
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
    return line.at(-1) === CR ? line.subarray(0, -1) : line
  }

  private line(bytes: Buffer): Reply | undefined {
    const text = this.text(bytes).replaceAll('\r\0', '\r') // Telnet's way to send a CR that ends no line
    if (text.includes('\0')) throw new FtpError('protocol', `The server's reply holds a NUL byte: ${printable(text)}`)
    return this.open ? this.nextLine(this.open, text, bytes.length + 1) : this.firstLine(text)
  }

  /** UTF-8, else the site's charset; but what names a path is in the site's charset, whatever else its bytes could be. */
  private text(line: Buffer): string {
    const bytes = line.includes(IAC) ? withoutTelnet(line, this.decode ? telnetAmongLetters : telnet) : line
    const path = bytes.subarray(0, 3).equals(pathReply) ? this.decode?.(bytes) : undefined
    if (path !== undefined) return path
    try {
      return strictUtf8.decode(bytes)
    } catch {
      return this.decode?.(bytes) ?? utf8.decode(bytes)
    }
  }

  private firstLine(text: string): Reply | undefined {
    if (text.trim() === '') return undefined // vsftpd and others pad with empty lines
    const match = /^([1-6]\d\d)(?:([ -])(.*))?$/s.exec(text)
    if (!match) throw notFtp(text)
    const [, code = '', separator, rest = ''] = match
    if (code.startsWith('6')) throw protectedReply(code)
    if (separator !== '-') return { code: Number(code), lines: [rest] }
    this.open = { code, lines: [rest], last: '', bytes: text.length }
    return undefined
  }

  private nextLine(open: NonNullable<typeof this.open>, text: string, bytes: number): Reply | undefined {
    open.bytes += bytes // with the line's end: empty lines fill the memory too
    if (open.bytes > maxReplyBytes) throw tooLong()
    open.last = text
    const isLast = text === open.code || text.startsWith(`${open.code} `)
    // Bodies repeat the code on each line on some servers: `211-MDTM` (ProFTPD with MultilineRFC2228).
    open.lines.push(isLast || text.startsWith(`${open.code}-`) ? text.slice(4) : text)
    if (!isLast) return undefined
    this.open = undefined
    return { code: Number(open.code), lines: open.lines }
  }
}

/**
 * IAC IAC is the byte 255 itself (vsftpd doubles it); IAC WILL, WONT, DO, DONT have an option behind them, other commands
 * nothing. Not so IAC and a byte below 240: an ÿ in Latin-1. No sequence reaches over the end of a line.
 */
const telnet = /\xff(?:(\xff)|[\xfb-\xfe][^]?|[\xf0-\xfa])/g
/** In a charset of its own 255 may be a letter, as я of windows-1251 in `десять`: only what is sure to be Telnet. */
// eslint-disable-next-line no-control-regex -- Telnet's options are control characters
const telnetAmongLetters = /\xff(?:(\xff)|[\xfb-\xfe][\0-\x1f])/g

function withoutTelnet(line: Buffer, sequences: RegExp): Buffer {
  return Buffer.from(line.toString('latin1').replace(sequences, '$1'), 'latin1')
}

function tooLong(): FtpError {
  return new FtpError('protocol', 'The server sends a reply without end. Is this an FTP port?')
}

/** RFC 2228 section 7: what would be inside can't be read, and nothing was agreed on that would make it so. */
function protectedReply(code: string): FtpError {
  return new FtpError('protocol', `The server sent a protected reply (${code}), but no protection of replies was agreed on.`)
}

function notFtp(text: string): FtpError {
  if (text.startsWith('SSH-'))
    return new FtpError('notFtp', 'This port speaks SSH: use an SFTP client, or give the port of the FTP server.')
  if (text.startsWith('HTTP/')) return new FtpError('notFtp', 'This port speaks HTTP, not FTP. Give the port of the FTP server.')
  return new FtpError('notFtp', `The server does not speak FTP on this port. It sent: ${printable(text)}`)
}
