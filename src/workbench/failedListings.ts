/**
 * Folders that could not be listed a moment ago.
 *
 * The editor takes a failed listing for an empty folder. Moving a folder off the server would then copy nothing and delete
 * everything; so for a while after a failure, deleting that folder or one above it is refused.
 */

import { isInside } from '../base/posixPath.ts'
import type { Location } from './uris.ts'

const rememberMs = 60_000 // a copy that failed is followed by its delete at once; later ones are the user's own

export class FailedListings {
  private readonly failures = new Map<string, { readonly location: Location; readonly at: number }>()
  private readonly now: () => number

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  failed(location: Location): void {
    this.failures.set(keyOf(location), { location, at: this.now() })
  }

  succeeded(location: Location): void {
    this.failures.delete(keyOf(location))
  }

  /** The folder at or below `location` that could not be listed, if there is one. */
  below({ siteId, path }: Location): string | undefined {
    for (const [key, { location, at }] of this.failures) {
      if (this.now() - at > rememberMs) this.failures.delete(key)
      else if (location.siteId === siteId && isInside(path, location.path)) return location.path
    }
    return undefined
  }
}

function keyOf({ siteId, path }: Location): string {
  return `${siteId}${path}`
}
