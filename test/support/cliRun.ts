/** Runs the command line inside the test's own process, with streams of the test's. */

import { PassThrough, Readable, Writable } from 'node:stream'
import { main } from '../../src/cli/main.ts'
import type { Io } from '../../src/cli/io.ts'

export interface CliOutcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliSetting {
  readonly env?: Record<string, string>
  readonly signal?: AbortSignal
  /** Typed at a terminal; without it stdin is none. */
  readonly typed?: string
  /** True if stderr is a terminal. */
  readonly terminal?: boolean
  readonly onStderr?: (text: string) => void
}

export async function runCli(argv: readonly string[], setting: CliSetting = {}): Promise<CliOutcome> {
  const stdout = collecting(() => {})
  const stderr = collecting(setting.onStderr ?? (() => {}))
  const io: Io = {
    stdin: setting.typed === undefined ? Readable.from([]) : typing(setting.typed),
    stdout,
    stderr: setting.terminal === true ? Object.assign(stderr, { isTTY: true, columns: 80 }) : stderr,
    env: setting.env ?? {},
    version: '1.2.3',
    ...(setting.signal && { signal: setting.signal }),
  }
  const status = await main(argv, io)
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

function collecting(heard: (text: string) => void): Writable & { text(): string } {
  let text = ''
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      text += String(chunk)
      heard(String(chunk))
      done()
    },
  })
  return Object.assign(stream, { text: () => text })
}

function typing(text: string): Io['stdin'] {
  const stdin = new PassThrough()
  stdin.write(text)
  return Object.assign(stdin, { isTTY: true, setRawMode: () => stdin })
}
