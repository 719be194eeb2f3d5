/**
 * Which proxy a site's connections go through. The editor's proxy is followed as the editor's settings say it; the environment is
 * not looked at.
 */

import type { Logger } from '../base/log.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { parseProxy } from '../sites/proxy.ts'
import { serverOf, type Site } from '../sites/site.ts'

/** The editor's settings `http.proxy`, `http.noProxy` and `http.proxySupport`. */
export interface EditorProxy {
  readonly url: string
  readonly except: readonly string[]
  readonly support: string
}

export class Proxies {
  private readonly editorProxy: () => EditorProxy
  private readonly log: Pick<Logger, 'warn'>
  private reported = ''

  constructor(editorProxy: () => EditorProxy, log: Pick<Logger, 'warn'>) {
    this.editorProxy = editorProxy
    this.log = log
  }

  /** The proxy for the site, without a password that has to be asked for; undefined for none. */
  of(site: Site): ProxySettings | undefined {
    const { proxy = 'editor' } = site
    return proxy === 'editor' ? this.editorProxyFor(site) : parseProxy(proxy) // "none" is no address
  }

  private editorProxyFor(site: Site): ProxySettings | undefined {
    const { url, except, support } = this.editorProxy()
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
    this.log.warn(`The editor's proxy (http.proxy) is not used: it must begin with socks5:// or http://, not ${scheme}.`)
  }
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
