/**
 * What the engine's tests share: servers and clients that end with the test, a log that remembers, prompts that answer.
 *
 * A `Bench` belongs to one test. Its end fails if the client has left a connection on a server or a rejection that nobody
 * handles, and hands on what a script or a handler threw.
 */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { Writable } from 'node:stream'
import type { Logger } from '../../src/base/log.ts'
import { connectSession } from '../../src/ftp/connectSession.ts'
import { ControlConnection } from '../../src/ftp/controlConnection.ts'
import { HostNames } from '../../src/ftp/data/hostNames.ts'
import type { DataContext } from '../../src/ftp/data/strategy.ts'
import { isFtpError, type FtpErrorReason } from '../../src/ftp/ftpError.ts'
import { SessionPool, type PoolOptions, type UseOptions } from '../../src/ftp/pool.ts'
import type { CertificateQuestion, Prompts } from '../../src/ftp/prompts.ts'
import type { Reply } from '../../src/ftp/reply.ts'
import type {
  LoginSettings,
  ProxySettings,
  Security,
  ServerIdentity,
  Timeouts,
  TlsSettings,
  TransferSettings,
} from '../../src/ftp/server.ts'
import type { Session } from '../../src/ftp/session.ts'
import { SiteMemory } from '../../src/ftp/siteMemory.ts'
import { FtpServer, type FtpServerOptions } from '../support/ftpServer.ts'
import { listenOn, type Address } from '../support/listenOn.ts'
import { scriptedServer, type Script, type ScriptedServer } from '../support/scriptedServer.ts'
import { SocketLedger } from '../support/socketLedger.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** Short where expiry is what a test waits for; long enough elsewhere for a busy machine. */
export const timeouts: Timeouts = {
  connectMs: 2000,
  replyMs: 2000,
  confirmMs: 4000,
  dataConnectMs: 500,
  dataIdleMs: 1000,
  idleCloseMs: 60_000,
  keepMs: 300_000,
  noopMs: 45_000,
  probeAfterMs: 10_000,
  probeMs: 500,
  growMs: 60_000,
}

export class RecordingLog implements Logger {
  readonly lines: string[] = []
  readonly error = (message: string) => void this.lines.push(`error ${message}`)
  readonly warn = (message: string) => void this.lines.push(`warn ${message}`)
  readonly info = (message: string) => void this.lines.push(`info ${message}`)
  readonly debug = (message: string) => void this.lines.push(`debug ${message}`)
  readonly trace = (message: string) => void this.lines.push(`trace ${message}`)

  count(part: string): number {
    return this.lines.filter((line) => line.includes(part)).length
  }
}

/** Gives `passwords` one after the other, and notes what was asked. */
export class AnsweringPrompts implements Prompts {
  /** The server's text each time a password was asked for. */
  readonly asked: (string | undefined)[] = []
  readonly questions: CertificateQuestion[] = []
  /** Answers to questions for the account. */
  readonly accounts: (string | undefined)[] = []
  /** Answers to questions for the proxy's password. */
  readonly proxyPasswords: (string | undefined)[] = []
  /** What was taken, and by which port: `demo@2121`. */
  readonly taken: string[] = []
  trusts = false
  private readonly passwords: (string | undefined)[]

  constructor(...passwords: (string | undefined)[]) {
    this.passwords = passwords
  }

  async password(_server: ServerIdentity, refused: string | undefined): Promise<string | undefined> {
    this.asked.push(refused)
    return this.passwords.shift()
  }

  async account(_server: ServerIdentity, refused: string | undefined): Promise<string | undefined> {
    this.asked.push(refused)
    return this.accounts.shift()
  }

  async proxyPassword(_proxy: ProxySettings, refused: string | undefined): Promise<string | undefined> {
    this.asked.push(refused)
    return this.proxyPasswords.shift()
  }

  accepted({ port }: ServerIdentity | ProxySettings, secret: string): void {
    this.taken.push(`${secret}@${port}`)
  }

  async certificate(question: CertificateQuestion): Promise<boolean> {
    this.questions.push(question)
    return this.trusts
  }
}

