/** What a site says, in the shapes of the engine. */

import type { LoginSettings, Timeouts, TlsSettings, TransferSettings } from '../ftp/server.ts'
import { parsePortRange } from './checks.ts'
import { given } from '../base/given.ts'
import type { Site, SiteTls } from './site.ts'

/** `path` is what the settings say, `field` where they say it. Gives the text, or throws a sentence. */
export type ReadPem = (path: string, field: keyof SiteTls) => Promise<string>

export function transferSettings(site: Site): TransferSettings {
  const { transferMode: mode, activeAddress, dataPort, dataHost } = site
  const activePorts = site.activePorts === undefined ? undefined : parsePortRange(site.activePorts)
  return given({ mode, activePorts, activeAddress, dataPort, dataHost })
}

export function loginSettings({ charset, virtualHost, commandsAfterLogin }: Site): LoginSettings {
  return given({ charset, virtualHost, commandsAfterLogin })
}

/** Those that the site says something about, in milliseconds. */
export function timeoutsOf({ timeouts: { connect, reply, dataConnect, dataIdle } = {} }: Site): Partial<Timeouts> {
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)
  return given({ connectMs: ms(connect), replyMs: ms(reply), dataConnectMs: ms(dataConnect), dataIdleMs: ms(dataIdle) })
}

export async function tlsSettings({ tls = {} }: Site, read: ReadPem): Promise<TlsSettings> {
  const { minVersion, maxVersion, ca, clientCertificate, clientKey } = tls
  return given({
    minVersion,
    maxVersion,
    ca: ca === undefined ? undefined : await read(ca, 'ca'),
    client: clientCertificate === undefined ? undefined : await clientOf(clientCertificate, clientKey, read),
  })
}

/** Certificate and key are often in one file. */
async function clientOf(certificateFile: string, keyFile: string | undefined, read: ReadPem) {
  const certificate = await read(certificateFile, 'clientCertificate')
  return { certificate, key: keyFile === undefined ? certificate : await read(keyFile, 'clientKey') }
}
