/**
 * Files on servers for the editor: converts, calls, converts back.
 *
 * The editor reads a failed listing as an empty folder and a failed look-up as "absent", and goes on to delete or overwrite;
 * so every error here has the exact code, and what can't be established is never guessed. An id that no site has is not found
 * without a byte on the network: such links can stand in any document.
 */

import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../base/disposable.ts'
import { copyFile } from '../files/copy.ts'
import { isFileError } from '../files/fileError.ts'
import type { Site } from '../sites/site.ts'
import type { CharsetHints } from './charsetHints.ts'
import { CoalescedWrites } from './coalescedWrites.ts'
import { describeError } from './describeError.ts'
import { directoryEntries } from './directoryEntries.ts'
import type { EditedFiles } from './editedFiles.ts'
import type { Failures } from './failures.ts'
import { changeEvents, fileTypeOf, readBytes, streamOf } from './fileConversions.ts'
import { copyFolder, exists, stateBefore } from './fileLooks.ts'
import { fileSystemError } from './fileSystemErrors.ts'
import { FolderDeletes } from './folderDeletes.ts'
import { GivenNames } from './givenNames.ts'
import type { LargeFiles } from './largeFiles.ts'
import { couldNot } from './sentences.ts'
import type { SiteConnection, SiteConnections } from './siteConnections.ts'
import { isServerVersion, locationOf } from './uris.ts'

export interface ProviderServices {
  readonly connections: SiteConnections
  readonly edited: EditedFiles
  readonly largeFiles: LargeFiles
  readonly failures: Failures
  readonly charsetHints: CharsetHints
}

type WriteMode = { readonly create: boolean; readonly overwrite: boolean }

type CouldNot = (path: string, site: string) => string
type Work<T> = (connection: SiteConnection, path: string) => Promise<T>

