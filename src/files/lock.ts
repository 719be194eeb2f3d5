/** A folder taken by one process, so that no two work in it at once. */

export interface Lock {
  readonly kind: 'lock'
  release(): Promise<void>
}

/** Who holds it instead. */
export interface LockHolder {
  readonly kind: 'holder'
  readonly pid: number
  /** When it took it, in milliseconds since 1970. */
  readonly since: number
}
