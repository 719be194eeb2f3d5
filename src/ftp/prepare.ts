/**
 * What is found out and set once, right after the login: features (RFC 2389), UTF-8 (RFC 2640), facts (RFC 3659 section 7.9), the
 * site's own commands, binary type, login folder.
 *
 * One command at a time: `OPTS` is answered twice by some servers, and the second answer must find no other command waiting.
 * But the last two leave together. They change nothing that matters, and show whether the server copes with more of that.
 */

import { withDeadline } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { utf8 } from './charset.ts'
import { sendAfterLogin } from './commandsAfterLogin.ts'
import type { ControlConnection } from './controlConnection.ts'
import { Features } from './features.ts'
import { isFtpError } from './ftpError.ts'
import { isNegative, isPositive, replyText, type Reply } from './reply.ts'
import { folderIn, isAbsoluteFolder } from './replyFacts.ts'
import { refusalOf } from './refusal.ts'
import type { LoginSettings } from './server.ts'
import type { SiteMemory } from './siteMemory.ts'

const secondReplyMs = 1500 // after the first: they were sent together, and are work of a moment

export interface Prepared {
  readonly features: Features
  readonly loginFolder: string
}

export interface PrepareOptions {
  readonly login?: LoginSettings
  readonly memory: SiteMemory
  readonly log: Logger
}

/** The server has answered one of two commands that it was sent together. The next session of the site sends them one by one. */
export class AnsweredOnce extends Error {
  override readonly name = 'AnsweredOnce'
}

/** Throws `AnsweredOnce` where the connection can't be used any more because too much was asked of the server at once. */
export async function prepare(control: ControlConnection, { login, memory, log }: PrepareOptions): Promise<Prepared> {
  const features = new Features()
  const answer = await learnFeatures(control, features)
  await sendAfterLogin(control, login?.commandsAfterLogin ?? [], log)
  const [type, folder] = await setType(control, memory)
  if (isNegative(type)) throw refusalOf(type, 'TYPE I')
  const loginFolder = (await absoluteFolder(control, folder)) ?? '/'
  if (answer.code === 530) await learnFeatures(control, features) // some count as logged in a moment later than they say
  return { features, loginFolder }
}

async function learnFeatures(control: ControlConnection, features: Features): Promise<Reply> {
  const reply = await control.request('FEAT')
  features.learn(reply)
  if (features.has('CLNT')) await control.request('CLNT', 'Portside') // a few turn UTF-8 on for clients they know the name of
  if (features.has('UTF8') && control.charset === utf8) await control.request('OPTS', 'UTF8 ON') // many say no and do it anyway; names tell
  const facts = missingFacts(features.parameters('MLST') ?? '')
  if (facts !== undefined) await control.request('OPTS', `MLST ${facts}`) // who says no is listed with LIST's help
  return reply
}

/** What the listings make use of. */
const usedFacts: ReadonlySet<string> = new Set([
  ...['type', 'size', 'sizd', 'modify', 'perm', 'perms', 'unique'],
  ...['unix.mode', 'unix.owner', 'unix.ownername', 'unix.uid', 'unix.group', 'unix.groupname', 'unix.gid'],
])
const neededFacts = ['type', 'size', 'modify']

/** The facts to ask for, in the server's spelling, if one that is needed is there and not switched on: `type*;size;modify*;`. */
function missingFacts(list: string): string | undefined {
  const offered = list.split(';').map((fact) => fact.trim())
  if (!offered.some((fact) => neededFacts.includes(fact.toLowerCase()))) return undefined
  const used = offered.map((fact) => fact.replace(/\*$/, '')).filter((fact) => usedFacts.has(fact.toLowerCase()))
  return used.map((fact) => `${fact};`).join('')
}

/**
 * The replies to TYPE I and PWD. Together unless the server is known not to cope: if the second isn't PWD's 257, or doesn't come,
 * nobody knows which reply is whose.
 */
async function setType(control: ControlConnection, memory: SiteMemory): Promise<readonly [Reply, Reply]> {
  if (memory.batches === 'no') return [await control.request('TYPE', 'I'), await control.request('PWD')]
  const type = control.request('TYPE', 'I')
  const folder = control.request('PWD')
  folder.catch(() => {}) // it fails with the first
  try {
    const replies = [await type, await withDeadline(folder, secondReplyMs, () => new AnsweredOnce())] as const
    if (replies[0].code === 257 || replies[1].code !== 257) throw new AnsweredOnce()
    memory.batches = 'yes'
    return replies
  } catch (error) {
    if (!(error instanceof AnsweredOnce) && !isFtpError(error, 'connectionLost', 'timeout', 'protocol')) throw error
    memory.batches = 'no'
    throw new AnsweredOnce()
  }
}

async function absoluteFolder(control: ControlConnection, reply: Reply): Promise<string | undefined> {
  const folder = folderIn(reply)
  if (folder === undefined || isAbsoluteFolder(folder)) return folder
  const other = (await isNamedInUnixWay(control)) ? folderIn(await control.request('PWD')) : undefined
  return other !== undefined && isAbsoluteFolder(other) ? other : undefined
}

/** IBM i begins in its own naming, `257 "QGPL" is current library`, and can be asked for paths with slashes. */
async function isNamedInUnixWay(control: ControlConnection): Promise<boolean> {
  const system = await control.request('SYST')
  return /\b(OS|AS)\/400\b/.test(replyText(system)) && isPositive(await control.request('SITE', 'NAMEFMT 1'))
}
