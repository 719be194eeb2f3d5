/** Where a copy goes, by the rules of cp: into a folder under the old name, or to the new name. */

import { basename, join } from '../../base/posixPath.ts'
import { isFileError } from '../../files/fileError.ts'
import type { FileSystem, OperationOptions } from '../../files/fileSystem.ts'
import type { PathForm } from '../arguments.ts'

export interface Source {
  readonly path: string
  readonly isFolder: boolean
  readonly form: PathForm
}

export interface Destination {
  readonly files: FileSystem
  readonly path: string
  readonly form: PathForm
}

export async function pathAt(destination: Destination, source: Source, options: OperationOptions): Promise<string> {
  const name = basename(source.path)
  if (source.isFolder && (source.form.isContents || name === '')) return destination.path
  const isInto = destination.form.isInto || destination.form.isContents || (await isFolder(destination, options))
  return isInto ? join(destination.path, name) : destination.path
}

async function isFolder({ files, path }: Destination, options: OperationOptions): Promise<boolean> {
  try {
    return (await files.stat(path, options)).type === 'folder'
  } catch (error) {
    if (isFileError(error, 'notFound')) return false
    throw error
  }
}
