/** An editor's settings.json: changed key by key, so that what a person wrote there, comments too, stays. */

import { readFile, writeFile } from 'node:fs/promises'
import * as jsonc from 'jsonc-parser'

export type Settings = Readonly<Record<string, unknown>>

export async function readSettings(file: string): Promise<Settings> {
  return parse(await readText(file))
}

/** Writes the settings of `always`, and those of `ifAbsent` that the file doesn't have. */
export async function mergeSettings(file: string, { ifAbsent, always }: { ifAbsent: Settings; always: Settings }): Promise<void> {
  const before = await readText(file)
  const present = parse(before)
  let text = before.trim() === '' ? '{}\n' : before
  for (const [key, value] of Object.entries({ ...ifAbsent, ...present, ...always })) {
    if (JSON.stringify(present[key]) !== JSON.stringify(value)) text = withSetting(text, key, value)
  }
  if (text !== before) await writeFile(file, text)
}

function withSetting(text: string, key: string, value: unknown): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 }
  return jsonc.applyEdits(text, jsonc.modify(text, [key], value, { formattingOptions }))
}

function parse(text: string): Settings {
  const value: unknown = jsonc.parse(text, [], { allowTrailingComma: true })
  return typeof value === 'object' && value !== null ? (value as Settings) : {}
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
