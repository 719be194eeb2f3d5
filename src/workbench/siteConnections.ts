/**
 * From a site's id to its files. A pool and a cache are made when first asked for and dial when first used. When the site goes
 * away or becomes another login they are retired: work under way comes to its end first, or a save could stop between the old
 * file and the new. Everything else about a site is read afresh, so a changed transfer mode counts for the next transfer on
 * connections that are open already.
 */

import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts'
import { Emitter, type Event } from '../base/event.ts'
import { prefixed } from '../base/log.ts'
import { CachedFileSystem } from '../files/cachedFileSystem.ts'
import type { FileChange } from '../files/fileSystem.ts'
import { FtpFileSystem } from '../files/ftpFileSystem.ts'
import type { PoolState, SessionPool } from '../ftp/pool.ts'
import { connectionKey } from '../ftp/pool/connectionKey.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { serverOf, type Site } from '../sites/site.ts'
import { loginSettings, transferSettings } from '../sites/siteSettings.ts'
import { createPool, type ConnectionServices } from './sitePool.ts'

/** Where the sites come from: the settings, and the folders of the window. */
export interface SiteSource {
  readonly sites: readonly Site[]
  readonly onDidChangeSites: Event<void>
  site(id: string): Site | undefined
  /** Resolves when all sites are known. They are from the beginning without it. */
  ready?(): Promise<void>
}

export interface SiteFileChanges {
  readonly siteId: string
  readonly changes: readonly FileChange[]
}

/** A save that lost its connection takes another one to put things in order; nothing takes this long to ask for it. */
const retireMs = 60_000

/** One site's pool and files. */
export class SiteConnection implements Disposable {
  readonly files: CachedFileSystem
  readonly pool: SessionPool
  /** Equal for two sites that can share connections. */
  readonly identity: string
  private readonly store = new DisposableStore()
  private readonly current: () => Site

  constructor(site: Site, current: () => Site, services: ConnectionServices) {
    this.current = current
    this.identity = identityOf(site, services.proxies.of(site))
    this.pool = this.store.add(createPool(site, () => transferSettings(current()), services))
    this.files = this.store.add(new CachedFileSystem(new FtpFileSystem(this.pool, prefixed(services.log, site.name))))
  }

  get site(): Site {
    return this.current()
  }

  /** The folder to show first: the site's own, or the one the server puts this login in. */
  async startFolder(signal?: AbortSignal): Promise<string> {
    if (this.site.path !== undefined) return this.site.path
    if (this.pool.state.loginFolder === undefined) await this.connect(signal)
    return this.pool.state.loginFolder ?? '/'
  }

  /** Resolves when a login has succeeded. */
  async connect(signal?: AbortSignal): Promise<void> {
    await this.pool.use({ priority: 'browse', repeatable: true, ...(signal && { signal }) }, async () => {})
  }

  async disconnect(): Promise<void> {
    await this.pool.close()
    this.files.invalidate()
  }

  /** Ends when its work has: calls `ended` when nothing has been connected for a while. */
  retire(ended: () => void): void {
    let timer: NodeJS.Timeout | undefined
    const whenIdle = ({ connections }: PoolState) => {
      clearTimeout(timer)
      if (connections === 0) timer = setTimeout(ended, retireMs).unref()
    }
    this.store.add(toDisposable(() => clearTimeout(timer)))
    this.store.add(this.pool.onDidChangeState(whenIdle))
    void this.disconnect() // which tells of the state when it is done
  }

  dispose(): void {
    this.store.dispose()
  }
}

export class SiteConnections implements Disposable {
  private readonly store = new DisposableStore()
  private readonly opened = new Map<string, SiteConnection>()
  private readonly retired = new Set<SiteConnection>()
  private readonly stateChanged = this.store.add(new Emitter<string>())
  private readonly filesChanged = this.store.add(new Emitter<SiteFileChanges>())
  private readonly source: SiteSource
  private readonly services: ConnectionServices

  /** A site, by its id, that has connected, disconnected or found another way to transfer. */
  readonly onDidChangeState = this.stateChanged.event
  readonly onDidChangeFiles = this.filesChanged.event

  constructor(source: SiteSource, services: ConnectionServices) {
    this.source = source
    this.services = services
    this.store.add(source.onDidChangeSites(() => this.retireOutdated()))
  }

  /** The site's connection, not dialled yet; undefined for an id that no site has. */
  get(siteId: string): SiteConnection | undefined {
    const site = this.source.site(siteId)
    return site && (this.opened.get(siteId) ?? this.open(site))
  }

  /** As `get`, but waits for sites that are not known yet. */
  async find(siteId: string): Promise<SiteConnection | undefined> {
    if (!this.source.site(siteId)) await this.source.ready?.()
    return this.get(siteId)
  }

  /** What the site's connections go through, if it isn't the direct way. */
  proxyOf(site: Site): ProxySettings | undefined {
    return this.services.proxies.of(site)
  }

  /** What is known of the site's server, if it was asked for anything. */
  state(siteId: string): PoolState | undefined {
    return this.opened.get(siteId)?.pool.state
  }

  /** The user asks again by hand: a login that was refused may be tried once more. */
  forgive(siteId: string): void {
    this.opened.get(siteId)?.pool.forgive()
  }

  /** Takes leave of all servers; whoever works may end. */
  async disconnect(): Promise<void> {
    await Promise.all([...this.opened.values()].map((connection) => connection.disconnect()))
  }

  dispose(): void {
    this.store.dispose()
    for (const connection of [...this.opened.values(), ...this.retired]) connection.dispose()
    this.opened.clear()
    this.retired.clear()
  }

  private open(site: Site): SiteConnection {
    const connection = new SiteConnection(site, () => this.source.site(site.id) ?? site, this.services)
    const isInUse = () => this.opened.get(site.id) === connection
    let before = visibleState(connection.pool.state)
    connection.pool.onDidChangeState((state) => {
      const now = visibleState(state)
      if (now !== before && isInUse()) this.stateChanged.fire(site.id)
      before = now
    })
    connection.files.onDidChange((changes) => isInUse() && this.filesChanged.fire({ siteId: site.id, changes }))
    this.opened.set(site.id, connection)
    return connection
  }

  private retireOutdated(): void {
    for (const [siteId, connection] of this.opened) {
      const site = this.source.site(siteId)
      if (site && identityOf(site, this.proxyOf(site)) === connection.identity) continue
      this.opened.delete(siteId)
      this.retire(connection)
      this.stateChanged.fire(siteId)
    }
  }

  private retire(connection: SiteConnection): void {
    this.retired.add(connection)
    connection.retire(() => {
      this.retired.delete(connection)
      connection.dispose()
    })
  }
}

/** The part of the state that is on the screen all the time; which connection is busy changes with every command. */
function visibleState({ connections, encrypted, works }: PoolState): string {
  return JSON.stringify([connections > 0, encrypted, works?.mode])
}

/** Equal for two sites that can share connections, and what was listed over them. Files with certificates count by their names. */
export function identityOf(site: Site, proxy?: ProxySettings): string {
  const key = connectionKey({ server: serverOf(site), tls: {}, login: loginSettings(site), proxy })
  return JSON.stringify([key, site.proxy, site.tls, site.connections, site.timeouts])
}
