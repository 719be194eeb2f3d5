/**
 * How an FTP server writes its folders down: MLSD facts (RFC 3659 section 7), `ls -l` lines, IIS lines. The times are UTC, or in
 * lines by a clock that is ahead of it.
 */

import type { Stats } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

export interface Item {
  readonly name: string
  readonly stats: Stats
  readonly linkTarget?: string
}

/** What is in the folder at `place` on disk, by name. */
export async function readFolder(place: string): Promise<Item[]> {
  const items: Item[] = []
  for (const name of (await readdir(place)).sort()) items.push(await readItem(join(place, name), name))
  return items
}

/** The thing at `place` on disk; a link is itself. */
export async function readItem(place: string, name: string): Promise<Item> {
  const stats = await lstat(place)
  return stats.isSymbolicLink() ? { name, stats, linkTarget: await readlink(place) } : { name, stats }
}

export const factNames = ['type', 'size', 'modify', 'perm', 'unique', 'UNIX.mode'] as const

export type FactName = (typeof factNames)[number]

/** `type=file;size=12;modify=20260102030405; name`. `type` is for `cdir` and `pdir`. */
export function factLine(item: Item, wanted: readonly FactName[], type = factType(item.stats)): string {
  const facts: Record<FactName, string> = {
    type,
    size: String(item.stats.size),
    modify: timeValue(item.stats.mtime),
    perm: permissions(item.stats),
    unique: `${item.stats.dev.toString(16)}g${item.stats.ino.toString(16)}`,
    'UNIX.mode': `0${(item.stats.mode & 0o7777).toString(8).padStart(3, '0')}`,
  }
  return `${wanted.map((name) => `${name}=${facts[name]};`).join('')} ${item.name}`
}

function factType(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'OS.unix=symlink'
  if (stats.isDirectory()) return 'dir'
  return stats.isFile() ? 'file' : 'OS.unix=other'
}

/** RFC 3659 section 7.5.5, as far as the owner's bits tell: this server doesn't know other users. */
function permissions(stats: Stats): string {
  const canRead = (stats.mode & 0o400) !== 0
  const canWrite = (stats.mode & 0o200) !== 0
  if (stats.isDirectory()) return `${canWrite ? 'cdfmp' : ''}${canRead ? 'el' : ''}`
  return `${canWrite ? 'adfw' : ''}${canRead ? 'r' : ''}`
}

/** `20260102030405`, RFC 3659 section 2.3. */
export function timeValue(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/[-T:]/g, '')
}

/** The time of a `timeValue`, or undefined if it isn't one. */
export function parseTimeValue(text: string): Date | undefined {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?$/.exec(text)
  if (!digits) return undefined
  const [year, month, day, hour, minute, second] = digits.slice(1).map(Number)
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second))
}

/** `-rw-r--r--    1 1000     1000           12 Jan 02 03:04 name`, as vsftpd writes it. */
export function unixLine({ name, stats, linkTarget }: Item, offsetMs: number): string {
  const columns = [
    unixMode(stats),
    String(stats.nlink).padStart(4),
    String(stats.uid).padEnd(8),
    String(stats.gid).padEnd(8),
    String(stats.size).padStart(12),
    unixTime(stats.mtime.getTime(), offsetMs),
  ]
  return `${columns.join(' ')} ${name}${linkTarget === undefined ? '' : ` -> ${linkTarget}`}`
}

function unixMode(stats: Stats): string {
  const type = stats.isSymbolicLink() ? 'l' : stats.isDirectory() ? 'd' : stats.isFile() ? '-' : 's'
  const bits = [...'rwxrwxrwx'].map((letter, index) => (stats.mode & (0o400 >> index) ? letter : '-'))
  return type + bits.join('')
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const halfYearMs = 182 * 86_400_000

function unixTime(ms: number, offsetMs: number): string {
  const time = new Date(ms + offsetMs)
  const day = `${months[time.getUTCMonth()]} ${twoDigits(time.getUTCDate())}`
  const age = Date.now() - ms
  const isRecent = age >= 0 && age < halfYearMs
  return `${day} ${isRecent ? time.toISOString().slice(11, 16) : ` ${time.getUTCFullYear()}`}`
}

/** `01-02-26  03:04AM       <DIR>          name`, as IIS writes it. */
export function dosLine({ name, stats }: Item, offsetMs: number): string {
  const time = new Date(stats.mtime.getTime() + offsetMs)
  const date = [time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCFullYear() % 100].map(twoDigits).join('-')
  const hour = time.getUTCHours()
  const clock = `${twoDigits(hour % 12 || 12)}:${twoDigits(time.getUTCMinutes())}${hour < 12 ? 'AM' : 'PM'}`
  const size = stats.isDirectory() ? '      <DIR>         ' : String(stats.size).padStart(20)
  return `${date}  ${clock} ${size} ${name}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
