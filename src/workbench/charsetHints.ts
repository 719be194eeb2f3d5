/**
 * Servers with names that aren't UTF-8. The user is told once for each site and window: such names are shown with their bytes,
 * and can't be downloaded before the site has its charset.
 */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import { hasRawBytes } from '../base/rawText.ts'
import type { Listing } from '../files/fileSystem.ts'
import type { Site } from '../sites/site.ts'
import { commandIds } from './ids.ts'
import { notify } from './messages.ts'

export class CharsetHints {
  private readonly samples = new Map<string, string>()

  /** To be called with every listing that is shown. */
  wasListed(site: Site, { entries, notUtf8 }: Listing): void {
    if (notUtf8 !== true || this.samples.has(site.id)) return
    const name = entries.find((entry) => hasRawBytes(entry.name))?.name
    if (name === undefined) return
    this.samples.set(site.id, name)
    void offer(site, name)
  }

  /** A name of this site that UTF-8 can't read, if one was seen. */
  sample(siteId: string): string | undefined {
    return this.samples.get(siteId)
  }
}

async function offer(site: Site, name: string): Promise<void> {
  const setCharset = vscode.l10n.t('Set charset…')
  const message = vscode.l10n.t(
    '{0} has names that are not UTF-8, such as {1}. Which charset are they in?',
    printable(site.name),
    printable(name),
  )
  const answer = await notify('information', message, setCharset)
  if (answer === setCharset) await vscode.commands.executeCommand(commandIds.setCharset, site.id)
}
