/** What everything that is done on one control connection has in common. */

import type { Logger } from '../base/log.ts'
import type { PortAhead } from './data/portAhead.ts'
import type { ControlConnection } from './controlConnection.ts'
import type { Features } from './features.ts'
import type { RestartMarker } from './restart.ts'
import type { ProxySettings, Timeouts, TransferSettings } from './server.ts'
import type { SiteMemory } from './siteMemory.ts'
import type { TlsIdentity } from './tls.ts'

export interface SessionContext {
  readonly control: ControlConnection
  readonly features: Features
  /** The server's first words. */
  readonly banner: string
  readonly restart: RestartMarker
  readonly ahead: PortAhead
  /** Protects the data connections; undefined for plain FTP. */
  readonly tls: TlsIdentity | undefined
  /** Read before every transfer. */
  readonly settings: () => TransferSettings
  /** The server as the site names it. */
  readonly host: string
  /** Data connections go through it as the control connection does. */
  readonly proxy: ProxySettings | undefined
  readonly memory: SiteMemory
  readonly timeouts: Timeouts
  readonly log: Logger
}
