/** Why a sync does not begin. */

import type { LockHolder } from '../files/lock.ts'
import type { Finding } from './finding.ts'

/** Something was found that a person has to confirm first. */
export class GuardStop extends Error {
  override readonly name = 'GuardStop'
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    super(`The sync was stopped before it began: ${findings.map(({ kind }) => kind).join(', ')}.`)
    this.findings = findings
  }
}

/** Another sync of the same two folders is under way. */
export class SyncLocked extends Error {
  override readonly name = 'SyncLocked'
  /** Of the process that is at it; it may be this one. */
  readonly pid: number
  /** In milliseconds since 1970. */
  readonly since: number

  constructor({ pid, since }: LockHolder) {
    super(`Process ${pid} is syncing these folders. Wait for its end, then try again.`)
    this.pid = pid
    this.since = since
  }
}
