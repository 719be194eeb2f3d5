/**
 * The file behind a link on a server, found by looking: to be written beside it and renamed over it, where a rename over the
 * link itself would end the link.
 *
 * A link's text is relative to the folder the link is really in. The path that was typed may lead there through other links,
 * so what `..` means has to be looked up, component by component. In the end the server is asked whether it goes the same way.
 */

import { dirname, join } from '../base/posixPath.ts'
import { isFtpError } from '../ftp/ftpError.ts'
import type { ListSessionOptions } from '../ftp/folders.ts'
import type { Session } from '../ftp/session.ts'
import { FileError } from './fileError.ts'
import { look, type Look } from './ftpLook.ts'

const maxLinks = 8 // as many as Linux is patient with, and then some
const maxLooks = 100 // a link's text may hold two thousand `..`

/** Where a file is, and what is there. */
export interface Place extends Look {
  readonly target: string
}

/** One way through links. */
interface Walk {
  readonly session: Session
  /** Where it began. */
  readonly path: string
  readonly options: ListSessionOptions
  links: number
  looks: number
  /** Something on the way could not be looked at, or means the server's own root: the end has to be seen. */
  isGuess: boolean
}

/** What is behind the links at `path`, of which `first` is known; it need not exist yet. A folder or a chain without end throws. */
export async function behindLinks(session: Session, path: string, first: Look, options: ListSessionOptions): Promise<Place> {
  const walk: Walk = { session, path, options: { ...options, exactTypes: true }, links: 0, looks: 0, isGuess: false }
  let place: Place = { ...first, target: path }
  while (place.entry?.type === 'link') {
    const target = await follow(walk, place.target, place.entry.linkTarget)
    place = { ...(await lookAt(walk, target)), target }
  }
  if (place.entry?.type === 'folder') throw new FileError('isAFolder', path, `${path} is a folder.`)
  if (place.target !== path) await assertSameFile(walk, place.target)
  return place
}

/** The path that the link at `link` leads to. It may be a link again, and so may folders on the way. */
async function follow(walk: Walk, link: string, listedTarget: string | undefined): Promise<string> {
  if (++walk.links > maxLinks) throw inCircle(walk.path)
  const text = listedTarget ?? (await walk.session.linkTarget(link, walk.options))
  if (text === undefined) throw leadsAnywhere(walk.path)
  if (text.startsWith('/')) walk.isGuess = true // pyftpdlib: of the disk, not of what is served
  let place = text.startsWith('/') ? '/' : dirname(link)
  for (const name of text.split('/')) {
    if (name === '..') place = dirname(await realFolder(walk, place))
    else place = join(place, name)
  }
  return place
}

/** `path` without links in it. */
async function realFolder(walk: Walk, path: string): Promise<string> {
  let place = '/'
  for (const name of path.split('/')) {
    place = join(place, name)
    const entry = name === '' ? undefined : await ancestor(walk, place)
    if (entry?.type === 'link') place = await realFolder(walk, await follow(walk, place, entry.linkTarget))
  }
  return place
}

/** Folders far up are often closed to us; then they are taken for what they seem. */
async function ancestor(walk: Walk, path: string): Promise<Look['entry']> {
  try {
    const { entry } = await lookAt(walk, path)
    if (!entry) walk.isGuess = true
    return entry
  } catch (error) {
    if (!isFtpError(error, 'refused')) throw error
    walk.isGuess = true
    return undefined
  }
}

async function lookAt(walk: Walk, path: string): Promise<Look> {
  if (++walk.looks > maxLooks) throw inCircle(walk.path)
  return look(walk.session, path, walk.options)
}

/** What the server finds through the link must be what was found by looking, or both nothing. */
async function assertSameFile({ session, path, options, isGuess }: Walk, target: string): Promise<void> {
  const through = await session.size(path, options)
  const there = await session.size(target, options)
  const isSame = through === there && (there !== undefined || !isGuess) && session.features.of('SIZE') !== 'no'
  if (!isSame) throw leadsAnywhere(path)
}

function leadsAnywhere(path: string): FileError {
  const message = `${path} is a link, and the server doesn't say where it leads. Open the file it leads to.`
  return new FileError('unsupported', path, message)
}

function inCircle(path: string): FileError {
  return new FileError('unsupported', path, `${path} is a link that leads in a circle.`)
}
