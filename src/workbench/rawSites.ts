/**
 * The sites as they are written in the settings. A newer version or the user's own hand may have put more there than is known
 * here, or something that can't be read: what isn't changed stays as it is.
 */

import { siteFields } from '../sites/parseSites.ts'
import type { Site } from '../sites/site.ts'

/** Undefined if the setting is there and isn't a list. */
export function rawSitesOf(setting: unknown): readonly unknown[] | undefined {
  if (setting === undefined || setting === null) return []
  return Array.isArray(setting) ? (setting as readonly unknown[]) : undefined
}

export function isSite(raw: unknown, id: string): boolean {
  return typeof raw === 'object' && raw !== null && 'id' in raw && raw.id === id
}

/** With the site in the place of the one with its id, or at the end. */
export function withSite(sites: readonly unknown[], site: Site): readonly unknown[] {
  const index = sites.findIndex((raw) => isSite(raw, site.id))
  if (index < 0) return [...sites, site]
  return sites.with(index, { ...unknownFields(sites[index]), ...site })
}

function unknownFields(raw: unknown): object {
  return Object.fromEntries(Object.entries(raw ?? {}).filter(([key]) => !siteFields.includes(key)))
}
