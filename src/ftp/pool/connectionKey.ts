/** What makes two connections interchangeable. A connection that was made in another way is not used again (CVE-2023-27535). */

import { createHash } from 'node:crypto'
import type { ClientCertificate, LoginSettings, ProxySettings, ServerIdentity, TlsSettings } from '../server.ts'

/** All that decides how a connection is made, but the password: who has a session has proven it. */
export interface ConnectionSettings {
  readonly server: ServerIdentity
  readonly tls: TlsSettings
  readonly login: LoginSettings
  readonly proxy: ProxySettings | undefined
}

/** Equal for settings whose connections may be shared, and for no others. Secrets are in it as their SHA-256 only. */
export function connectionKey({ server, tls, login, proxy }: ConnectionSettings): string {
  const { host, port, user, security } = server
  return JSON.stringify([
    [host.toLowerCase(), port, user, security],
    security === 'none' ? null : tlsKey(tls),
    loginKey(login),
    proxy ? proxyKey(proxy) : null,
  ])
}

function tlsKey({ ca, pin, minVersion = 'TLSv1.2', maxVersion, client }: TlsSettings): readonly unknown[] {
  return [digest(ca), pin?.replaceAll(':', '').toLowerCase() ?? null, minVersion, maxVersion ?? null, client ? clientKey(client) : null]
}

function clientKey({ certificate, key, passphrase }: ClientCertificate): readonly unknown[] {
  return [digest(certificate), digest(key), digest(passphrase)]
}

/** iconv-lite takes `UTF-8` and `utf8` for the same. */
function loginKey({ charset = 'utf8', virtualHost, commandsAfterLogin = [] }: LoginSettings): readonly unknown[] {
  return [charset.toLowerCase().replace(/[^a-z0-9]/g, ''), virtualHost?.toLowerCase() ?? null, commandsAfterLogin]
}

function proxyKey({ kind, host, port, user, password }: ProxySettings): readonly unknown[] {
  return [kind, host.toLowerCase(), port, user ?? null, digest(password)]
}

function digest(text: string | undefined): string | null {
  return text === undefined ? null : createHash('sha256').update(text).digest('hex')
}
