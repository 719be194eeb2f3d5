/** `portside ls URL`: a folder's entries, or the one entry of a file. */

import type { Entry, EntryType, Timestamp } from '../../base/entry.ts'
import { basename } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { isFileError } from '../../files/fileError.ts'
import type { FileSystem, Listing, OperationOptions } from '../../files/fileSystem.ts'
import type { RemoteCommand } from '../arguments.ts'
import { toJson } from '../messages.ts'
import { charsetAdvice, done, failed, type CommandContext } from './context.ts'

export async function ls(command: RemoteCommand, { io, remote, signal }: CommandContext): Promise<number> {
  const path = await remote.path(signal)
  const { entries, complete, notUtf8 } = await look(remote.files, path, { signal })
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))
  io.stdout.write(command.json ? toJson({ entries: sorted.map(toPlain), complete }) : sorted.map(lineFor).join(''))
  if (notUtf8) io.stderr.write(charsetAdvice)
  if (complete) return done
  io.stderr.write(`portside: The listing of ${printable(path)} is not complete: the server sent lines that could not be read.\n`)
  return failed
}

async function look(files: FileSystem, path: string, options: OperationOptions): Promise<Listing> {
  try {
    return await files.list(path, options)
  } catch (error) {
    if (!isFileError(error, 'notAFolder')) throw error
    const { isLink: _, ...stat } = await files.stat(path, options)
    return { entries: [{ name: basename(path), ...stat }], complete: true }
  }
}

const letters: Readonly<Record<EntryType, string>> = { file: '-', folder: 'd', link: 'l', other: '?' }
const sizeColumns = 12

function lineFor(entry: Entry): string {
  const size = entry.type === 'file' ? String(entry.size ?? '?') : ''
  const target = entry.linkTarget === undefined ? '' : ` -> ${printable(entry.linkTarget)}`
  const name = `${printable(entry.name)}${entry.type === 'folder' ? '/' : ''}${target}`
  return `${letters[entry.type]} ${size.padStart(sizeColumns)}  ${describeTime(entry.modified).padEnd(16)}  ${name}\n`
}

/** `2024-05-01 17:30` in this computer's time zone; a day stays the day the server said. */
function describeTime(time: Timestamp | undefined): string {
  if (!time) return ''
  if (time.precision === 'day') return new Date(time.ms).toISOString().slice(0, 10)
  const local = time.ms - new Date(time.ms).getTimezoneOffset() * 60_000
  return new Date(local).toISOString().slice(0, 16).replace('T', ' ')
}

function toPlain({ modified, ...entry }: Entry): object {
  return { ...entry, ...(modified && { modified: new Date(modified.ms).toISOString(), modifiedPrecision: modified.precision }) }
}
