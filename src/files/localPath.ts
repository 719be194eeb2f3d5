/**
 * Paths of this computer in our form and back: `/home/ann` stays as it is, `C:\Users` is `/C:/Users`.
 *
 * Names may come from a server. Windows would take some of them for something else (`..\..\x`, `C:x`, `CON`, `a.txt:stream`),
 * so there the way to a native path refuses every name that is not plainly one. Raw bytes in a name (`rawText.ts`) are refused
 * everywhere: as text they would become other bytes.
 */

import { printable } from '../base/printable.ts'
import { hasNoBytes, hasRawBytes } from '../base/rawText.ts'
import { FileError } from './fileError.ts'

/** The path as the operating system wants it. Throws `badName`. */
export function toNative(path: string, platform: NodeJS.Platform = process.platform): string {
  if (path.includes('\0')) throw new FileError('badName', path, 'A name can not hold a NUL character.')
  const foreign = path.split('/').find((name) => hasRawBytes(name) || hasNoBytes(name))
  if (foreign !== undefined) throw new FileError('badName', path, notInCharset(foreign))
  if (platform !== 'win32') return path
  const [drive = '', ...names] = path.split('/').slice(1)
  if (!/^[a-z]:$/i.test(drive)) throw new FileError('badName', path, `${path} is not on a drive of this computer.`)
  const refused = names.find((name) => !isWindowsName(name))
  if (refused !== undefined) throw new FileError('badName', path, `Windows can't have a file named "${refused}".`)
  return `${drive}\\${names.join('\\')}`
}

function notInCharset(name: string): string {
  return `"${printable(name)}" can't be a name here: it isn't in the site's charset. Set that, such as windows-1252.`
}

/** An absolute native path in our form. */
export function fromNative(native: string, platform: NodeJS.Platform = process.platform): string {
  const path = platform === 'win32' ? `/${native.replaceAll('\\', '/')}` : native
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

// https://learn.microsoft.com/windows/win32/fileio/naming-a-file: also with an extension, and with superscript digits.
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i

/** True for a name that Windows takes as it stands. An ending dot or space would be dropped, a colon opens a hidden stream. */
export function isWindowsName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name !== '' && !/[<>:"/\\|?*\u0000-\u001f]/.test(name) && !/[. ]$/.test(name) && !reserved.test(name)
}
