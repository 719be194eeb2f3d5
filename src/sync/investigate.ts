/**
 * Answers to doubts, by the cheapest proof there is: exact times, digests, in the end the bytes. Whatever can't be proven is
 * taken for different, so that nothing is overwritten or forgotten on a guess.
 */

import { isAbort } from '../base/abort.ts'
import type { Digest, DigestAlgorithm } from '../base/digest.ts'
import { sameTime, type Entry, type Timestamp } from '../base/entry.ts'
import { isFileError } from '../files/fileError.ts'
import type { OperationOptions } from '../files/fileSystem.ts'
import { inParallel } from '../files/parallel.ts'
import { exactSizeOf, isTimeProof } from './change.ts'
import { doubtKey, type Answers, type Doubt } from './doubt.ts'
import { examineMany } from './examineMany.ts'
import { hashOf } from './hashOf.ts'
import type { SyncWork } from './progress.ts'
import { placeOf, type Pair } from './side.ts'

export interface InvestigateOptions extends SyncWork {
  /** Files looked at at once. Default 4. */
  readonly concurrency?: number
}

const defaultConcurrency = 4

type Alike = Extract<Doubt, { kind: 'alike' }>
type SameAsAgreed = Extract<Doubt, { kind: 'sameAsAgreed' }>

/** An answer to each. Throws where a side can't be reached any more. */
export async function investigate(pair: Pair, doubts: readonly Doubt[], options: InvestigateOptions = {}): Promise<Answers> {
  const investigation = new Investigation(pair, doubts.length, options)
  return await investigation.run(doubts)
}

/** One run of `investigate`. */
class Investigation {
  private readonly answers = new Map<string, boolean>()
  /** What is on the server at this moment, where a doubt is about that. */
  private remote: ReadonlyMap<string, Entry> = new Map()
  private bytes = 0
  private readonly pair: Pair
  private readonly total: number
  private readonly options: InvestigateOptions
  private readonly width: number
  private readonly asking: OperationOptions

  constructor(pair: Pair, total: number, options: InvestigateOptions) {
    this.pair = pair
    this.total = total
    this.options = options
    this.width = options.concurrency ?? defaultConcurrency
    this.asking = { priority: 'transfer', ...(options.signal && { signal: options.signal }) }
  }

  async run(doubts: readonly Doubt[]): Promise<Answers> {
    this.remote = await this.examineRemote(doubts.flatMap(remotePathOf))
    await inParallel(doubts, this.width, async (doubt) => {
      this.tell(doubt.path)
      const isSo = await this.proven(() => this.answerTo(doubt))
      this.answers.set(doubtKey(doubt), isSo)
      this.tell(doubt.path)
    })
    return this.answers
  }

  private async examineRemote(paths: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    try {
      return await examineMany(this.pair.remote, paths, this.asking)
    } catch (error) {
      this.throwIfCancelled(error)
      return await this.examineEach(paths)
    }
  }

  /** One that can't be looked at must not hide the others. Throws where none can. */
  private async examineEach(paths: readonly string[]): Promise<ReadonlyMap<string, Entry>> {
    const found = new Map<string, Entry>()
    let failedInARow = 0
    await inParallel(paths, this.width, async (path) => {
      try {
        for (const [key, entry] of await examineMany(this.pair.remote, [path], this.asking)) found.set(key, entry)
        failedInARow = 0
      } catch (error) {
        this.throwIfCancelled(error)
        if (isFileError(error, 'unavailable') && ++failedInARow >= Math.min(paths.length, this.width + 1)) throw error
      }
    })
    return found
  }

  private answerTo(doubt: Doubt): Promise<boolean> {
    if (doubt.kind === 'alike') return this.areAlike(doubt)
    return doubt.side === 'local' ? this.isLocalAsAgreed(doubt) : this.isRemoteAsAgreed(doubt)
  }

