/** What uploads without a person work with; made in the composition root. */

import type { Logger } from '../../base/log.ts'
import { basename } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import type { Site } from '../../sites/site.ts'
import type { Synchronizer } from '../../sync/synchronizer.ts'
import type { Failures } from '../failures.ts'
import type { FolderMapping, Mappings } from '../mappings.ts'
import type { SyncKnowledge } from '../syncKnowledge.ts'
import type { Synchronizers } from '../synchronizers.ts'

export interface AutoUploadServices {
  readonly mappings: Pick<Mappings, 'all' | 'localUri'>
  readonly synchronizers: Pick<Synchronizers, 'settingsOf'> & { of(mapping: FolderMapping): Pick<Synchronizer, 'preview' | 'apply'> }
  readonly knowledge: SyncKnowledge
  readonly site: (id: string) => Site | undefined
  readonly failures: Pick<Failures, 'suggest' | 'note'>
  readonly log: Logger
}

export function siteNameOf({ site }: Pick<AutoUploadServices, 'site'>, { siteId, mapping }: FolderMapping): string {
  return printable(site(siteId)?.name ?? mapping.site)
}

/** Of the folder on this computer. */
export function folderNameOf({ localRoot }: FolderMapping): string {
  return printable(basename(localRoot))
}
