/** One synchronizer for each mapping, made when first asked for, and anew when the mapping or its site has become another. */

import { join } from 'node:path'
import * as vscode from 'vscode'
import type { Disposable } from '../base/disposable.ts'
import { given } from '../base/given.ts'
import { prefixed, type Logger } from '../base/log.ts'
import { fromNative } from '../files/localPath.ts'
import { LocalFileSystem } from '../files/localFileSystem.ts'
import { localStorage } from '../files/localStorage.ts'
import { serverOf } from '../sites/site.ts'
import type { SyncSettings } from '../sync/settings.ts'
import { Synchronizer } from '../sync/synchronizer.ts'
import type { FolderMapping } from './folderMapping.ts'
import type { SiteConnection, SiteConnections } from './siteConnections.ts'

export interface SynchronizerServices {
  readonly connections: Pick<SiteConnections, 'get'>
  /** Where the extension keeps what belongs to no workspace. */
  readonly storage: vscode.Uri
  /** The name of the computer that the local folders are on. */
  readonly computer: string
  readonly log: Logger
}

const undoBytes = 256 * 1024 * 1024

interface Made {
  /** Equal as long as nothing that the synchronizer was made of has changed. */
  readonly madeOf: string
  readonly connection: SiteConnection
  readonly synchronizer: Synchronizer
}

export class Synchronizers implements Disposable {
  private readonly services: SynchronizerServices
  private readonly made = new Map<string, Made>()

  constructor(services: SynchronizerServices) {
    this.services = services
  }

  /** Throws, in words for the user, if the mapping's site is not there any more. */
  of(mapping: FolderMapping): Synchronizer {
    const connection = this.connectionOf(mapping)
    const identity = this.identityOf(mapping)
    const madeOf = JSON.stringify([identity, settingsOf(mapping)])
    const before = this.made.get(mapping.key)
    if (before?.madeOf === madeOf && before.connection === connection) return before.synchronizer
    const synchronizer = this.make(mapping, connection, identity)
    this.made.set(mapping.key, { madeOf, connection, synchronizer })
    return synchronizer
  }

  /** Which two folders these are. Under the name of another computer the same path is another folder. Throws as `of`. */
  identityOf(mapping: FolderMapping): string {
    const { host, port, user, security } = serverOf(this.connectionOf(mapping).site)
    const { localRoot, mapping: folders } = mapping
    return JSON.stringify([[host.toLowerCase(), port, user, security], folders.remote, localRoot, this.services.computer])
  }

  settingsOf(mapping: FolderMapping): SyncSettings {
    return settingsOf(mapping)
  }

  dispose(): void {
    this.made.clear()
  }

  private make(mapping: FolderMapping, { files }: SiteConnection, identity: string): Synchronizer {
    const { storage, log } = this.services
    // The whole workspace folder is what nothing may lead out of: a link that takes the place of the mapped folder leads out of that.
    const local = new LocalFileSystem({ root: fromNative(mapping.folder.uri.fsPath) })
    return new Synchronizer({
      pair: { local: { files: local, root: mapping.localRoot }, remote: { files, root: mapping.mapping.remote } },
      identity,
      storage: localStorage(fromNative(join(storage.fsPath, 'sync', mapping.key))),
      settings: settingsOf(mapping),
      log: prefixed(log, mapping.label),
      now: () => Date.now(),
    })
  }

  private connectionOf({ siteId, label }: FolderMapping): SiteConnection {
    const connection = this.services.connections.get(siteId)
    if (!connection) throw new Error(vscode.l10n.t('The site of {0} is not there any more.', label))
    return connection
  }
}

function settingsOf({ mapping }: FolderMapping): SyncSettings {
  const { direction, include, exclude, gitignore, fileMode, folderMode } = mapping
  return { direction, rules: { include, exclude, gitignore }, undoBytes, ...given({ fileMode, folderMode }) }
}
