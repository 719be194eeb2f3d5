/** Tries a site before it is saved: can it be reached, does the login work, does the start folder list? */

import { FtpFileSystem } from '../files/ftpFileSystem.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { Prompts } from '../ftp/prompts.ts'
import type { Site } from '../sites/site.ts'
import { transferSettings } from '../sites/siteSettings.ts'
import { createPool, type ConnectionServices } from './sitePool.ts'

export interface SiteTestResult {
  readonly folder: string
  readonly entries: number
}

/** Lists the start folder once. Throws what a real connection would throw. */
export async function testSite(site: Site, services: ConnectionServices, signal: AbortSignal): Promise<SiteTestResult> {
  const pool = createPool(site, () => transferSettings(site), services)
  try {
    await pool.use({ signal }, async () => {})
    const folder = site.path ?? pool.state.loginFolder ?? '/'
    const { entries } = await new FtpFileSystem(pool, services.log).list(folder, { signal })
    await pool.close()
    return { folder, entries: entries.length }
  } finally {
    pool.dispose()
  }
}

/** The given password once, and no question when it is refused; the proxy and certificates as usual. */
export function testPrompts(password: string | undefined, prompts: Prompts): Prompts {
  return {
    password: async (server, refused, signal) => {
      if (refused !== undefined) return undefined
      return password ?? prompts.password(server, undefined, signal)
    },
    account: (server, refused, signal) => (refused === undefined ? prompts.account(server, undefined, signal) : Promise.resolve(undefined)),
    proxyPassword: (proxy, refused, signal) => prompts.proxyPassword(proxy, refused, signal),
    accepted: (recipient, secret) => prompts.accepted?.(recipient, secret),
    certificate: (question, signal) => prompts.certificate(question, signal),
  }
}

/**
 * Whether the server encrypts if asked to; undefined if that can't be found out. Only the way to the login is walked: being
 * asked for a password, or about a certificate, means that encryption was had.
 */
export async function offersEncryption(
  site: Site,
  { prompts, proxies, log }: Pick<ConnectionServices, 'prompts' | 'proxies' | 'log'>,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const asked: string[] = []
  const noting: Prompts = {
    password: async () => void asked.push('password'),
    account: async () => void asked.push('account'),
    proxyPassword: (proxy, refused, signal) => prompts.proxyPassword(proxy, refused, signal),
    certificate: async () => asked.push('certificate') === 0,
  }
  const services = { prompts: noting, certificates: { fingerprint: () => undefined }, proxies, log }
  const pool = createPool({ ...site, security: 'explicit' }, () => transferSettings(site), services)
  try {
    await pool.use({ signal }, async () => {})
    return true
  } catch (error) {
    if (asked.length > 0) return true
    return isFtpError(error, 'tlsRefused') ? false : undefined
  } finally {
    pool.dispose()
  }
}