export interface ConnectChoices {
  readonly user?: string
  readonly security?: Security
  readonly tls?: TlsSettings
  readonly proxy?: ProxySettings
  readonly prompts?: AnsweringPrompts
  readonly timeouts?: Partial<Timeouts>
  readonly signal?: AbortSignal
  readonly password?: () => Promise<string>
  readonly account?: () => Promise<string>
  readonly login?: LoginSettings
}

/** What a client is made with; `transfer` and the log stay within a test's reach. */
export class Bench {
  readonly log = new RecordingLog()
  readonly memory = new SiteMemory()
  /** Read before every transfer. */
  transfer: TransferSettings = { mode: 'passive' }
  readonly ledger = new SocketLedger()
  private readonly ends: (() => Promise<void> | void)[] = []
  private readonly failures: unknown[] = []
  private readonly onUnhandled = (reason: unknown) => void this.failures.push(reason)

  constructor() {
    process.on('unhandledRejection', this.onUnhandled) // mocha lets them pass
  }

  /** An FTP server whose root holds `files`: contents by path, a folder where the path ends with a slash. */
  async serve(options: Omit<FtpServerOptions, 'root'> = {}, files: Readonly<Record<string, string | Buffer>> = {}): Promise<Served> {
    const folder = await temporaryFolder()
    for (const [path, contents] of Object.entries(files)) await put(join(folder.native, path), contents)
    const server = new FtpServer({ ...options, root: folder.native })
    const address = await server.start()
    this.ends.push(async () => {
      await server.clientsGone()
      await server.stop()
      await folder.remove()
    })
    return { server, root: folder.native, ...address }
  }

  async script(script: Script): Promise<Address & { readonly server: ScriptedServer }> {
    const server = scriptedServer(script)
    const address = await server.start()
    this.ends.push(async () => {
      await server.clientsGone()
      await server.stop()
    })
    return { server, ...address }
  }

  /** A control connection to `address`, nothing said yet. */
  async control(address: Address & { readonly localPort?: number }, replyMs = timeouts.replyMs): Promise<ControlConnection> {
    const socket = connect(address)
    await once(socket, 'connect')
    const control = new ControlConnection(socket, { log: this.log, replyMs })
    this.ends.push(() => control.dispose())
    return control
  }

  async connect(address: Address, choices: ConnectChoices = {}): Promise<Session> {
    const session = await connectSession({
      server: identity(address, choices),
      tls: choices.tls ?? {},
      proxy: choices.proxy,
      login: choices.login ?? {},
      password: choices.password ?? (async () => 'demo'),
      account: choices.account ?? (() => Promise.reject(new Error('the account was asked for'))),
      proxyPassword: () => Promise.reject(new Error("the proxy's password was asked for")),
      prompts: choices.prompts ?? new AnsweringPrompts(),
      settings: () => this.transfer,
      memory: this.memory,
      timeouts: { ...timeouts, ...choices.timeouts },
      log: this.log,
      signal: choices.signal,
    })
    this.ends.push(() => session.dispose())
    return session
  }

  pool(address: Address, options: Partial<PoolOptions> = {}): SessionPool {
    const pool = new SessionPool({
      server: identity(address),
      transfer: () => this.transfer,
      prompts: new AnsweringPrompts('demo'),
      log: this.log,
      name: 'site',
      ...options,
      timeouts: { ...timeouts, ...options.timeouts },
    })
    this.ends.push(() => pool.dispose())
    return pool
  }

  /** A listener that is no FTP server: what connects is in `sockets`. */
  async listener(): Promise<{ readonly address: Address; readonly sockets: Socket[] }> {
    const sockets: Socket[] = []
    const server = this.ledger.add('listener', createServer())
    server.on('connection', (socket) => sockets.push(this.ledger.add('data', socket)))
    return { address: await listenOn(server, '127.0.0.1'), sockets }
  }

  /** Last made, first ended: clients go before their servers. */
  async end(): Promise<void> {
    for (const end of this.ends.reverse()) {
      try {
        await end()
      } catch (error) {
        this.failures.push(error)
      }
    }
    await this.ledger.closeAll()
    await new Promise((resolve) => setImmediate(resolve)) // a rejection counts as unhandled after its turn
    process.off('unhandledRejection', this.onUnhandled)
    if (this.failures.length > 0) throw this.failures[0]
  }
}

