/** What commands work with; made in the composition root. */

import type { LogOutputChannel, Memento, TreeView } from 'vscode'
import type { Prompts } from '../../ftp/prompts.ts'
import type { AutoUploads } from '../autoUpload/autoUploads.ts'
import type { UploadModes } from '../autoUpload/uploadModes.ts'
import type { CharsetHints } from '../charsetHints.ts'
import type { Config } from '../config.ts'
import type { Diagnoses } from '../diagnoses.ts'
import type { Failures } from '../failures.ts'
import type { CommandId } from '../ids.ts'
import type { Mappings } from '../mappings.ts'
import type { ProjectFiles } from '../projectFiles.ts'
import type { Proxies } from '../proxies.ts'
import type { Row } from '../rows.ts'
import type { Passwords, TrustedCertificates } from '../secrets.ts'
import type { Selection } from '../selection.ts'
import type { SiteConnections } from '../siteConnections.ts'
import type { SitesTree } from '../sitesTree.ts'
import type { SyncKnowledge } from '../syncKnowledge.ts'
import type { Synchronizers } from '../synchronizers.ts'

export interface Services {
  readonly config: Config
  readonly connections: SiteConnections
  readonly passwords: Passwords
  readonly certificates: TrustedCertificates
  readonly proxies: Proxies
  readonly prompts: Prompts
  readonly failures: Failures
  readonly diagnoses: Diagnoses
  readonly charsetHints: CharsetHints
  readonly projectFiles: ProjectFiles
  readonly mappings: Mappings
  readonly synchronizers: Synchronizers
  readonly knowledge: SyncKnowledge
  readonly uploads: AutoUploads
  readonly uploadModes: UploadModes
  readonly selection: Selection
  readonly tree: SitesTree
  readonly view: TreeView<Row>
  readonly log: LogOutputChannel
  readonly state: Memento
}

/** Called by a menu with the row and all selected rows, by the palette and by keys with nothing. */
export type CommandHandler = (clicked?: unknown, selected?: unknown) => Promise<void> | void

export type Commands<Id extends CommandId> = Readonly<Record<Id, CommandHandler>>
