/** A folder of this computer for one test. */

import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromNative } from '../../src/files/localPath.ts'

export interface TemporaryFolder {
  /** As the operating system writes it. */
  readonly native: string
  /** As a `FileSystem` takes it. */
  readonly path: string
  remove(): Promise<void>
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const native = await mkdtemp(join(await realpath(tmpdir()), 'portside-test-'))
  return { native, path: fromNative(native), remove: () => rm(native, { recursive: true, force: true }) }
}
