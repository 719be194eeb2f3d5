/** Text to be merged: whether bytes are text, and what in it is still to be chosen. */

/** Undefined for what isn't UTF-8, or is no text. A mark at the beginning stays. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined // other bytes than UTF-8, as was asked
  }
}

/** Places that are still between markers. */
export function undecidedIn(text: string): number {
  return (text.match(/^<{7} /gm) ?? []).length
}