export class PortsideFileSystemProvider implements vscode.FileSystemProvider, Disposable {
  private readonly store = new DisposableStore()
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>())
  private readonly writes = new CoalescedWrites()
  private readonly given = new GivenNames()
  private readonly deletes: FolderDeletes
  private readonly services: ProviderServices

  readonly onDidChangeFile = this.changed.event

  constructor(services: ProviderServices) {
    this.services = services
    this.deletes = new FolderDeletes(this.given, services.failures)
    this.store.add(services.connections.onDidChangeFiles((event) => this.changed.fire(changeEvents(event))))
  }

  /** Changes are reported as they become known; a server can't be watched. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {})
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.lookAround(uri, couldNot.lookUp, async ({ files }, path) => {
      const stat = await files.stat(path).catch((error: unknown) => {
        this.services.edited.couldNotLookUp(uri)
        throw error
      })
      const mtime = this.services.edited.reportedTime(uri, stat)
      const readOnly = isServerVersion(uri) ? { permissions: vscode.FilePermission.Readonly } : {}
      return { type: fileTypeOf(stat.type, stat.isLink), ctime: mtime, mtime, size: stat.size ?? 0, ...readOnly }
    })
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { charsetHints } = this.services
    return this.lookAround(uri, couldNot.list, (connection, path) => directoryEntries(connection, path, this.given, charsetHints))
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.attempt(uri, couldNot.open, async ({ files }, path) => {
      const stat = await files.stat(path)
      if (stat.type === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri)
      this.services.largeFiles.check(uri, stat.size)
      const maxBytes = this.services.largeFiles.maxBytes(uri, stat.size)
      const bytes = await readBytes(files, path, maxBytes)
      if (!bytes) throw this.services.largeFiles.unexpected(uri, maxBytes)
      // Another size than the one that was known: the rest of what was known is as old.
      const isStale = stat.size !== undefined && stat.size !== bytes.length
      this.services.edited.wasRead(uri, isStale ? await files.stat(path, { fresh: true }) : stat)
      return bytes
    })
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array, mode: WriteMode): Promise<void> {
    if (isServerVersion(uri)) throw vscode.FileSystemError.NoPermissions(uri)
    return this.attempt(uri, couldNot.save, async (connection, path) => {
      await this.writes.write(uri.toString(), () => this.write(uri, connection, path, content, mode))
      this.given.wasMade(locationOf(uri))
    })
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    return this.attempt(uri, couldNot.create, async ({ files }, path) => {
      await files.createFolder(path)
      this.given.wasMade(locationOf(uri))
    })
  }

  async delete(uri: vscode.Uri, { recursive }: { readonly recursive: boolean }): Promise<void> {
    return this.attempt(uri, couldNot.delete, async (connection, path) => {
      const { files } = connection
      const { type, isLink } = await files.stat(path, { fresh: true })
      if (type !== 'folder' || isLink) return files.deleteFile(path)
      if (!recursive) return files.deleteFolder(path)
      await this.deletes.run(connection, path)
    })
  }

  async rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    if (from.authority !== to.authority) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('Files can not be moved from one site to another. Copy them, then delete the originals.'),
      )
    }
    return this.attempt(from, couldNot.rename, async ({ files }, path) => {
      await files.rename(path, locationOf(to).path, { overwrite })
      this.given.forget(locationOf(from))
      this.given.wasMade(locationOf(to))
    })
  }

  async copy(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    return this.attempt(from, couldNot.copy, async (source, path) => {
      const target = locationOf(to)
      const { files } = await this.connection(to)
      const { type } = await source.files.stat(path)
      if (!overwrite && (await exists(files, target.path))) throw vscode.FileSystemError.FileExists(to)
      if (type === 'folder') await copyFolder(source.files, path, files, target.path, overwrite)
      else await copyFile(source.files, path, files, target.path, { overwrite })
      this.given.wasMade(target)
    })
  }

  dispose(): void {
    this.store.dispose()
  }

  /** The editor's own check is skipped when it could not look the file up, so the server is asked here once more. */
  private async write(uri: vscode.Uri, { files }: SiteConnection, path: string, content: Uint8Array, mode: WriteMode): Promise<void> {
    const before = await stateBefore(files, path)
    if (!before && !mode.create) throw vscode.FileSystemError.FileNotFound(uri)
    if (before?.type === 'folder') throw vscode.FileSystemError.FileIsADirectory(uri)
    if (before && mode.create && !mode.overwrite) throw vscode.FileSystemError.FileExists(uri)
    if (before) this.services.edited.assertUnchanged(uri, before)
    const after = await files.write(path, streamOf(content), { size: content.length, overwrite: before !== undefined })
    this.services.edited.wasWritten(uri, after)
  }

  private async connection(uri: vscode.Uri): Promise<SiteConnection> {
    const connection = await this.services.connections.find(uri.authority)
    if (!connection) throw vscode.FileSystemError.FileNotFound(uri)
    return connection
  }

  /** The editor shows what it asked for and could not have; we only add what can be done about it. */
  private async attempt<T>(uri: vscode.Uri, couldNot: CouldNot, work: Work<T>): Promise<T> {
    return this.answer(uri, couldNot, work, (error, failed, site) => this.services.failures.suggest(error, failed, site))
  }

  /** The editor and its extensions look around by themselves: nobody has asked, so nobody is told. */
  private async lookAround<T>(uri: vscode.Uri, couldNot: CouldNot, work: Work<T>): Promise<T> {
    return this.answer(uri, couldNot, work, (error, failed) => this.services.failures.note(error, failed))
  }

  private async answer<T>(
    uri: vscode.Uri,
    couldNot: CouldNot,
    work: Work<T>,
    tell: (error: unknown, failed: string, site: Site) => void,
  ): Promise<T> {
    const connection = await this.connection(uri)
    const { path } = locationOf(uri)
    try {
      return await work(connection, path)
    } catch (error) {
      const failed = couldNot(path, connection.site.name)
      const isForeseen = error instanceof vscode.FileSystemError || isFileError(error, 'notFound') // it looks for many that aren't there
      if (!isForeseen) tell(error, failed, connection.site)
      throw fileSystemError(error, describeError(error, failed).message)
    }
  }
}
