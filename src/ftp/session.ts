/**
 * One login on one control connection, ready to use: each method is one thing a server can do. RFC 959, RFC 3659.
 *
 * One operation at a time; whoever needs two at once takes two sessions from the pool. Paths are absolute. Errors are
 * `FtpError`s; a cancelled operation rejects with the signal's reason.
 */

import type { Readable, Writable } from 'node:stream'
import { withDeadline } from '../base/abort.ts'
import type { Digest } from '../base/digest.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Timestamp } from '../base/entry.ts'
import { printable } from '../base/printable.ts'
import type { DataMethod } from './data/strategy.ts'
import { expect, requestEach, type SessionOptions } from './dialogue.ts'
import { digestOf, type DigestSessionOptions } from './digest.ts'
import type { Features } from './features.ts'
import { Folders, type FolderListing, type ListSessionOptions } from './folders.ts'
import { FtpError } from './ftpError.ts'
import { modifiedOf, modifiedOfEach, setMode, sizeOf, sizeOfEach, TimeSetter } from './properties.ts'
import { sendRaw } from './rawCommand.ts'
import { isNegative, isPositive, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'
import { retrieve, type RetrieveOptions } from './retrieve.ts'
import type { SessionContext } from './sessionContext.ts'
import { store, type StoreOptions } from './store.ts'
import { isWayPossible, tryWay, type TryWayOptions } from './tryWay.ts'

const quitMs = 1000

export class Session implements Disposable {
  readonly features: Features
  /** The folder the server put us in at login. */
  readonly loginFolder: string
  readonly isEncrypted: boolean
  /** A raw command may have left the session in a state that its next user doesn't expect: it is to be closed instead. */
  isSpoilt = false
  private readonly context: SessionContext
  private readonly folders: Folders
  private readonly times: TimeSetter

  constructor(context: SessionContext, loginFolder: string) {
    this.context = context
    this.features = context.features
    this.folders = new Folders(context)
    this.times = new TimeSetter(context)
    this.loginFolder = loginFolder
    this.isEncrypted = context.tls !== undefined
  }

  /** The server's first words. */
  get banner(): string {
    return this.context.banner
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

  /** Throws `badName` where no command can hold `path`: it has a character that the site's charset doesn't have. */
  checkPath(path: string): void {
    const { charset } = this.context.control
    try {
      charset.encode(path)
    } catch (cause) {
      const advice = "Choose another name, or another charset for the site if this one isn't the server's."
      throw new FtpError(
        'badName',
        `${printable(path)} can't be sent to the server in its charset, ${printable(charset.name)}. ${advice}`,
        { cause },
      )
    }
  }

  /** The entries of a folder. Throws `refused` if it is missing, forbidden or no folder. */
  list(path: string, options: ListSessionOptions = {}): Promise<FolderListing> {
    return this.folders.list(path, options)
  }

  /** Where a link leads, from the one listing that says so everywhere; undefined where it can't be told. */
  linkTarget(path: string, options: SessionOptions = {}): Promise<string | undefined> {
    return this.folders.linkTarget(path, options)
  }

  /** Enters and leaves a folder: the certain way to learn whether it is one. Throws `refused` if not. */
  visit(path: string, options: SessionOptions = {}): Promise<void> {
    return this.folders.visit(path, options)
  }

  /**
   * RETR: writes the file, or the rest of it, into `destination`, and ends it only when the server has confirmed the transfer
   * and the size matches. Gives the bytes received. On failure `destination` is destroyed, unless nothing was written into it
   * yet: then it may be used again.
   */
  retrieve(path: string, destination: Writable, options: RetrieveOptions = {}): Promise<number> {
    return retrieve(this.context, this.folders, path, destination, options)
  }

  /**
   * STOR: writes all of `source` to `path`, which the server creates or overwrites, from the first byte on or from where an
   * earlier upload stopped. Gives the bytes sent. On failure `source` is destroyed, unless nothing was read from it yet: then
   * it may be used again.
   */
  store(path: string, source: Readable, options: StoreOptions = {}): Promise<number> {
    return store(this.context, this.folders, path, source, options)
  }

  /** Bytes, or undefined where the server won't say. */
  size(path: string, options: SessionOptions = {}): Promise<number | undefined> {
    return sizeOf(this.context, path, options)
  }

  /** `size` for many files, in a few round trips where the server copes. */
  sizeOfEach(paths: readonly string[], options: SessionOptions = {}): Promise<(number | undefined)[]> {
    return sizeOfEach(this.context, paths, options)
  }

  /** UTC, or undefined where the server won't say. */
  modified(path: string, options: SessionOptions = {}): Promise<Timestamp | undefined> {
    return modifiedOf(this.context, path, options)
  }

  /** `modified` for many files, in a few round trips where the server copes. */
  modifiedOfEach(paths: readonly string[], options: SessionOptions = {}): Promise<(Timestamp | undefined)[]> {
    return modifiedOfEach(this.context, paths, options)
  }

  /** What the file's bytes come to, or undefined where the server won't say. */
  digest(path: string, options: DigestSessionOptions = {}): Promise<Digest | undefined> {
    return digestOf(this.context, path, options)
  }

  /** Gives the file a time. False where the server can't. */
  setModified(path: string, time: Timestamp, options: SessionOptions = {}): Promise<boolean> {
    return this.times.set(path, time, options)
  }

  /** Gives the file a mode, in octal digits. False where the server can't, or won't: it isn't asked again then. */
  setMode(path: string, mode: string, options: SessionOptions = {}): Promise<boolean> {
    return setMode(this.context, path, mode, options)
  }

  async deleteFile(path: string, options: SessionOptions = {}): Promise<void> {
    await expect(this.context, 'DELE', path, options)
  }

  /** `deleteFile` for many, in a few round trips where the server copes: for each the refusal, or undefined if it is gone. */
  async deleteFiles(paths: readonly string[], options: SessionOptions = {}): Promise<(FtpError | undefined)[]> {
    const replies = await requestEach(this.context, 'DELE', paths, options)
    return replies.map((reply, index) => (isPositive(reply) ? undefined : refusalOf(reply, `DELE ${paths[index] ?? ''}`)))
  }

  async makeFolder(path: string, options: SessionOptions = {}): Promise<void> {
    await expect(this.context, 'MKD', path, options)
  }

  async removeFolder(path: string, options: SessionOptions = {}): Promise<void> {
    await expect(this.context, 'RMD', path, options)
  }

  async rename(from: string, to: string, options: SessionOptions = {}): Promise<void> {
    await expect(this.context, 'RNFR', from, options)
    await expect(this.context, 'RNTO', to, options)
  }

  /** True if the server would rename it: it is there then, listed or not. It keeps that RNFR, so no RNTO may come next. */
  async isRenamable(path: string, options: SessionOptions = {}): Promise<boolean> {
    return !isNegative(await this.context.control.request('RNFR', path, options.signal))
  }

  /** A command as a person types it, and its final reply, of any code. Throws `unsupported` for what needs a data connection. */
  async sendRaw(line: string, options: SessionOptions = {}): Promise<Reply> {
    const { reply, isSpoilt } = await sendRaw(this.context, line, options)
    this.isSpoilt ||= isSpoilt
    return reply
  }

  /** False where a way of opening data connections can't work at all, as PASV over IPv6, or active mode through a proxy. */
  isWayPossible(method: DataMethod): boolean {
    return isWayPossible(this.context, method)
  }

  /** Lists the login folder by one way of opening data connections, to see whether it works. Throws what was in its way. */
  tryWay(method: DataMethod, options: TryWayOptions = {}): Promise<void> {
    return tryWay(this.context, method, options)
  }

  async noop(options: SessionOptions = {}): Promise<void> {
    await expect(this.context, 'NOOP', undefined, options)
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
}
