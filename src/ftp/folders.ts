/**
 * How folders are listed on one session: MLSD (RFC 3659 section 7), or LIST where that must be. What the server doesn't know,
 * or answers with nonsense, isn't tried again.
 */

import type { Duplex } from 'node:stream'
import type { Entry } from '../base/entry.ts'
import { basename, dirname, join } from '../base/posixPath.ts'
import { printable } from '../base/printable.ts'
import { expect, type SessionOptions } from './dialogue.ts'
import { FtpError, isFtpError } from './ftpError.ts'
import { ListingReader, type ParsedListing } from './listing/listingReader.ts'
import type { ListingFormat } from './listing/parse.ts'
import { modifiedOf } from './properties.ts'
import { replyText, type Reply } from './reply.ts'
import type { SessionContext } from './sessionContext.ts'
import { runTransfer } from './transfer.ts'

export interface ListSessionOptions extends SessionOptions {
  /**
   * Tell links from what they lead to, and show all: in its facts pyftpdlib shows a link to a folder as a folder, and ProFTPD
   * leaves out a link that leads nowhere. So it takes LIST, whose times are less exact.
   */
  readonly exactTypes?: boolean | undefined
}

export interface FolderListing extends ParsedListing {
  /** The folder was entered, and its listing refused with 550: it is empty, or closed to us. */
  readonly isRefused?: true
}

const maxOffsetTries = 3
const minuteMs = 60_000
const quarterHourMs = 15 * minuteMs // all time zones are so many of these from UTC
const maxOffsetMs = 26 * 60 * minuteMs // from UTC-12 to UTC+14

export class Folders {
  private readonly context: SessionContext
  /** `LIST -a` shows hidden files where it is understood. */
  private listArgument: '-a' | undefined = '-a'
  private offsetTries = 0

  constructor(context: SessionContext) {
    this.context = context
  }

  /** The entries of a folder. Throws `refused` if it is missing, forbidden or no folder. */
  async list(path: string, options: ListSessionOptions): Promise<FolderListing> {
    const { features } = this.context
    if (features.of('MLST') === 'yes' && options.exactTypes !== true) {
      try {
        return await this.listFacts(path, options)
      } catch (error) {
        if (!isFtpError(error, 'unsupported') && !isNoFolder(error)) throw error
        const listing = await this.listText(path, options) // of no folder this fails too
        features.refuse('MLST') // announced, and yet not there: uftpd, some cameras
        return listing
      }
    }
    return this.listText(path, options)
  }

  /** Where a link leads, from the one listing that says so everywhere; undefined where it can't be told. */
  async linkTarget(path: string, options: SessionOptions): Promise<string | undefined> {
    const { entries } = await this.listText(dirname(path), options)
    return entries.find(({ name }) => name === basename(path))?.linkTarget
  }

  /** Enters and leaves a folder: the certain way to learn whether it is one. Throws `refused` if not. */
  async visit(path: string, options: SessionOptions): Promise<void> {
    await expect(this.context, 'CWD', path, options)
    await this.leave()
  }

  /** Pure-FTPd ends a session whose folder somebody deletes. Nobody has to wait for the reply where the server copes with more. */
  private async leave(): Promise<void> {
    const { control, memory } = this.context
    if (control.error !== undefined) return
    const left = control.request('CWD', '/').catch(() => {}) // whoever comes next finds the connection lost
    if (memory.batches !== 'yes') await left
  }

  private async listFacts(path: string, options: SessionOptions): Promise<ParsedListing> {
    const listing = await this.run('MLSD', path, 'facts', options)
    // A folder that doesn't exist is an empty one to some servers.
    if (listing.entries.length === 0) await this.visit(path, options)
    return listing
  }

  /** LIST takes options and wildcards in the place of a path, and many servers answer a missing one with silence: so CWD first. */
  private async listText(path: string, options: SessionOptions): Promise<FolderListing> {
    await expect(this.context, 'CWD', path, options)
    try {
      return await this.inUtc(path, await this.listCurrent(options), options)
    } finally {
      await this.leave()
    }
  }

  private async listCurrent(options: SessionOptions): Promise<FolderListing> {
    if (this.listArgument !== undefined) {
      const listing = await this.tryWithArgument(options)
      if (listing && listing.entries.length + listing.unreadable.length > 0) return listing
    }
    const listing = await this.run('LIST', undefined, 'list', options)
    if (listing.entries.length > 0) this.listArgument = undefined // `-a` was taken for a name
    return listing
  }

