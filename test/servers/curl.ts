/** curl, as somebody would type it: another client's view of a server. */

import { spawn } from 'node:child_process'
import type { Security } from '../../src/ftp/server.ts'
import { installed } from './install.mjs'
import type { RealServer } from './realServer.ts'

const maxSeconds = 30

export class Curl {
  private readonly server: RealServer
  private readonly security: Security
  private readonly options: readonly string[]

  /** `options` go with every call: `--ftp-port -` is active mode. */
  constructor(server: RealServer, security: Security, options: readonly string[] = []) {
    this.server = server
    this.security = security
    this.options = options
  }

  /** Where `path` is, which ends with a slash if it is a folder. */
  url(path: string): string {
    const { host, port } = this.server
    const scheme = this.security === 'implicit' ? 'ftps' : 'ftp'
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${path.split('/').map(encodeURIComponent).join('/')}`
  }

  /** What curl prints. Rejects with what it says of its failure. */
  async run(args: readonly string[], input?: Buffer): Promise<Buffer> {
    const { user, password } = this.server
    const common = ['--disable', '--silent', '--show-error', '--globoff', '--max-time', `${maxSeconds}`, '--user', `${user}:${password}`]
    const child = spawn(installed.curl, [...common, ...this.encryption(), ...this.options, ...args], { timeout: 2 * maxSeconds * 1000 })
    child.stdin.on('error', () => {}) // curl that fails early doesn't read to the end; it says why itself
    child.stdin.end(input)
    const output: Buffer[] = []
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (complaint += String(chunk)))
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0) throw new Error(`curl ${args.join(' ')} ended with ${String(code)}: ${complaint}`)
    return Buffer.concat(output)
  }

  private encryption(): string[] {
    if (this.security === 'none') return []
    return ['--ssl-reqd', '--cacert', installed.certificate]
  }
}
