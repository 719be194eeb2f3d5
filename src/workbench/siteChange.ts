/** What an advice changes in a site, and how that is taken back. */

import type { AdviceAction } from '../diagnosis/diagnosis.ts'
import { dashes } from '../diagnosis/words.ts'
import { given } from '../base/given.ts'
import type { Site } from '../sites/site.ts'

export type SiteChange = Partial<Pick<Site, 'transferMode' | 'activePorts' | 'activeAddress' | 'security'>>

export function changeOf(action: Exclude<AdviceAction, { kind: 'trustCertificate' }>): SiteChange {
  switch (action.kind) {
    case 'setMode':
      return { transferMode: action.mode }
    case 'setSecurity':
      return { security: action.security }
    case 'setActive':
      return given({ activePorts: action.activePorts && dashes(action.activePorts), activeAddress: action.activeAddress })
  }
}

/** `now` with what `change` has set as it was `before`; what else has become of the site stays, and what was set anew since. */
export function withoutChange(now: Site, before: Site, change: SiteChange): Site {
  const toRestore = new Set(Object.entries(change).flatMap(([key, set]) => (Reflect.get(now, key) === set ? [key] : [])))
  const kept = Object.entries(now).filter(([key]) => !toRestore.has(key))
  const restored = Object.entries(before).filter(([key]) => toRestore.has(key))
  return Object.fromEntries([...kept, ...restored]) as unknown as Site
}
