/**
 * What the TLS library's errors mean to somebody who wants to reach an FTP server: which setting is not that server's.
 *
 * Decided by the library's error codes; OpenSSL's and BoringSSL's are the same where it matters.
 */

import { FtpError, isFtpError } from './ftpError.ts'
import type { ServerIdentity, TlsSettings } from './server.ts'
import { defaultMinVersion } from './tlsContext.ts'

interface Endpoint {
  readonly server: ServerIdentity
  readonly settings: TlsSettings
}

const versionCodes = ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_NO_PROTOCOLS_AVAILABLE']
const plainCodes = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST', 'ERR_SSL_UNKNOWN_PROTOCOL']
/** Alerts about the certificate that we have shown, or have not. RFC 8446 section 6.2. */
const clientCertificateCode =
  /_ALERT_(CERTIFICATE_REQUIRED|NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA)$/

/** The `tlsFailed` for an error during a handshake. */
export function handshakeFailure(error: Error, endpoint: Endpoint): FtpError {
  return new FtpError('tlsFailed', `The TLS handshake failed: ${wordsOf(error)}. ${adviceFor(codeOf(error), endpoint)}`.trimEnd(), {
    cause: error,
  })
}

/** In TLS 1.3 a server looks at the client's certificate when the handshake is over for us: its "no" ends the first command. */
export function afterHandshake(error: unknown, endpoint: Endpoint): unknown {
  if (!isFtpError(error, 'connectionLost') || !(error.cause instanceof Error)) return error
  return clientCertificateCode.test(codeOf(error.cause)) ? handshakeFailure(error.cause, endpoint) : error
}

function adviceFor(code: string, { server, settings }: Endpoint): string {
  const { host, port } = server
  if (versionCodes.includes(code)) return versionAdvice(host, settings)
  if (clientCertificateCode.test(code))
    return settings.client
      ? `${host} does not accept the certificate of this site (clientCertificate).`
      : `${host} wants to see a certificate of yours: set clientCertificate.`
  if (plainCodes.includes(code))
    return server.security === 'implicit'
      ? `Port ${port} of ${host} does not begin with TLS. Choose explicit FTPS, or the port for implicit FTPS, which is usually 990.`
      : `${host} has agreed to TLS and goes on without it.`
  if (code === 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' && !settings.client)
    return `${host} may want to see a certificate of yours (clientCertificate), or has no cipher in common with us.`
  return ''
}

function versionAdvice(host: string, { minVersion = defaultMinVersion, maxVersion }: TlsSettings): string {
  if (maxVersion !== undefined)
    return `${host} speaks no TLS version from ${minVersion} to ${maxVersion}. Set another minVersion or maxVersion.`
  if (minVersion === 'TLSv1.3') return `${host} does not speak TLS 1.3. Set the oldest version to accept (minVersion) to TLSv1.2.`
  if (minVersion === 'TLSv1') return `${host} only speaks SSL, which is broken and not supported.`
  return `${host} only speaks versions older than ${minVersion}. If you accept that they can be broken, set the oldest version to accept (minVersion) to TLSv1.`
}

/** OpenSSL's own message goes on with the place in its sources: `tlsv1 alert protocol version:../deps/openssl/…`. */
function wordsOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
