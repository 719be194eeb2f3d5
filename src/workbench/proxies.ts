/**
 * Which proxy a site's connections go through, and its password. The editor's proxy is followed as the editor's settings say it;
 * the environment is not looked at. A password is asked for before anything is dialled, and stored once a connection through the
 * proxy has succeeded: a mistyped one is asked for again.
 */

import type { Logger } from '../base/log.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { parseProxy, proxySecretKey } from '../sites/proxy.ts'
import { serverOf, type Site } from '../sites/site.ts'
import type { Passwords } from './secrets.ts'

/** The editor's settings `http.proxy`, `http.noProxy` and `http.proxySupport`. */
export interface EditorProxy {
  readonly url: string
  readonly except: readonly string[]
  readonly support: string
}

export interface GivenPassword {
  readonly password: string
  readonly store: boolean
}

export interface ProxyServices {
  readonly editorProxy: () => EditorProxy
  readonly passwords: Pick<Passwords, 'get' | 'set'>
  /** Undefined if the user would rather not. `doubtful` is the one that did not lead to a connection. */
  readonly ask: (proxy: ProxySettings, doubtful: string | undefined) => Promise<GivenPassword | undefined>
  readonly log: Pick<Logger, 'warn'>
}

export class Proxies {
  private readonly services: ProxyServices
  private readonly asking = new Map<string, Promise<GivenPassword | undefined>>()
  private readonly known = new Map<string, GivenPassword>()
  private readonly doubted = new Set<string>()
  private reported = ''

  constructor(services: ProxyServices) {
    this.services = services
  }

  /** The proxy for the site, as far as it is known without asking; undefined for none. */
  of(site: Site): ProxySettings | undefined {
    const { proxy = 'editor' } = site
    return proxy === 'editor' ? this.editorProxyFor(site) : parseProxy(proxy) // "none" is no address
  }

  /** The same with the password that `unlock` found. */
  unlocked(site: Site): ProxySettings | undefined {
    const proxy = this.of(site)
    const given = proxy && this.known.get(proxySecretKey(proxy))
    return given && needsPassword(proxy) ? { ...proxy, password: given.password } : proxy
  }

  /** Call it before dialling. Throws an `AbortError` if the user gives no password. */
  async unlock(site: Site): Promise<void> {
    const proxy = this.of(site)
    if (!proxy || !needsPassword(proxy)) return
    const key = proxySecretKey(proxy)
    if (this.known.has(key)) return
    const given = await (this.asking.get(key) ?? this.lookUp(proxy, key))
    if (!given) throw new DOMException('No password was given.', 'AbortError')
  }

  /** A connection through the site's proxy was had, or not. */
  async proved(site: Site, works: boolean): Promise<void> {
    const proxy = this.of(site)
    const key = proxy && proxySecretKey(proxy)
    const given = key === undefined ? undefined : this.known.get(key)
    if (!proxy || key === undefined || !given) return
    if (!works) {
      this.known.delete(key)
      this.doubted.add(key)
    } else if (this.doubted.delete(key)) {
      await this.services.passwords.set(proxy, given.password, given.store)
    }
  }

  private lookUp(proxy: ProxySettings, key: string): Promise<GivenPassword | undefined> {
    const answer = this.storedOrAsked(proxy, key).finally(() => this.asking.delete(key))
    this.asking.set(key, answer)
    return answer
  }

  private async storedOrAsked(proxy: ProxySettings, key: string): Promise<GivenPassword | undefined> {
    const password = await this.services.passwords.get(proxy)
    const isTrusted = password !== undefined && !this.doubted.has(key)
    const given = isTrusted ? { password, store: true } : await this.services.ask(proxy, password)
    if (!isTrusted) this.doubted.add(key)
    if (given) this.known.set(key, given)
    return given
  }

  private editorProxyFor(site: Site): ProxySettings | undefined {
    const { url, except, support } = this.services.editorProxy()
    const { host, port } = serverOf(site)
    if (url === '' || support === 'off' || isLoopback(host) || isExcepted(except, host, port)) return undefined
    const proxy = parseProxy(url)
    if (!proxy) this.report(url)
    return proxy
  }

  /** Once: it may hold a password, so only its beginning is shown. */
  private report(url: string): void {
    if (url === this.reported) return
    this.reported = url
    const scheme = /^[a-z0-9+.-]+:\/\//i.exec(url)?.[0] ?? 'something else'
    this.services.log.warn(`The editor's proxy (http.proxy) is not used: it must begin with socks5:// or http://, not ${scheme}.`)
  }
}

function needsPassword({ user, password }: ProxySettings): boolean {
  return user !== undefined && password === undefined
}

/** As the editor has it: this computer needs no proxy. */
function isLoopback(host: string): boolean {
  return host === '::1' || /^(localhost|127(\.\d+){3})$/i.test(host)
}

/** As the editor reads `http.noProxy`: `*`, or domains with all below them, with or without a leading dot, for all ports or one. */
function isExcepted(patterns: readonly string[], host: string, port: number): boolean {
  return patterns.some((pattern) => {
    const text = pattern.trim().toLowerCase()
    const [, domain = text, onlyPort = String(port)] = /^([^:]*):(\d+)$/.exec(text) ?? []
    const isInDomain = domain === '*' || (domain !== '' && `.${host.toLowerCase()}`.endsWith(`.${domain.replace(/^\*?\./, '')}`))
    return isInDomain && onlyPort === String(port)
  })
}
