/** Whether a folder on a server tells `A.txt` from `a.txt`: IIS doesn't, and nothing on a Mac. */

import type { Entry } from '../base/entry.ts'
import { basename, dirname, join } from '../base/posixPath.ts'
import type { SessionOptions } from '../ftp/dialogue.ts'
import type { Session } from '../ftp/session.ts'
import { canEnter } from './ftpLook.ts'
import { foldsCaseOf } from './otherCase.ts'

/** By what is in the folder, and of an empty one by its own name. False where nothing tells. */
export async function foldsCase(session: Session, folder: string, options: SessionOptions): Promise<boolean> {
  const { entries } = await session.list(folder, options)
  const types = new Map(entries.filter(({ unusable }) => unusable === undefined).map(({ name, type }) => [name, type]))
  const answers = (path: string, type: Entry['type'] = 'other') => answersTo(session, path, type, options)
  const inside = async (name: string, other: string) => {
    if (await answers(join(folder, other), types.get(name))) return true
    return (await answers(join(folder, name), types.get(name))) ? false : undefined
  }
  const own = (_name: string, other: string) => answers(join(dirname(folder), other), 'folder')
  return (await foldsCaseOf([...types.keys()], inside)) ?? (await foldsCaseOf([basename(folder)], own)) ?? false
}

/** A link may be either, and what is neither has no answer. */
async function answersTo(session: Session, path: string, type: Entry['type'], options: SessionOptions): Promise<boolean> {
  if (type !== 'folder' && (await session.size(path, options)) !== undefined) return true
  return (type === 'folder' || type === 'link') && canEnter(session, path, options)
}
