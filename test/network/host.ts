/**
 * A computer of the network laboratory: a network namespace (network_namespaces(7)), with its own interfaces, addresses, firewall
 * and ports. It has no name that could be taken or left behind, but a process that holds it, and goes when that ends.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { environment, startAttached } from './attached.ts'

export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface ExecOptions {
  readonly env?: Readonly<Record<string, string>>
  /** 10 s without it. */
  readonly timeoutMs?: number
}

export interface Host {
  /** As its neighbours dial it; a router, as the client does. */
  readonly address: string
  /** As nsenter names it, and `startServer`: `/proc/123/ns/net`. */
  readonly namespace: string
  /** The process that holds it. */
  readonly pid: number
  /** Runs a program there to its end, a good one or a bad one. Rejects if that does not come in time. */
  exec(command: readonly string[], options?: ExecOptions): Promise<Outcome>
  /** Runs lines of the shell there, such as firewall rules. Rejects with what was said at the first that fails. */
  run(lines: readonly string[]): Promise<void>
  stop(): Promise<void>
}

const usualTimeoutMs = 10_000

export async function startHost(address: string): Promise<Host> {
  const holder = await startAttached(['unshare', '--net', 'sh', '-ec', 'ip link set lo up; echo ready; read -r _ || true'])
  const namespace = `/proc/${holder.pid}/ns/net`
  const execHere = (command: readonly string[], options: ExecOptions = {}) => exec(namespace, command, options)
  const run = async (lines: readonly string[]) => {
    const { status, stderr } = await execHere(['sh', '-exc', lines.join('\n')])
    if (status !== 0) throw new Error(`Ended with ${status} at the last of these:\n${stderr}`)
  }
  return { address, namespace, pid: holder.pid, exec: execHere, run, stop: () => holder.stop() }
}

async function exec(
  namespace: string,
  command: readonly string[],
  { env = {}, timeoutMs = usualTimeoutMs }: ExecOptions,
): Promise<Outcome> {
  // `timeout` ends all that the program has started, and does so even when this process is gone.
  const args = ['--signal=KILL', `${timeoutMs / 1000}`, 'nsenter', `--net=${namespace}`, '--', ...command]
  const child = spawn('timeout', args, { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [status] = (await once(child, 'close')) as [number | null]
  if (status === null) throw new Error(`"${command.join(' ')}" went on for ${timeoutMs} ms. Until then:\n${stdout}${stderr}`)
  return { status, stdout, stderr }
}
