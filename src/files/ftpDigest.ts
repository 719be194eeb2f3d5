/** What a file's bytes come to, by the server's own word. */

import type { Digest } from '../base/digest.ts'
import { maxDigestBytes, offersDigest } from '../ftp/digest.ts'
import type { Session } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import type { DigestOptions } from './fileSystem.ts'
import { findTaken } from './ftpLook.ts'

/** Undefined where the server can't say, or would be silent for so long that it seemed gone. Throws `notFound`. */
export async function digestOnServer(session: Session, path: string, options: DigestOptions): Promise<Digest | undefined> {
  const { signal, algorithm } = options
  if (!offersDigest(session.features)) return undefined
  if (((await session.size(path, { signal })) ?? 0) > maxDigestBytes) return undefined
  const digest = await session.digest(path, { signal, algorithm })
  if (digest || (await findTaken(session, path, { signal }))) return digest
  throw new FileError('notFound', path, `${path} does not exist on the server.`)
}
