/**
 * One login on one control connection, ready to use: each method is one thing a server can do. RFC 959, RFC 3659.
 *
 * One operation at a time; whoever needs two at once takes two sessions from the pool. Paths are absolute. Errors are
 * `FtpError`s; a cancelled operation rejects with the signal's reason.
 */

import type { Duplex, Readable, Writable } from 'node:stream'
import { withDeadline, withResolvers } from '../base/abort.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Timestamp } from '../base/entry.ts'
import { basename, dirname } from '../base/posixPath.ts'
import { command } from './command.ts'
import { collect, receive, send } from './data/move.ts'
import type { Features } from './features.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { formatFactTime, parseFactTime } from './listing/facts.ts'
import { parseListing, type ListingFormat, type ParsedListing } from './listing/parse.ts'
import { isNegative, isPositive, isUnknownCommand, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import { runTransfer, type TransferContext } from './transfer.ts'

export interface SessionOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((bytes: number) => void) | undefined
}

export interface ListSessionOptions extends SessionOptions {
  /** Tell links from what they lead to, also where MLSD doesn't: pyftpdlib shows a link to a folder as a folder. */
  readonly exactTypes?: boolean | undefined
}

export interface StoreOptions extends SessionOptions {
  /** Not a byte is read from the source before the server has agreed to take the file. */
  readonly waitsForConsent?: boolean
}

export interface FolderListing extends ParsedListing {
  /** The folder was entered, and its listing refused with 550: it is empty, or closed to us. */
  readonly isRefused?: true
}

const quitMs = 1000
const consentMs = 700 // some servers send no 150

export class Session implements Disposable {
  readonly features: Features
  /** The folder the server put us in at login. */
  readonly loginFolder: string
  /** The server's first words. */
  readonly banner: string
  readonly isEncrypted: boolean
  private readonly context: TransferContext
  /** `LIST -a` shows hidden files where it is understood. */
  private listArgument: '-a' | undefined = '-a'
  /** MLSD has shown a link as such on this session. */
  private factsShowLinks = false

  constructor(context: TransferContext, facts: { readonly features: Features; readonly loginFolder: string; readonly banner: string }) {
    this.context = context
    this.features = facts.features
    this.loginFolder = facts.loginFolder
    this.banner = facts.banner
    this.isEncrypted = context.tls !== undefined
  }

  /** Why this session can't be used any more. */
  get error(): Error | undefined {
    return this.context.control.error
  }

  /** Replies received so far: a session found dead before a new one was merely stale. */
  get replies(): number {
    return this.context.control.replies
  }

  /** True while the server owes replies to commands that were cancelled. */
  get isOwed(): boolean {
    return this.context.control.isOwed
  }

  /** Resolves when it owes none. */
  settled(): Promise<void> {
    return this.context.control.settled()
  }

  onDidClose(listener: (error: Error) => void): Disposable {
    return this.context.control.onDidClose(listener)
  }

  /** The entries of a folder. Throws `refused` if it is missing, forbidden or no folder. */
  async list(path: string, options: ListSessionOptions = {}): Promise<FolderListing> {
    if (this.features.of('MLST') === 'yes' && (this.factsShowLinks || options.exactTypes !== true)) {
      try {
        return await this.listFacts(path, options)
      } catch (error) {
        if (!isFtpError(error, 'unsupported')) throw error
        const listing = await this.listText(path, options) // 501 may also mean "no folder" (RFC 3659 7.2): then this fails too
        this.features.refuse('MLST') // announced, and yet not there: uftpd, some cameras
        return listing
      }
    }
    return this.listText(path, options)
  }

  private async listFacts(path: string, options: SessionOptions): Promise<ParsedListing> {
    const listing = await this.runListing('MLSD', path, 'facts', options)
    this.factsShowLinks ||= listing.entries.some(({ type }) => type === 'link')
    // A folder that doesn't exist is an empty one to some servers.
    if (listing.entries.length === 0) await this.visit(path, options)
    return listing
  }

  /** LIST takes options and wildcards in the place of a path, and many servers answer a missing one with silence: so CWD first. */
  private async listText(path: string, options: SessionOptions): Promise<FolderListing> {
    await this.expect('CWD', path, options)
    try {
      return await this.listCurrent(options)
    } finally {
      this.leaveFolder()
    }
  }

  private async listCurrent(options: SessionOptions): Promise<FolderListing> {
    if (this.listArgument !== undefined) {
      const listing = await this.tryListing(options)
      if (listing && listing.entries.length + listing.unreadable.length > 0) return listing
    }
    const listing = await this.runListing('LIST', undefined, 'list', options)
    if (listing.entries.length > 0) this.listArgument = undefined // `-a` was taken for a name
    return listing
  }

