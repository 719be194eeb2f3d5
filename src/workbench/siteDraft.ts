/** A site while its questions are being answered. */

import { defaultPort, type Security } from '../ftp/server.ts'
import { parseAddress, type Address } from '../sites/address.ts'
import type { Site } from '../sites/site.ts'
import { isIP } from 'node:net'

export interface SiteDraft {
  /** What was there before the first question: a new, empty site or the one to change. */
  readonly initial: Site
  readonly addressText: string
  readonly address: Address | undefined
  readonly user: string
  /** Undefined to be asked when connecting. */
  readonly password: string | undefined
  readonly storePassword: boolean
  readonly security: Security
  readonly name: string
}

export function draftOf(site: Site): SiteDraft {
  const { user, security, name } = site
  return {
    initial: site,
    addressText: addressTextOf(site),
    address: undefined,
    user,
    password: undefined,
    storePassword: true,
    security,
    name,
  }
}

/** A site to start from; the address is still to be asked for. */
export function emptySite(id: string): Site {
  return { id, name: '', host: '', user: '', security: 'explicit', transferMode: 'auto' }
}

/** With an address, and all that it says already. An address that can't be read leaves the draft as it was. */
export function withAddress(draft: SiteDraft, text: string): SiteDraft {
  const parsed = parseAddress(text)
  if ('problem' in parsed) return draft
  const { address } = parsed
  return {
    ...draft,
    addressText: text,
    address,
    user: address.user ?? draft.user,
    password: address.password ?? draft.password,
    security: address.security ?? draft.security,
  }
}

/** The site as it would be saved now. */
export function siteOf({ initial, address, user, security, name }: SiteDraft): Site {
  const { port: _port, path: _path, ...rest } = initial
  const { dataHost: _dataHost, virtualHost: _virtualHost, ...forAnyServer } = rest
  const host = address?.host ?? initial.host
  return {
    ...(host === initial.host ? rest : forAnyServer),
    host,
    user: user === '' ? 'anonymous' : user,
    security,
    name: name === '' ? host : name,
    ...(address?.port !== undefined && address.port !== defaultPort(security) && { port: address.port }),
    ...(address?.path !== undefined && { path: address.path }),
  }
}

function addressTextOf({ host, port, path }: Site): string {
  const name = isIP(host) === 6 ? `[${host}]` : host
  return `${name}${port === undefined ? '' : `:${port}`}${path ?? ''}`
}
