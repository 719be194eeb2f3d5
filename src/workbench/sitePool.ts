/** A site's pool, made of what the site says. Files with certificates are read whenever a connection is made. */

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../base/log.ts'
import { SessionPool, type PoolOptions } from '../ftp/pool.ts'
import type { Prompts } from '../ftp/prompts.ts'
import type { TlsSettings, TransferSettings } from '../ftp/server.ts'
import { given } from '../base/given.ts'
import { serverOf, type Site, type SiteTls } from '../sites/site.ts'
import { loginSettings, timeoutsOf, tlsSettings } from '../sites/siteSettings.ts'
import type { FolderConsents } from './folderConsents.ts'
import type { KnownServers } from './knownServers.ts'
import type { Proxies } from './proxies.ts'
import type { TrustedCertificates } from './secrets.ts'

export interface ConnectionServices {
  readonly prompts: Prompts
  readonly certificates: Pick<TrustedCertificates, 'fingerprint'>
  readonly proxies: Pick<Proxies, 'of'>
  /** Awaited before each dial; rejects if the user would rather not connect. Without it every site may be connected to. */
  readonly consents?: Pick<FolderConsents, 'ensure'>
  /** Without it nothing that is learnt is kept: of sites that are only tried. */
  readonly servers?: Pick<KnownServers, 'knowledge' | 'learn'>
  readonly log: Logger
}

/** A pool for the site, also for one that isn't saved yet. Nothing is dialled. */
export function createPool(site: Site, transfer: () => TransferSettings, services: ConnectionServices): SessionPool {
  const { proxies, servers } = services
  const route = { server: serverOf(site), proxy: proxies.of(site) }
  const pool = new SessionPool({ ...poolOptions(site, transfer, services), knowledge: servers?.knowledge(route) })
  // The editor keeps nothing more while its window closes; what is lost then is learnt again.
  pool.onDidChangeState(() => void servers?.learn(route, pool.knowledge).catch(() => {}))
  return pool
}

/** How the site is connected to, for a pool or whoever else does it. */
export function poolOptions(site: Site, transfer: () => TransferSettings, services: Omit<ConnectionServices, 'servers'>): PoolOptions {
  const { prompts, certificates, proxies, consents, log } = services
  const server = serverOf(site)
  let files: TlsSettings = {}
  return {
    server,
    tls: () => ({ ...files, ...given({ pin: certificates.fingerprint(server) }) }),
    login: () => loginSettings(site),
    proxy: () => proxies.of(site),
    ready: async () => {
      await consents?.ensure(site)
      if (site.security !== 'none') files = await tlsSettings(site, readPem)
    },
    transfer,
    timeouts: timeoutsOf(site),
    ...given({ connections: site.connections }),
    prompts,
    log,
    name: site.name,
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
