/**
 * Which names the editor was given of each folder.
 *
 * To move a folder off the server, the editor copies what it was given and then deletes all there is; a listing that failed
 * counts as an empty one. What it was not given can't have been copied, however long ago that was.
 */

import { basename, dirname, isInside } from '../base/posixPath.ts'
import type { Location } from './uris.ts'

const maxFolders = 100_000 // of one copy; the oldest are forgotten first

interface Given {
  readonly location: Location
  readonly names: Set<string>
  /** A later listing doesn't change what an earlier copy has missed. */
  readonly hasFailed: boolean
}

export class GivenNames {
  private readonly folders = new Map<string, Given>()

  wasGiven(location: Location, names: Iterable<string>): void {
    const hasFailed = this.folders.get(keyOf(location))?.hasFailed === true
    this.remember({ location, names: new Set(hasFailed ? [] : names), hasFailed })
  }

  /** The folder is there, and could not be listed. */
  wasNotGiven(location: Location): void {
    this.remember({ location, names: new Set(), hasFailed: true })
  }

  /** The editor knows what it has made itself. */
  wasMade({ siteId, path }: Location): void {
    const given = this.folders.get(keyOf({ siteId, path: dirname(path) }))
    if (given?.hasFailed === false) given.names.add(basename(path))
  }

  /** Those of `paths` that lie in a folder the editor was told about, without their names. */
  missing(siteId: string, paths: readonly string[]): readonly string[] {
    return paths.filter((path) => {
      const given = this.folders.get(keyOf({ siteId, path: dirname(path) }))
      return given !== undefined && !given.names.has(basename(path))
    })
  }

  /** Forgets the folder and all in it. */
  forget({ siteId, path }: Location): void {
    for (const [key, { location }] of this.folders) {
      if (location.siteId === siteId && isInside(path, location.path)) this.folders.delete(key)
    }
  }

  private remember(given: Given): void {
    const key = keyOf(given.location)
    this.folders.delete(key)
    this.folders.set(key, given)
    const [oldest] = this.folders.keys()
    if (this.folders.size > maxFolders && oldest !== undefined) this.folders.delete(oldest)
  }
}

function keyOf({ siteId, path }: Location): string {
  return `${siteId}${path}`
}
