/**
 * A folder of this computer for one process at a time, also where the last one crashed.
 *
 * Everyone who wants the folder puts a claim into it, a file of a name that nobody else uses, and only then looks at the others'.
 * Who sees one of somebody alive withdraws. So of two that come at once never both get it; they may both withdraw, and try
 * again after moments of different length. A claim whose maker is gone is deleted by whoever sees it, which can hit nobody
 * else's. (One file that is made with O_EXCL can't be taken over so: between the look at it and its removal it may have become
 * another's.)
 */

import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isFileError } from './fileError.ts'
import { errorCode, localError } from './localError.ts'
import { toNative } from './localPath.ts'
import type { Lock, LockHolder } from './lock.ts'

const heartbeatMs = 10_000
const silenceMs = 60_000 // six heartbeats: its process hangs, or is on a computer that is off
const rivalryMs = 2000 // who claims so recently may be about to withdraw
const maxTries = 12
const maxDelayMs = 100

const claimPattern = /^lock-[0-9a-f]+\.json$/

interface Claim {
  readonly pid: number
  /** A process number says something on its own computer only. */
  readonly host: string
  readonly since: number
}

/** Takes `folder`, which is in our form and is made if need be, or tells who has it: this very process, too. */
export async function takeLock(folder: string, beatMs = heartbeatMs): Promise<Lock | LockHolder> {
  try {
    const native = toNative(folder)
    await mkdir(native, { recursive: true, mode: 0o700 })
    for (let tries = 1; ; tries++) {
      const taken = await tryToTake(native, beatMs)
      if (taken.kind === 'lock' || tries === maxTries || Date.now() - taken.since > rivalryMs) return taken
      await delay(Math.random() * maxDelayMs)
    }
  } catch (error) {
    throw isFileError(error) ? error : localError(error, 'lock', folder)
  }
}

async function tryToTake(folder: string, beatMs: number): Promise<Lock | LockHolder> {
  const own = `lock-${randomBytes(8).toString('hex')}.json`
  let holder: LockHolder | undefined
  try {
    await putClaim(folder, own)
    holder = await holderBeside(folder, own)
  } catch (error) {
    await rm(join(folder, own), { force: true })
    throw error
  }
  if (!holder) return held(join(folder, own), beatMs)
  await rm(join(folder, own), { force: true })
  return holder
}

/** Nobody sees half a claim. */
async function putClaim(folder: string, name: string): Promise<void> {
  const claim: Claim = { pid: process.pid, host: hostname(), since: Date.now() }
  const unfinished = join(folder, `${name}.part`)
  try {
    await writeFile(unfinished, JSON.stringify(claim), { flag: 'wx', mode: 0o600 })
    await rename(unfinished, join(folder, name))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function holderBeside(folder: string, own: string): Promise<LockHolder | undefined> {
  const others = (await readdir(folder)).filter((name) => claimPattern.test(name) && name !== own)
  const holders = await Promise.all(others.map((name) => holderOf(join(folder, name))))
  return holders.find((holder) => holder !== undefined)
}

/** Undefined if nobody stands behind the claim any more. */
async function holderOf(path: string): Promise<LockHolder | undefined> {
  try {
    const { mtimeMs } = await stat(path)
    const { pid, host, since } = parseClaim(await readFile(path, 'utf8')) ?? { pid: 0, host: '', since: mtimeMs }
    if (Date.now() - mtimeMs <= silenceMs && !(host === hostname() && isGone(pid))) return { kind: 'holder', pid, since }
    await rm(path, { force: true })
    return undefined
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined // it was withdrawn
    throw error
  }
}

function parseClaim(text: string): Claim | undefined {
  try {
    const { pid, host, since } = JSON.parse(text) as Partial<Record<string, unknown>>
    return typeof pid === 'number' && typeof host === 'string' && typeof since === 'number' ? { pid, host, since } : undefined
  } catch {
    return undefined // the disk was full, or a person edited it: until it is old it counts as somebody's
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return errorCode(error) === 'ESRCH' // EPERM is a living one of another user
  }
}

function held(path: string, beatMs: number): Lock {
  const beat = () => {
    const now = new Date()
    utimes(path, now, now).catch(() => {}) // missed, or the claim was taken for a dead one's: the next beat is as good
  }
  const timer = setInterval(beat, beatMs)
  timer.unref()
  const release = async () => {
    clearInterval(timer)
    await rm(path, { force: true })
  }
  return { kind: 'lock', release }
}
