/** What a command may touch of the process it runs in. A test brings its own. */

import type { Readable, Writable } from 'node:stream'

export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ctrl+C. */
  readonly signal?: AbortSignal
  /** Of this program. */
  readonly version?: string
}
