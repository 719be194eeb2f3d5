/** Reads one mapping of a project file. It says which files of this computer go where, and others have written it: nothing is guessed. */

import * as v from 'valibot'
import { normalize } from '../base/posixPath.ts'
import { hasControlCharacter } from './checks.ts'
import type { Mapping, SyncDirection } from './mapping.ts'
import { oneOf, plainText, text } from './parseSites.ts'

export const directions: readonly SyncDirection[] = ['up', 'down', 'both']

/** `rule` completes the sentence that begins with `field`. */
export type MappingResult = { readonly mapping: Mapping } | { readonly field: string; readonly rule: string }

/** What isn't known is not looked at. */
export function readMapping(fields: Readonly<Record<string, unknown>>): MappingResult {
  const { success, output, issues } = v.safeParse(mappingSchema, fields, { abortEarly: true })
  if (success) return { mapping: output }
  const [{ path: [field] = [], message }] = issues
  return { field: String(field?.key), rule: message }
}

const localRule = 'is a folder inside this one, written with / and without "..", such as . or public/htdocs'
const remoteRule = 'is a folder on the server from its root, such as /htdocs'
const modeRule = 'is three octal digits in quotes, such as "644"'
const siteRule = 'is the name of a site'

/** True for what can't lead out of the folder, on any computer. */
function isInside(path: string): boolean {
  const isElsewhere = path.startsWith('/') || /^(~(\/|$)|[a-z]:)/i.test(relative(path))
  return path !== '' && !isElsewhere && !path.includes('\\') && !hasControlCharacter(path) && !path.split('/').includes('..')
}

/** `./css/` is `css`, and `.` the folder itself: ''. */
function relative(path: string): string {
  return normalize(path).slice(1)
}

const patterns = v.optional(
  v.array(text('is a list of patterns such as "**/*.map"', isPattern), 'is a list of patterns such as ["**/*.map"]'),
  [],
)
const mode = v.exactOptional(text(modeRule, (digits) => /^[0-7]{3}$/.test(digits)))
const yesOrNo = v.optional(v.boolean('is true or false'), false)

function isPattern(glob: string): boolean {
  return glob !== '' && !hasControlCharacter(glob)
}

const mappingSchema = v.object({
  local: v.optional(v.pipe(text(localRule, isInside), v.transform(relative)), ''), // what is missing gets the same sentence as what is wrong
  site: v.optional(v.pipe(plainText(siteRule), v.nonEmpty(siteRule)), ''),
  remote: v.optional(
    v.pipe(
      text(remoteRule, (path) => path.startsWith('/') && !hasControlCharacter(path)),
      v.transform(normalize),
    ),
    '',
  ),
  direction: v.optional(oneOf(directions), 'both'),
  include: patterns,
  exclude: patterns,
  gitignore: yesOrNo,
  fileMode: mode,
  folderMode: mode,
  environment: v.exactOptional(v.pipe(plainText('is text'), v.nonEmpty('is the name of an environment'))),
  alwaysPreview: yesOrNo,
})

/** What may be said of a mapping. */
export const mappingFields: readonly string[] = Object.keys(mappingSchema.entries)
