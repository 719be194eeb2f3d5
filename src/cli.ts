/** The command line: connects `main` with this process. */

import manifest from '../package.json' with { type: 'json' }
import { main } from './cli/main.ts'

const { stdin, stdout, stderr, env } = process
const interruption = new AbortController()
// Once: whoever can't wait for the cleaning up presses Ctrl+C again.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())

process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env, signal: interruption.signal, version: manifest.version })