  /** Where a link leads, from the one listing that says so everywhere; undefined where it can't be told. */
  async linkTarget(path: string, options: SessionOptions = {}): Promise<string | undefined> {
    const { entries } = await this.listText(dirname(path), options)
    return entries.find(({ name }) => name === basename(path))?.linkTarget
  }

  private async tryListing(options: SessionOptions): Promise<FolderListing | undefined> {
    try {
      return await this.runListing('LIST', this.listArgument, 'list', options)
    } catch (error) {
      if (!isFtpError(error, 'unsupported', 'refused')) throw error
      return undefined
    }
  }

  private async runListing(
    verb: string,
    argument: string | undefined,
    format: ListingFormat,
    options: SessionOptions,
  ): Promise<FolderListing> {
    let bytes: Uint8Array = new Uint8Array()
    const move = async (data: Readable) => {
      bytes = await collect(data)
    }
    try {
      const isUntouched = () => true // a listing is collected afresh
      await runTransfer(this.context, { verb, ...(argument !== undefined && { argument }), signal: options.signal, move, isUntouched })
    } catch (error) {
      // Without a path the folder has just been entered: there is one, and it holds nothing. But 550 is also what a folder
      // that may be entered and not read is answered with: ProFTPD.
      const code = argument === undefined && isFtpError(error, 'refused') ? error.reply?.code : undefined
      if (code === 450) return { entries: [], unreadable: [] } // `450 No files found`: an empty folder
      if (code === 550) return { entries: [], unreadable: [], isRefused: true }
      throw error
    }
    return parseListing(bytes, { format })
  }

  /**
   * RETR: writes the file into `destination`, and ends it only when the server has confirmed the transfer and the size
   * matches. On failure `destination` is destroyed.
   */
  async retrieve(path: string, destination: Writable, options: SessionOptions = {}): Promise<number> {
    let bytes = 0
    const onProgress = (received: number) => {
      bytes = received
      options.onProgress?.(received)
    }
    const move = async (data: Readable) => {
      await receive(data, destination, onProgress)
    }
    try {
      const before = await this.size(path, options)
      await runTransfer(this.context, { verb: 'RETR', argument: path, signal: options.signal, move, isUntouched: () => bytes === 0 })
      await this.checkSize(path, bytes, before, options)
    } catch (error) {
      const reason = destination.errored ?? error // a full disk here is the reason, the server's 426 only what came of it
      destination.destroy(reason instanceof Error ? reason : undefined)
      throw reason
    }
    destination.end()
    return bytes
  }

  /**
   * STOR: writes all of `source` to `path`, which the server creates or overwrites from the first byte on. Gives the bytes
   * sent. On failure `source` is destroyed, unless the server refused before anything was read: then it may be used again.
   */
  async store(path: string, source: Readable, options: StoreOptions = {}): Promise<number> {
    let bytes = 0
    let isUntouched = true as boolean // or the compiler takes it for true for ever
    const move = async (data: Duplex, started: Promise<Reply>) => {
      if (options.waitsForConsent === true) await consentOf(started, data)
      isUntouched = false
      bytes = await send(source, data, options.onProgress ?? (() => {}))
    }
    try {
      await runTransfer(this.context, { verb: 'STOR', argument: path, signal: options.signal, move, isUntouched: () => isUntouched })
    } catch (error) {
      if (!isUntouched || !isFtpError(error, 'refused')) source.destroy()
      throw error
    }
    const size = (await this.size(path, options)) ?? (await this.listedSize(path, options))
    if (size !== undefined && size !== bytes) throw wrongSize(path, size, bytes)
    return bytes
  }

  /** The size before the transfer may be out of date by its end; the size after it is the truth. */
  private async checkSize(path: string, bytes: number, before: number | undefined, options: SessionOptions): Promise<void> {
    if (bytes === before) return
    const size = await this.size(path, options)
    if (size === undefined || size === bytes) return
    if (size === 0 && before === 0) return // "213 0" for files that aren't empty: the answer is worth nothing there
    throw wrongSize(path, size, bytes)
  }

  /** What the folder's listing says, where SIZE says nothing. Undefined if that doesn't either. */
  private async listedSize(path: string, options: SessionOptions): Promise<number | undefined> {
    try {
      const { entries } = await this.list(dirname(path), options)
      return entries.find(({ name }) => name === basename(path))?.size
    } catch (error) {
      if (!isFtpError(error, 'refused', 'unsupported')) throw error
      return undefined
    }
  }

