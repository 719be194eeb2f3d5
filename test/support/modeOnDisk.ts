/** The mode of a file or folder of this computer, as `chmod` takes it. */

import { stat } from 'node:fs/promises'

export async function modeOnDisk(native: string): Promise<string> {
  const { mode } = await stat(native)
  return (mode & 0o777).toString(8)
}
