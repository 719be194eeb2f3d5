/** What is found out and set once, right after the login: features (RFC 2389), UTF-8 (RFC 2640), binary type, login folder. */

import type { ControlConnection } from './controlConnection.ts'
import { Features } from './features.ts'
import { isNegative, isPositive, replyText, type Reply } from './reply.ts'
import { refusalOf } from './refusal.ts'

export interface Prepared {
  readonly features: Features
  readonly loginFolder: string
}

export async function prepare(control: ControlConnection): Promise<Prepared> {
  const features = new Features()
  features.learn(await control.request('FEAT'))
  if (features.has('UTF8')) await control.request('OPTS', 'UTF8 ON') // many say no and do it anyway; names tell
  const type = await control.request('TYPE', 'I')
  if (isNegative(type)) throw refusalOf(type, 'TYPE I')
  return { features, loginFolder: folderIn(await control.request('PWD')) ?? '/' }
}

/** `257 "/a ""quoted"" folder" is current`: quotes are doubled. RFC 959 appendix II. */
function folderIn(reply: Reply): string | undefined {
  const quoted = /"((?:[^"]|"")*)"/.exec(replyText(reply))?.[1]?.replaceAll('""', '"')
  return isPositive(reply) && quoted?.startsWith('/') ? quoted : undefined
}
