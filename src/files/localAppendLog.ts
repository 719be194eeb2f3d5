/** An `AppendLog` in a file of this computer. */

import { mkdir, open, readFile, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AppendLog } from './appendLog.ts'
import { isFileError } from './fileError.ts'
import { errorCode, localError } from './localError.ts'
import { toNative } from './localPath.ts'

/** Lines that go to the disk together. */
interface Batch {
  readonly lines: string[]
  readonly written: Promise<void>
}

export class LocalAppendLog implements AppendLog {
  private readonly path: string
  private file: FileHandle | undefined
  /** Still takes lines. */
  private batch: Batch | undefined
  /** What was begun last: everything is done one after the other. */
  private last: Promise<void> = Promise.resolve()

  /** `path` is in our form. Its folder is made for the first line, for this user alone. */
  constructor(path: string) {
    this.path = path
  }

  lines(): Promise<readonly string[]> {
    return this.inTurn('read', async (native) => {
      const text = await readFile(native, 'utf8').catch(emptyIfMissing)
      return text.split('\n').slice(0, -1) // what stands behind the last line break was cut off
    })
  }

  /** What is appended while other lines are on their way to the disk goes there together, next. */
  append(line: string): Promise<void> {
    this.batch ??= this.startBatch()
    this.batch.lines.push(line)
    return this.batch.written
  }

  clear(): Promise<void> {
    return this.inTurn('delete', async (native) => {
      await this.closeFile()
      await rm(native, { force: true })
    })
  }

  close(): Promise<void> {
    return this.inTurn('close', () => this.closeFile())
  }

  private startBatch(): Batch {
    const lines: string[] = []
    const written = this.inTurn('write', (native) => {
      if (this.batch?.lines === lines) this.batch = undefined
      return this.write(native, lines)
    })
    return { lines, written }
  }

  private async write(native: string, lines: readonly string[]): Promise<void> {
    this.file ??= await openAtEnd(native)
    try {
      await this.file.appendFile(lines.map((line) => `${line}\n`).join(''))
      await this.file.datasync()
    } catch (error) {
      await this.closeFile() // a line may be there in part: it is cut off when the file is opened again
      throw error
    }
  }

  private async closeFile(): Promise<void> {
    const { file } = this
    this.file = undefined
    await file?.close()
  }

  private async inTurn<T>(doing: string, work: (native: string) => Promise<T>): Promise<T> {
    this.batch = undefined // lines that come from now on are written after this
    const mine = this.last.then(() => work(toNative(this.path)))
    this.last = mine.then(ignore, ignore) // whoever comes next isn't concerned by what failed here
    try {
      return await mine
    } catch (error) {
      throw isFileError(error) ? error : localError(error, doing, this.path)
    }
  }
}

/** A line that a crash has cut off must not become the beginning of the next one. */
async function openAtEnd(native: string): Promise<FileHandle> {
  const folder = dirname(native)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(native, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    if (size === 0) await syncFolder(folder)
    else if ((await readAt(file, size - 1, 1)).toString() !== '\n') await file.truncate(await endOfLastLine(file, size))
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

async function endOfLastLine(file: FileHandle, size: number): Promise<number> {
  return (await readAt(file, 0, size)).lastIndexOf('\n') + 1
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** Or the name of a new file may not outlive a power cut. Windows can't, and needn't. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // it is as safe then as this disk makes it
  }
}

function emptyIfMissing(error: unknown): string {
  if (errorCode(error) === 'ENOENT') return ''
  throw error
}

function ignore(): void {
  // the caller of the failed work hears of it
}
