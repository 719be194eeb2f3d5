/** Absolute paths on a server: always `/`, never a trailing slash except for the root. Pure text; nothing is looked up. */

/** `path` made absolute and plain: repeated slashes, `.` and `..` resolved, never above the root. */
export function normalize(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') kept.pop()
    else kept.push(segment)
  }
  return `/${kept.join('/')}`
}

export function join(folder: string, ...names: string[]): string {
  return normalize([folder, ...names].join('/'))
}

/** The folder that holds `path`; the root's is the root. */
export function dirname(path: string): string {
  const end = path.lastIndexOf('/')
  return end <= 0 ? '/' : path.slice(0, end)
}

/** The last name of `path`; empty for the root. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** True if `path` is `folder` or lies below it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** True if `name` is one segment that can stand in a folder: not empty, not `.` or `..`, no slash, no control bytes. */
export function isName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name !== '' && name !== '.' && name !== '..' && !/[/\u0000-\u001f\u007f]/.test(name)
}
