/** Fields that may be missing: what isn't given is not there, rather than undefined. */

/** The fields without those that are undefined. */
export function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
