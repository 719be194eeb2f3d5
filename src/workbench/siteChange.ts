/** What an advice changes in a site, and how that is taken back. */

import type { AdviceAction } from '../diagnosis/diagnosis.ts'
import type { PortRange } from '../ftp/server.ts'
import { given } from '../base/given.ts'
import type { Site } from '../sites/site.ts'

export type SiteChange = Partial<Pick<Site, 'transferMode' | 'activePorts' | 'activeAddress'>>

export function changeOf(action: Exclude<AdviceAction, { kind: 'trustCertificate' }>): SiteChange {
  switch (action.kind) {
    case 'setMode':
      return { transferMode: action.mode }
    case 'setActive':
      return given({ activePorts: action.activePorts && describePorts(action.activePorts), activeAddress: action.activeAddress })
  }
}

function describePorts({ low, high }: PortRange): string {
  return low === high ? String(low) : `${low}-${high}`
}

/** `now` with what `change` has set as it was `before`; what else has become of the site stays. */
export function withoutChange(now: Site, before: Site, change: SiteChange): Site {
  const kept = Object.entries(now).filter(([key]) => !Object.hasOwn(change, key))
  const restored = Object.entries(before).filter(([key]) => Object.hasOwn(change, key))
  return Object.fromEntries([...kept, ...restored]) as unknown as Site
}
