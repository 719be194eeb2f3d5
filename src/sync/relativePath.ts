/** Paths below the root of a sync: `css/site.css`, without a slash at either end. The root itself is the empty path. */

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** True if `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** The folders above `path`, the nearest first, without the root. */
export function* foldersAbove(path: string): Generator<string> {
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) yield folder
}