  private async isLocalAsAgreed({ found, agreed }: SameAsAgreed): Promise<boolean> {
    return (await this.localHex(found.path, 'SHA-256')) === agreed.sha256
  }

  private async isRemoteAsAgreed(doubt: SameAsAgreed): Promise<boolean> {
    const { found, agreed } = doubt
    const now = this.remote.get(found.path)
    if (now?.type !== 'file') return false
    const size = exactSizeOf(now)
    if (size !== undefined && size !== agreed.remote.size) return false
    if (size !== undefined && isExact(now.modified) && isTimeProof(agreed.remote, now.modified)) return true
    const digest = await this.remoteDigest(found.path)
    if (digest) return this.isAgreedDigest(digest, doubt)
    // A time that is another for certain is not worth the bytes.
    return mayBeSameMoment(agreed.remote.modified, now.modified) && (await this.remoteSha256(found.path)) === agreed.sha256
  }

  /** Another algorithm than ours says something only through a file of this computer that is as it was agreed on. */
  private async isAgreedDigest(digest: Digest, { path, agreed }: SameAsAgreed): Promise<boolean> {
    if (digest.algorithm === 'SHA-256') return digest.hex === agreed.sha256
    if ((await this.localHex(path, 'SHA-256')) !== agreed.sha256) return false
    return digest.hex === (await this.localHex(path, digest.algorithm))
  }

  private async areAlike({ local, remote }: Alike): Promise<boolean> {
    const now = this.remote.get(remote.path)
    if (now?.type !== 'file') return false
    const [here, there] = [exactSizeOf(local.entry), exactSizeOf(now)]
    if (here !== undefined && there !== undefined && here !== there) return false
    const digest = await this.remoteDigest(remote.path)
    if (digest) return digest.hex === (await this.localHex(local.path, digest.algorithm))
    return (await this.localHex(local.path, 'SHA-256')) === (await this.remoteSha256(remote.path))
  }

  private remoteDigest(path: string): Promise<Digest | undefined> {
    const { files } = this.pair.remote
    return files.digest(placeOf(this.pair.remote, path), { ...this.asking, algorithm: 'SHA-256' })
  }

  private async localHex(path: string, algorithm: DigestAlgorithm): Promise<string> {
    const { files } = this.pair.local
    const digest = await files.digest(placeOf(this.pair.local, path), { ...this.asking, algorithm })
    return digest?.algorithm === algorithm ? digest.hex : await hashOf(files, placeOf(this.pair.local, path), algorithm, this.asking)
  }

  private async remoteSha256(path: string): Promise<string> {
    let before = 0
    const onProgress = (bytes: number) => {
      this.bytes += bytes - before
      before = bytes
      this.tell(path)
    }
    return await hashOf(this.pair.remote.files, placeOf(this.pair.remote, path), 'SHA-256', { ...this.asking, onProgress })
  }

  /** False where the file is gone, has changed meanwhile or may not be read. */
  private async proven(work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work()
    } catch (error) {
      this.throwIfCancelled(error)
      if (isFileError(error, 'unavailable')) throw error
      return false
    }
  }

  private throwIfCancelled(error: unknown): void {
    this.options.signal?.throwIfAborted()
    if (isAbort(error) || !isFileError(error)) throw error
  }

  private tell(path: string): void {
    const { onProgress } = this.options
    onProgress?.({ phase: 'comparing', items: this.answers.size, totalItems: this.total, bytes: this.bytes, path })
  }
}

function remotePathOf(doubt: Doubt): readonly string[] {
  if (doubt.kind === 'alike') return [doubt.remote.path]
  return doubt.side === 'remote' ? [doubt.found.path] : []
}

function isExact(time: Timestamp | undefined): boolean {
  return time?.precision === 'second' || time?.precision === 'millisecond'
}

/** As far as it is known. */
function mayBeSameMoment(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  return !a || !b || sameTime(a, b)
}