export interface Served extends Address {
  readonly server: FtpServer
  /** On disk. */
  readonly root: string
}

async function put(place: string, contents: string | Buffer): Promise<void> {
  if (place.endsWith('/')) {
    await mkdir(place, { recursive: true })
    return
  }
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, contents)
}

export function identity({ host, port }: Address, { user = 'demo', security = 'none' }: ConnectChoices = {}): ServerIdentity {
  return { host, port, user, security }
}

/** Work that holds its session until it is let go. */
export class Held {
  readonly session: Promise<Session>
  readonly done: Promise<void>
  letGo = () => {}

  constructor(pool: SessionPool, options: UseOptions = {}) {
    let begun: (session: Session) => void = () => {}
    let failed: (reason: unknown) => void = () => {}
    this.session = new Promise((resolve, reject) => {
      begun = resolve
      failed = reject
    })
    this.session.catch(() => {})
    const held = new Promise<void>((resolve) => (this.letGo = resolve))
    this.done = pool.use(options, (session) => {
      begun(session)
      return held
    })
    this.done.catch(failed)
  }
}

export async function letGo(all: readonly Held[]): Promise<void> {
  for (const held of all) held.letGo()
  await Promise.all(all.map(({ done }) => done))
}

/** A context for one data connection whose commands are answered by `answer`, a line like `229 Ok (|||6446|)`. */
export function dataContext(
  answer: (verb: string, argument: string | undefined) => string | Promise<string>,
  changes: Partial<DataContext> = {},
): DataContext {
  return {
    request: async (verb, argument) => replyOf(await answer(verb, argument)),
    localAddress: '127.0.0.1',
    localPort: 0,
    remoteAddress: '127.0.0.1',
    host: '127.0.0.1',
    proxy: undefined,
    settings: { mode: 'auto' },
    names: new HostNames(() => Promise.reject(new Error('no name is looked up here'))),
    connectMs: 150,
    signal: undefined,
    isEager: false,
    observe: undefined,
    log: new RecordingLog(),
    ...changes,
  }
}

/** A reply of one line. */
export function replyOf(line: string): Reply {
  return { code: Number(line.slice(0, 3)), lines: [line.slice(4)] }
}

/** A port of this computer that nothing listens on. */
export async function deadPort(): Promise<number> {
  const server = createServer()
  const { port } = await listenOn(server, '127.0.0.1')
  server.close()
  await once(server, 'close')
  return port
}

/** Keeps what is written; its `error` is heard. */
export class Kept extends Writable {
  private readonly chunks: Buffer[] = []

  constructor() {
    super()
    this.on('error', () => {}) // looked at as `errored`
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk)
    done()
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }
}

/** For `assert.rejects` and `assert.throws`. */
export function failsWith(reason: FtpErrorReason, ...parts: readonly string[]): (error: unknown) => true {
  return (error) => {
    assert.ok(isFtpError(error), `not an FtpError: ${String(error)}`)
    assert.equal(error.reason, reason, error.message)
    for (const part of parts) assert.ok(error.message.includes(part), `"${part}" is not in: ${error.message}`)
    return true
  }
}

/** Fails if `promise` takes longer: what is to settle quickly. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await promise
  } finally {
    const took = performance.now() - start
    assert.ok(took < milliseconds, `took ${took.toFixed(0)} ms`)
  }
}

/** The promise's state, for those who don't want to wait for it. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  const turn = new Promise((resolve) => setImmediate(() => resolve(pending)))
  const first = await Promise.race([promise.catch(() => undefined), turn])
  return first !== pending
}

/** The server's commands without those of the login. */
export function workOf(commands: readonly string[]): string[] {
  return commands.slice(commands.indexOf('PWD') + 1)
}

/** Verbs of the commands that have to do with data connections. */
export function dataVerbs(commands: readonly string[]): string {
  const verbs = commands.map((line) => line.split(' ')[0] ?? '')
  return verbs.filter((verb) => ['EPSV', 'PASV', 'EPRT', 'PORT', 'MLSD', 'LIST', 'RETR', 'STOR'].includes(verb)).join(' ')
}
