/** `portside get` and `portside put`: the same copy with the ends swapped. */

import { resolve } from 'node:path'
import { basename, dirname } from '../../base/posixPath.ts'
import { printable } from '../../base/printable.ts'
import { hasRawBytes } from '../../base/rawText.ts'
import { copyFile, copyTree, makeFolders, type CopyResult, type CopyTreeOptions } from '../../files/copy.ts'
import { isFileError } from '../../files/fileError.ts'
import type { FileSystem } from '../../files/fileSystem.ts'
import { LocalFileSystem } from '../../files/localFileSystem.ts'
import { fromNative } from '../../files/localPath.ts'
import { given } from '../../base/given.ts'
import type { PathForm, RemoteCommand } from '../arguments.ts'
import { failureOf, toJson } from '../messages.ts'
import { createProgress, describeBytes, describeFiles, type Progress } from '../progress.ts'
import { charsetAdvice, done, failed, type CommandContext } from './context.ts'
import { pathAt } from './destination.ts'

type TransferCommand = Extract<RemoteCommand, { readonly kind: 'get' | 'put' }>

interface End {
  readonly files: FileSystem
  readonly path: string
  readonly form: PathForm
  /** The same files, with nothing outside of this folder to be reached. */
  within(folder: string): FileSystem
}

export async function transfer(command: TransferCommand, context: CommandContext): Promise<number> {
  const local = localEnd(command)
  const remote = await remoteEnd(command, context)
  const [from, to] = command.kind === 'get' ? [remote, local] : [local, remote]
  const progress = createProgress(context.io.stderr, !command.log && !command.json)
  try {
    const result = await copy(from, to, optionsFor(command, context, progress))
    progress.clear()
    report(command, result, context)
    // Links to folders are left out by design, and said; they don't make a script fail.
    return result.failed.every(({ error }) => isFileError(error, 'link')) ? done : failed
  } finally {
    progress.clear()
  }
}

function localEnd({ local, localForm }: TransferCommand): End {
  return {
    files: new LocalFileSystem(),
    path: fromNative(resolve(local)),
    form: localForm,
    within: (root) => new LocalFileSystem({ root }),
  }
}

async function remoteEnd({ remoteForm }: TransferCommand, { remote, signal }: CommandContext): Promise<End> {
  // A URL that only names the server means its folder, as "." does.
  const path = await remote.path(signal)
  return { files: remote.files, path, form: remoteForm, within: () => remote.files }
}

async function copy(from: End, to: End, options: CopyTreeOptions): Promise<CopyResult> {
  const { type } = await from.files.stat(from.path, options)
  const isFolder = type === 'folder'
  const target = await pathAt(to, { path: from.path, isFolder, form: from.form }, options)
  await makeFolders(to.files, dirname(target), options)
  if (isFolder) return await copyTree(from.within(from.path), from.path, to.within(target), target, options)
  return { files: 1, bytes: await copyFile(from.files, from.path, to.files, target, options), failed: [] }
}

function optionsFor({ connection }: TransferCommand, { signal }: CommandContext, progress: Progress): CopyTreeOptions {
  return {
    signal,
    ...given({ concurrency: connection.site.connections }),
    priority: 'browse', // nobody browses meanwhile: no connection has to be kept free
    onProgress: (bytes) => progress.moved(bytes),
    onFile: (event) => event.kind === 'copied' && progress.fileDone(),
  }
}

function report(command: TransferCommand, { files, bytes, failed }: CopyResult, { io, messages }: CommandContext): void {
  const failures = failed.map(({ path, error }) => ({ path, ...failureOf(error, messages()) }))
  for (const { path, message } of failures) {
    const isNamed = message.includes(printable(basename(path)))
    io.stderr.write(`portside: ${isNamed ? '' : `${printable(path)}: `}${message}\n`)
  }
  if (failed.some(({ path, error }) => isFileError(error, 'badName') && hasRawBytes(path))) io.stderr.write(charsetAdvice)
  const summary = `${describeFiles(files)}, ${describeBytes(bytes)}${failed.length === 0 ? '' : `, ${failed.length} left out`}\n`
  io.stdout.write(command.json ? toJson({ files, bytes, failed: failures }) : summary)
}
