/** How far a connection has come on its way to a login, for whoever has to explain where it stopped: `ConnectOptions.observe`. */

import type { SocketEnd } from './data/dataEvent.ts'
import type { CertificateQuestion } from './prompts.ts'
import type { Reply } from './reply.ts'

/** Why a certificate is taken: a known authority signed it, it is the pinned one, or the user said yes just now. */
export type CertificateTrust = 'authority' | 'pin' | 'user'

export interface Encryption {
  /** As Node's `getProtocol()`: `TLSv1.3`. */
  readonly protocol: string
  /** The IANA name of the cipher suite. */
  readonly cipher: string
  /** `problem` is empty where there is none. */
  readonly certificate: CertificateQuestion
  readonly trust: CertificateTrust
}

export type ConnectEvent =
  /** TCP. Through a proxy `remote` is the proxy. */
  | { readonly kind: 'connected'; readonly local: SocketEnd; readonly remote: SocketEnd }
  | { readonly kind: 'greeted'; readonly reply: Reply }
  | { readonly kind: 'encrypted'; readonly encryption: Encryption }
  | { readonly kind: 'loggedIn' }

export type ConnectObserver = (event: ConnectEvent) => void
