/**
 * What a site's `TlsSettings` mean to the TLS library. Read before anything is dialled: what is wrong with a certificate file is
 * said at once, and by the name of its setting.
 */

import { X509Certificate } from 'node:crypto'
import { createSecureContext, DEFAULT_CIPHERS, rootCertificates, type SecureContext, type SecureContextOptions } from 'node:tls'
import { FtpError } from './ftpError.ts'
import type { ClientCertificate, TlsSettings, TlsVersion } from './server.ts'

export const defaultMinVersion: TlsVersion = 'TLSv1.2'

/** Throws `tlsFailed` for settings that no connection can be made with. */
export function secureContextOf({ ca, minVersion = defaultMinVersion, maxVersion, client }: TlsSettings): SecureContext {
  // As strings they are in order of age.
  if (maxVersion !== undefined && maxVersion < minVersion)
    throw new FtpError(
      'tlsFailed',
      `No TLS version is left: the newest to use, ${maxVersion} (maxVersion), is older than ${minVersion} (minVersion).`,
    )
  const versions: SecureContextOptions = { minVersion, ...(maxVersion !== undefined && { maxVersion }) }
  const ciphers = minVersion < defaultMinVersion ? oldCiphers() : undefined
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, readAuthorities(ca)] }
  return clientContext({ ...versions, ...trusted, ...(ciphers !== undefined && { ciphers }) }, client)
}

/**
 * OpenSSL 3 speaks TLS 1.0 and 1.1 at security level 0 alone. BoringSSL, which the desktop editor is built with, speaks them at
 * once, has no levels and refuses a list that names one.
 */
function oldCiphers(): string | undefined {
  const ciphers = `${DEFAULT_CIPHERS}:@SECLEVEL=0`
  try {
    createSecureContext({ ciphers })
    return ciphers
  } catch {
    return undefined // as said above
  }
}

/** The TLS library takes any text for authorities, and then trusts none of them. */
function readAuthorities(ca: string): string {
  try {
    for (const [certificate] of ca.matchAll(/-----BEGIN[^]*?-----END[^-]*-----/g)) new X509Certificate(certificate)
    if (ca.includes('-----BEGIN')) return ca
  } catch (error) {
    throw new FtpError('tlsFailed', `The authorities to trust (ca) can't be read: they must be certificates as PEM.`, { cause: error })
  }
  throw new FtpError('tlsFailed', `The authorities to trust (ca) can't be read: there is no certificate as PEM in them.`)
}

function clientContext(options: SecureContextOptions, client: ClientCertificate | undefined): SecureContext {
  if (!client) return createSecureContext(options)
  const { certificate, key, passphrase } = client
  try {
    return createSecureContext({ ...options, cert: certificate, key, ...(passphrase !== undefined && { passphrase }) })
  } catch (error) {
    throw new FtpError('tlsFailed', problemWith(client, error), { cause: error })
  }
}

/** Tried one by one, for the library's words are the same for a broken key and a broken certificate. */
function problemWith({ certificate, key, passphrase }: ClientCertificate, error: unknown): string {
  if (!canBeUsed({ cert: certificate })) return `The client's certificate (clientCertificate) can't be read: it must be PEM.`
  if (canBeUsed({ key, ...(passphrase !== undefined && { passphrase }) }))
    return `The client's certificate (clientCertificate) and key (clientKey) don't belong together.`
  if (/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(key))
    return passphrase === undefined
      ? `The client's key (clientKey) is encrypted, and no passphrase was given.`
      : `The client's key (clientKey) can't be opened with this passphrase.`
  return `The client's key (clientKey) can't be read: it must be PEM. ${error instanceof Error ? error.message : ''}`.trimEnd()
}

function canBeUsed(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options)
    return true
  } catch {
    return false // which is the answer
  }
}
