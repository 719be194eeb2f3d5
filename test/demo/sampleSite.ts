/**
 * The sample site: the web site of a small harbour café, with the kinds of names that servers have and editors stumble over.
 *
 * What can be a plain file is one, in `site/`. Names outside ASCII and the symbolic link are made here, because archives and
 * checkouts do not keep them everywhere.
 */

import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const oddFiles: Readonly<Record<string, string>> = {
  'Grüße aus Köln.txt':
    'Liebe Ida, lieber Jonas,\n\nwir vermissen die Zimtschnecken. Im Mai sind wir wieder da, mit Rädern!\n\nEure Hanne\n',
  '日本語/読んで.txt': 'ようこそ。港のカフェへ。\n毎朝六時四十分に開きます。\n',
  'spaced name/read me.txt': 'The till is the grey box, the toaster is the other grey box.\n',
}

/** Writes the site into `folder`, over what is there. */
export async function createSampleSite(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await cp(fileURLToPath(new URL('./site', import.meta.url)), folder, { recursive: true })
  for (const [name, text] of Object.entries(oddFiles)) {
    const file = join(folder, ...name.split('/'))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  await linkLatest(folder)
}

async function linkLatest(folder: string): Promise<void> {
  try {
    await symlink('releases/2026', join(folder, 'latest'), 'dir')
  } catch (error) {
    // EPERM: Windows lets only some users make links; the site is good without. EEXIST: it was made before.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EEXIST'))) throw error
  }
}