  /** Bytes, or undefined where the server won't say. */
  async size(path: string, options: SessionOptions = {}): Promise<number | undefined> {
    const reply = await this.ask('SIZE', path, options)
    const digits = reply && /(?<!\d)(\d{1,15})\s*$/.exec(replyText(reply))?.[1]
    return digits === undefined ? undefined : Number(digits)
  }

  async modified(path: string, options: SessionOptions = {}): Promise<Timestamp | undefined> {
    const reply = await this.ask('MDTM', path, options)
    return reply && parseFactTime(replyText(reply))
  }

  /** Gives the file a time. False where the server can't. */
  async setModified(path: string, time: Timestamp, options: SessionOptions = {}): Promise<boolean> {
    if (this.features.of('MFMT') === 'no') return false
    return (await this.ask('MFMT', `${formatFactTime(time.ms)} ${path}`, options)) !== undefined
  }

  /** Gives the file a mode, in octal digits. False where the server can't, or won't: it isn't asked again then. */
  async setMode(path: string, mode: string, options: SessionOptions = {}): Promise<boolean> {
    if (this.features.of('SITE CHMOD') === 'no') return false
    const reply = await this.context.control.request('SITE', `CHMOD ${mode} ${path}`, options.signal)
    if (isNegative(reply)) this.features.refuse('SITE CHMOD')
    return isPositive(reply)
  }

  /** Enters and leaves a folder: the certain way to learn whether it is one. Throws `refused` if not. */
  async visit(path: string, options: SessionOptions = {}): Promise<void> {
    await this.expect('CWD', path, options)
    this.leaveFolder()
  }

  async deleteFile(path: string, options: SessionOptions = {}): Promise<void> {
    await this.expect('DELE', path, options)
  }

  async makeFolder(path: string, options: SessionOptions = {}): Promise<void> {
    await this.expect('MKD', path, options)
  }

  async removeFolder(path: string, options: SessionOptions = {}): Promise<void> {
    await this.expect('RMD', path, options)
  }

  async rename(from: string, to: string, options: SessionOptions = {}): Promise<void> {
    await this.expect('RNFR', from, options)
    await this.expect('RNTO', to, options)
  }

  /** True if the server would rename it: it is there then, listed or not. */
  async isRenamable(path: string, options: SessionOptions = {}): Promise<boolean> {
    return !isNegative(await this.context.control.request('RNFR', path, options.signal))
  }

  async noop(options: SessionOptions = {}): Promise<void> {
    await this.expect('NOOP', undefined, options)
  }

  /** Says goodbye and closes; what the server still answers is of no interest. */
  async quit(): Promise<void> {
    try {
      await withDeadline(this.context.control.request('QUIT'), quitMs, () => new Error('no answer to QUIT'))
    } catch {
      // A server that is gone, or rude, is left all the same.
    }
    this.dispose()
  }

  /** Closes without a word. */
  dispose(): void {
    this.context.control.dispose()
  }

  /** Pure-FTPd ends a session whose folder somebody deletes. Nobody has to wait for the reply. */
  private leaveFolder(): void {
    if (this.error === undefined) this.context.control.send(command('CWD', '/'))
  }

  /** A question whose refusal is an answer: undefined. */
  private async ask(verb: string, argument: string, options: SessionOptions): Promise<Reply | undefined> {
    if (this.features.of(verb) === 'no') return undefined
    const reply = await this.context.control.request(verb, argument, options.signal)
    if (isUnknownCommand(reply)) this.features.refuse(verb)
    return isPositive(reply) ? reply : undefined
  }

  private async expect(verb: string, argument: string | undefined, options: SessionOptions): Promise<Reply> {
    const reply = await this.context.control.request(verb, argument, options.signal)
    if (isNegative(reply)) throw refusalOf(reply, argument === undefined ? verb : `${verb} ${argument}`)
    return reply
  }
}

/** Resolves when the server has agreed to a transfer, or says nothing; throws if it has refused. */
async function consentOf(started: Promise<Reply>, data: Duplex): Promise<void> {
  const { promise: silence, resolve } = withResolvers<undefined>()
  const timer = setTimeout(resolve, consentMs, undefined)
  data.once('close', () => resolve(undefined)) // whoever uses it hears why
  try {
    const reply = await Promise.race([started, silence])
    if (reply && isNegative(reply)) throw refusalOf(reply, 'STOR')
  } finally {
    clearTimeout(timer)
  }
}

function wrongSize(path: string, size: number, bytes: number): FtpError {
  return new FtpError('incomplete', `${path} has ${size} bytes on the server, but ${bytes} were transferred.`)
}
