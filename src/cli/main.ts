/** One run of the command line: arguments in, exit status out. */

import { setMaxListeners } from 'node:events'
import { onAbort } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { parseCommand, type RemoteCommand } from './arguments.ts'
import { badUsage, done, failed, interrupted, type CommandContext } from './commands/context.ts'
import { diagnoseCommand } from './commands/diagnose.ts'
import { ls } from './commands/ls.ts'
import { sync } from './commands/sync.ts'
import { transfer } from './commands/transfer.ts'
import { helpText } from './help.ts'
import type { Io } from './io.ts'
import { describeError, failureOf, toJson } from './messages.ts'
import { TerminalPrompts } from './prompts.ts'
import { openRemote, poolOptions, stderrLogger } from './remote.ts'
import { findTarget, type SyncRun } from './sync/target.ts'
import type { SyncCommand } from './syncArguments.ts'

/** All that needs a server. */
type ServerCommand = RemoteCommand | SyncRun

export async function main(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parseCommand(argv)
  if ('problem' in parsed) return notUnderstood(parsed.problem, io)
  const { command } = parsed
  if (command.kind === 'sync') return await runSync(command, io)
  if (command.kind !== 'help' && command.kind !== 'version') return await runWithServer(command, io)
  io.stdout.write(command.kind === 'help' ? helpText(command.about) : `portside ${io.version ?? '(unknown version)'}\n`)
  return done
}

function notUnderstood(problem: string, io: Io): number {
  io.stderr.write(`portside: ${describeError(problem)} See portside --help.\n`)
  return badUsage
}

async function runSync(command: SyncCommand, io: Io): Promise<number> {
  const target = await findTarget(command, io.env)
  return 'problem' in target ? notUnderstood(target.problem, io) : await runWithServer(target.run, io)
}

async function runWithServer(command: ServerCommand, io: Io): Promise<number> {
  const interruption = new AbortController()
  setMaxListeners(0, interruption.signal) // every connection and every file listens to it
  const interrupt = () => interruption.abort()
  const listening = onAbort(io.signal, interrupt)
  io.stdout.on('error', interrupt) // nobody reads on, as with "| head"
  const { site, password } = command.connection
  const prompts = new TerminalPrompts(io, { isAnonymous: site.user === 'anonymous', fromUrl: password }, interrupt)
  const messages = () => ({ refusedCertificate: prompts.refusedCertificate })
  try {
    return await connectAndRun(command, io, prompts, { signal: interruption.signal, messages })
  } catch (error) {
    if (command.json) io.stdout.write(toJson({ error: failureOf(error, messages()) }))
    io.stderr.write(interruption.signal.aborted ? 'portside: Interrupted.\n' : `portside: ${describeError(error, messages())}\n`)
    return interruption.signal.aborted ? interrupted : failed
  } finally {
    listening.dispose()
  }
}

async function connectAndRun(
  command: ServerCommand,
  io: Io,
  prompts: TerminalPrompts,
  rest: Omit<CommandContext, 'io' | 'remote'>,
): Promise<number> {
  const log = stderrLogger(io.stderr, command.log)
  if (command.kind === 'diagnose')
    return await diagnoseCommand(command, await poolOptions(command.connection, prompts, log), { io, ...rest })
  const remote = await openRemote(command.connection, prompts, log)
  try {
    return await run(command, { io, remote, ...rest }, log)
  } finally {
    await remote.close()
  }
}

function run(command: Exclude<ServerCommand, { readonly kind: 'diagnose' }>, context: CommandContext, log: Logger): Promise<number> {
  if (command.kind === 'sync') return sync(command, context, log)
  return command.kind === 'ls' ? ls(command, context) : transfer(command, context)
}