  private async tryWithArgument(options: SessionOptions): Promise<FolderListing | undefined> {
    try {
      return await this.run('LIST', this.listArgument, 'list', options)
    } catch (error) {
      if (!isFtpError(error, 'unsupported', 'refused')) throw error
      return undefined
    }
  }

  private async run(verb: string, argument: string | undefined, format: ListingFormat, { signal }: SessionOptions): Promise<FolderListing> {
    let reader = new ListingReader()
    const move = async (data: Duplex) => {
      reader = new ListingReader({ format, charset: this.context.control.charset })
      await readInto(reader, data)
    }
    try {
      const isUntouched = () => reader.isEmpty
      const reply = await runTransfer(this.context, { verb, ...(argument !== undefined && { argument }), signal, move, isUntouched })
      return markIfCut(reader.end(), reply)
    } catch (error) {
      // Without a path the folder has just been entered: there is one, and it holds nothing. But 550 is also what a folder
      // that may be entered and not read is answered with: ProFTPD.
      if (reader.isFull) return reader.end()
      const code = argument === undefined && isFtpError(error, 'refused') ? error.reply?.code : undefined
      if (code === 450) return { entries: [], unreadable: [] } // `450 No files found`: an empty folder
      if (code === 550) return { entries: [], unreadable: [], isRefused: true }
      throw error
    }
  }

  /** LIST writes times by the server's own clock, MDTM in UTC: what lies between them is learnt once for a site. */
  private async inUtc(path: string, listing: FolderListing, options: SessionOptions): Promise<FolderListing> {
    const { memory } = this.context
    memory.listOffsetMs ??= await this.learnOffset(path, listing.entries, options)
    const { listOffsetMs = 0 } = memory
    return listOffsetMs === 0 ? listing : { ...listing, entries: listing.entries.map((entry) => earlier(entry, listOffsetMs)) }
  }

  private async learnOffset(path: string, entries: readonly Entry[], options: SessionOptions): Promise<number | undefined> {
    const sample = entries.find(({ type, modified, unusable }) => type === 'file' && isExact(modified) && unusable === undefined)
    if (!sample?.modified) return undefined
    if (this.context.features.of('MDTM') === 'no' || this.offsetTries++ === maxOffsetTries) return 0
    const modified = await modifiedOf(this.context, join(path, sample.name), options)
    if (!modified) return this.context.features.of('MDTM') === 'no' ? 0 : undefined // another file's may be had
    const offsetMs = Math.round((sample.modified.ms - modified.ms) / quarterHourMs) * quarterHourMs || 0 // no -0
    if (Math.abs(offsetMs) > maxOffsetMs) return 0 // one of the two says something else than the time of the file
    if (Math.abs(sample.modified.ms - modified.ms - offsetMs) > minuteMs) return undefined // the file was written in between
    if (offsetMs !== 0) this.context.log.info(`LIST is ${offsetMs / minuteMs} minutes ahead of UTC here`)
    return offsetMs
  }
}

/**
 * Pure-FTPd lists 10,000 names as it comes, and says only in words that there are more: `226 Output truncated to 10000 matches`.
 * It has no translations.
 */
function markIfCut(listing: ParsedListing, reply: Reply): ParsedListing {
  const text = replyText(reply)
  return /\boutput truncated\b/i.test(text) ? { ...listing, unreadable: [printable(text), ...listing.unreadable] } : listing
}

/** 501 to MLSD says so (RFC 3659 section 7.2.1), or that there is no MLSD. */
function isNoFolder(error: unknown): boolean {
  return isFtpError(error, 'refused') && error.reply?.code === 501
}

/** Leaves a listing that is longer than any sensible one: what was read of it is marked as not all. */
async function readInto(reader: ListingReader, data: Duplex): Promise<void> {
  for await (const chunk of data as AsyncIterable<Buffer>) {
    reader.push(chunk)
    if (reader.isFull) throw new FtpError('incomplete', 'The listing has no end.')
  }
}

function isExact(modified: Entry['modified']): boolean {
  return modified !== undefined && modified.precision !== 'day'
}

function earlier(entry: Entry, ms: number): Entry {
  return entry.modified && isExact(entry.modified) ? { ...entry, modified: { ...entry.modified, ms: entry.modified.ms - ms } } : entry
}
