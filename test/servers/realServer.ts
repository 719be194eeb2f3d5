/**
 * Starts a real FTP server for a test, on loopback or in a network namespace, serving a folder the test can see.
 *
 * Every server has a run folder of its own, one user, and is stopped with all its sessions. The user is not root: what the test
 * itself puts into the root later is handed over with `giveToServer`, or the server may read it but not change it.
 */

import { execFile } from 'node:child_process'
import { randomInt, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, lchownSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { withDeadline } from '../../src/base/abort.ts'
import { isInside } from '../../src/base/posixPath.ts'
import type { PortRange, Security, TlsVersion } from '../../src/ftp/server.ts'
import { installed, installServers } from './install.mjs'
import { ftpPort, lines, password, serverGid, serverUid, user, type ServerCommand, type ServerRun } from './launch.ts'
import { proftpd } from './proftpd.ts'
import { pureftpd } from './pureftpd.ts'
import { pyftpdlib } from './pyftpdlib.ts'
import { startProcess, type ServerProcess } from './serverProcess.ts'
import { vsftpd } from './vsftpd.ts'

export const serverKinds = ['vsftpd', 'proftpd', 'pureftpd', 'pyftpdlib'] as const
export type ServerKind = (typeof serverKinds)[number]

/** This computer over IPv4, and over IPv6. */
export const loopbacks = ['127.0.0.1', '::1'] as const
export type Loopback = (typeof loopbacks)[number]

export interface ServerOptions {
  readonly kind: ServerKind
  readonly security: Security
  /** The folder served as `/`. It and what is in it become the server's. */
  readonly root: string
  /** Any free one without it; 21 in a namespace. */
  readonly port?: number
  /** Any without it. */
  readonly passivePorts?: PortRange
  /** The address to listen on; `127.0.0.1` without it. */
  readonly listen?: string
  /** The network namespace to run in, as nsenter names it: `/proc/123/ns/net`. */
  readonly namespace?: string
  /** Lines to add to the configuration; arguments for Pure-FTPd. pyftpdlib takes none. */
  readonly extra?: readonly string[]
  /** With explicit TLS: refuse to go on without. True if not given. */
  readonly requireTls?: boolean
  /** The only TLS version to speak; 1.2 and 1.3 without it. */
  readonly tlsVersion?: TlsVersion
}

export interface RealServer {
  readonly kind: ServerKind
  /** Where it listens. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** PEM: self-signed, for `localhost`, `ftp.test`, `127.0.0.1` and `::1`. */
  readonly certificate: string
  /** SHA-256 of it, hex with colons. */
  readonly fingerprint: string
  /** What the server has said and logged until now, or until it was stopped. */
  log(): string
  /** Ends the server and its sessions and removes the run folder; the root stays. Twice is fine. */
  stop(): Promise<void>
}

const commands: Record<ServerKind, (run: ServerRun) => ServerCommand> = { vsftpd, proftpd, pureftpd, pyftpdlib }

const readyDeadlineMs = 10_000

const loopbackAdvice: Readonly<Record<string, string>> = {
  '127.0.0.1': 'Bring up the loopback interface: ip link set lo up',
  '::1': 'The tests need IPv6 on the loopback interface: sysctl -w net.ipv6.conf.lo.disable_ipv6=0',
}

/** How a kind can be reached: Pure-FTPd has no implicit TLS. */
export function securitiesOf(kind: ServerKind): readonly Security[] {
  return kind === 'pureftpd' ? ['none', 'explicit'] : ['none', 'explicit', 'implicit']
}

export async function startServer(options: ServerOptions): Promise<RealServer> {
  await installServers()
  giveToServer(options.root)
  openParents(options.root)
  const run = await prepareRun(options)
  try {
    const command = [...environment(run, options), ...entering(options.namespace), ...commands[options.kind](run)]
    return await whenReady(options, run, startProcess(command, run.folder))
  } catch (error) {
    removeFolder(run.folder)
    throw error
  }
}

/** Not every server has a setting for the version; OpenSSL's own configuration holds for them all. */
function environment({ folder }: ServerRun, { tlsVersion }: ServerOptions): string[] {
  if (tlsVersion === undefined) return []
  const file = join(folder, 'openssl.cnf')
  const versions = [`MinProtocol = ${tlsVersion}`, `MaxProtocol = ${tlsVersion}`]
  writeFileSync(
    file,
    lines('openssl_conf = all', '[all]', 'ssl_conf = tls', '[tls]', 'system_default = versions', '[versions]', ...versions),
  )
  return ['env', `OPENSSL_CONF=${file}`]
}

/** Node can't enter a network namespace: programs in it are started by one that can. */
function entering(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : ['nsenter', `--net=${namespace}`]
}

/** Makes `folder` and all in it the server's user's own. For what a test writes by itself while the server runs. */
export function giveToServer(folder: string): void {
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(folder, path), serverUid, serverGid)
  }
}

