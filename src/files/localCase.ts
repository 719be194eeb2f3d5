/** Whether a folder of this computer tells `A.txt` from `a.txt`: two folders of one disk may differ in that. */

import type { BigIntStats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAbsence } from './localEntry.ts'
import { foldsCaseOf } from './otherCase.ts'

/** By what is in the folder; of an empty one by its own name, which tells of the folder it lies in. */
export async function foldsCaseLocal(folder: string): Promise<boolean> {
  const inside = (name: string, other: string) => isSameFile(join(folder, name), join(folder, other))
  const own = (_name: string, other: string) => isSameFile(folder, join(dirname(folder), other))
  return (await foldsCaseOf(await readdir(folder), inside)) ?? (await foldsCaseOf([basename(folder)], own)) ?? false
}

/** Undefined where `known` is not there either, as it was deleted since. */
export async function isSameFile(known: string, other: string): Promise<boolean | undefined> {
  const [one, two] = await Promise.all([statIfThere(known), statIfThere(other)])
  return one && two?.dev === one.dev && two.ino === one.ino
}

async function statIfThere(native: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(native, { bigint: true })
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}
