/**
 * Which folders are to be asked for again. After a refresh each folder is listed afresh when it is next shown, once; the old
 * listing is still remembered then, so that open editors hear of what has changed.
 */

export class Refreshes {
  private readonly counts = new Map<string, number>()
  private readonly listedAt = new Map<string, number>()

  refresh(siteId: string): void {
    this.counts.set(siteId, (this.counts.get(siteId) ?? 0) + 1)
  }

  /** True if the folder was not listed since the last refresh of its site; it counts as listed then. */
  takeOutdated(siteId: string, folder: string): boolean {
    const key = `${siteId}:${folder}`
    const count = this.counts.get(siteId) ?? 0
    const isOutdated = (this.listedAt.get(key) ?? 0) < count
    this.listedAt.set(key, count)
    return isOutdated
  }
}