/** Folders made with mkdtemp are closed to others, and the server's user has to get through them to the root. */
function openParents(root: string): void {
  const temporary = realpathSync(tmpdir())
  for (let folder = dirname(realpathSync(root)); folder !== '/'; folder = dirname(folder)) {
    const { mode } = statSync(folder)
    if (mode & 0o001) continue
    if (!isInside(temporary, folder)) throw new Error(`${folder} is closed to the server's user: serve a folder below ${temporary}`)
    chmodSync(folder, mode | 0o011)
  }
}

async function prepareRun({
  kind,
  security,
  root,
  port,
  passivePorts,
  listen = '127.0.0.1',
  namespace,
  extra = [],
  requireTls = true,
}: ServerOptions): Promise<ServerRun> {
  return {
    folder: mkdtempSync(join(realpathSync(tmpdir()), `portside-${kind}-`)),
    root: realpathSync(root),
    host: listen,
    port: port ?? (namespace === undefined ? await freePort(listen) : ftpPort),
    security,
    requireTls,
    ...(passivePorts && { passivePorts }),
    extra,
    certificateFile: installed.certificate,
  }
}

/** Below those that the system gives away by itself: between looking and listening another test's data connection would take one. */
const lowestPort = 20_000
const highestPort = 32_000

async function freePort(host: string): Promise<number> {
  for (;;) {
    const probe = createServer()
    try {
      await once(probe.listen(randomInt(lowestPort, highestPort), host), 'listening')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue
      throw new Error(`Nothing can listen on ${host} here. ${loopbackAdvice[host] ?? ''}`, { cause: error })
    }
    const address = probe.address()
    await once(probe.close(), 'close')
    if (address === null || typeof address === 'string') throw new Error(`No free port on ${host}`)
    return address.port
  }
}

async function whenReady({ kind, namespace }: ServerOptions, run: ServerRun, server: ServerProcess): Promise<RealServer> {
  try {
    await untilReady(server, () => (namespace === undefined ? greet(run) : connectInside(namespace, run)))
  } catch (error) {
    await server.kill()
    const message = `${kind} (${run.security}) did not come up on ${run.host} port ${run.port}.\n${readLogs(run.folder)}`
    throw new Error(message, { cause: error })
  }
  const certificate = new X509Certificate(readFileSync(run.certificateFile))
  let lastLog: string | undefined
  return {
    kind,
    host: run.host,
    port: run.port,
    user,
    password,
    certificate: certificate.toString(),
    fingerprint: certificate.fingerprint256,
    log: () => lastLog ?? readLogs(run.folder),
    stop: async () => {
      await server.kill()
      lastLog ??= readLogs(run.folder)
      removeFolder(run.folder)
    },
  }
}

/** Tries until the server can be talked to: none of them says when it is ready. */
async function untilReady(server: ServerProcess, attempt: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + readyDeadlineMs
  for (;;) {
    try {
      await withDeadline(attempt(), deadline - Date.now(), () => new Error(`Not ready in ${readyDeadlineMs} ms`))
      // Someone else may have taken the port: then this one has ended, and the greeting was theirs.
      if (server.isRunning()) return
      throw new Error('It ended by itself')
    } catch (error) {
      if (!server.isRunning() || Date.now() >= deadline) throw error
      await delay(10)
    }
  }
}

async function greet(run: ServerRun): Promise<void> {
  const greeting = await readGreeting(run)
  if (!greeting.startsWith('220')) throw new Error(`The greeting was "${greeting}"`)
}

/** A namespace has one server, so who accepts there is it. */
async function connectInside(namespace: string, { host, port }: ServerRun): Promise<void> {
  const attempt = ['bash', '-c', '<>"/dev/tcp/$0/$1"', host, `${port}`]
  await promisify(execFile)('nsenter', [`--net=${namespace}`, ...attempt], { timeout: readyDeadlineMs })
}

async function readGreeting({ host, port, security, certificateFile }: ServerRun): Promise<string> {
  const socket: Socket = security === 'implicit' ? connectTls({ host, port, ca: readFileSync(certificateFile) }) : connect({ host, port })
  try {
    for await (const data of socket) return String(data).trimEnd()
    throw new Error('The connection was closed without a greeting')
  } finally {
    socket.destroy()
  }
}

function readLogs(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'))
  return names.map((name) => `--- ${name}\n${readFileSync(join(folder, name), 'utf8')}`).join('\n')
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
