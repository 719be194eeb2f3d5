/**
 * A site's pool, made of what the site says. What takes a while to get is got before the first connection is dialled: the files
 * with certificates, and a proxy's password.
 */

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { abortable, isAbort } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import { SessionPool, type PoolOptions, type UseOptions } from '../ftp/pool.ts'
import type { Prompts } from '../ftp/prompts.ts'
import type { TlsSettings, TransferSettings } from '../ftp/server.ts'
import type { Session } from '../ftp/session.ts'
import { given } from '../sites/given.ts'
import { serverOf, type Site, type SiteTls } from '../sites/site.ts'
import { loginSettings, timeoutsOf, tlsSettings } from '../sites/siteSettings.ts'
import type { Proxies } from './proxies.ts'
import type { TrustedCertificates } from './secrets.ts'

export interface ConnectionServices {
  readonly prompts: Prompts
  readonly certificates: Pick<TrustedCertificates, 'fingerprint'>
  readonly proxies: Pick<Proxies, 'of' | 'unlocked' | 'unlock' | 'proved'>
  readonly log: Logger
}

/** A pool for the site, also for one that isn't saved yet. Nothing is dialled. */
export function createPool(site: Site, transfer: () => TransferSettings, services: ConnectionServices): SessionPool {
  const { prompts, certificates, proxies, log } = services
  const server = serverOf(site)
  let files: TlsSettings = {}
  const tls = (): TlsSettings => {
    const pin = certificates.fingerprint(server)
    return pin === undefined ? files : { ...files, pin }
  }
  const prepare = async () => {
    if (site.security !== 'none') files = await tlsSettings(site, readPem)
    await proxies.unlock(site)
  }
  const options = {
    server,
    tls,
    transfer,
    prompts,
    log,
    name: site.name,
    timeouts: timeoutsOf(site),
    ...given({ connections: site.connections }),
  }
  const rest = { login: () => loginSettings(site), proxy: () => proxies.unlocked(site) }
  return new SitePool({ ...options, ...rest }, prepare, (works) => proxies.proved(site, works))
}

class SitePool extends SessionPool {
  private readonly prepare: () => Promise<void>
  private readonly proved: (works: boolean) => Promise<void>
  private declined: Error | undefined

  /** `prepare` is awaited before the first connection, `proved` is told whether there was one. */
  constructor(options: PoolOptions, prepare: () => Promise<void>, proved: (works: boolean) => Promise<void>) {
    super(options)
    this.prepare = prepare
    this.proved = proved
  }

  override async use<T>(options: UseOptions, work: (session: Session) => Promise<T>): Promise<T> {
    if (this.state.connections > 0) return super.use(options, work)
    await abortable(this.ready(), options.signal)
    const connected = async (session: Session) => {
      await this.proved(true)
      return work(session)
    }
    try {
      return await super.use(options, connected)
    } catch (error) {
      if (isFtpError(error, 'connectionRefused') && this.state.connections === 0) await this.proved(false)
      throw error
    }
  }

  override forgive(): void {
    this.declined = undefined
    super.forgive()
  }

  /** Whoever gave no password is asked again when they try again by hand. */
  private async ready(): Promise<void> {
    if (this.declined !== undefined) throw this.declined
    try {
      await this.prepare()
    } catch (error) {
      if (error instanceof Error && isAbort(error)) this.declined = error
      throw error
    }
  }
}

async function readPem(path: string, field: keyof SiteTls): Promise<string> {
  try {
    return await readFile(/^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The file in the site's setting "tls.${field}" can't be read: ${why}.`, { cause: error })
  }
}
