/** A folder's listing, whole: bytes in, entries out. Pure and linear; see `listingReader.ts`, which reads one as it arrives. */

import { ListingReader, type ListingOptions, type ParsedListing } from './listingReader.ts'

export type { ListingFormat } from './choose.ts'
export type { ParsedListing } from './listingReader.ts'

export function parseListing(bytes: Uint8Array, options: ListingOptions = {}): ParsedListing {
  const reader = new ListingReader(options)
  reader.push(bytes)
  return reader.end()
}
