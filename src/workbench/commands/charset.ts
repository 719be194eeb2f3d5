/** Set charset: how names are written on a server that doesn't use UTF-8. A name that was seen there is shown in each. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import { isCharsetName } from '../../sites/checks.ts'
import type { Site } from '../../sites/site.ts'
import { likelyCharsets, readIn, type LikelyCharset } from '../charsets.ts'
import { commandIds } from '../ids.ts'
import { notify } from '../messages.ts'
import { askChoice, askText, type Choice } from '../wizard.ts'
import type { Commands, Services } from './services.ts'

export function charsetCommands(services: Services): Commands<typeof commandIds.setCharset> {
  return {
    [commandIds.setCharset]: async (clicked) => {
      const site = await services.selection.site(clicked)
      if (site) await setCharset(services, site)
    },
  }
}

const defaultCharset = 'UTF-8'

/** New connections are made, which read names anew. A site that was open in the view is opened again. */
async function setCharset({ config, connections, charsetHints, tree, view }: Services, site: Site): Promise<void> {
  const chosen = await askCharset(site, charsetHints.sample(site.id))
  if (chosen === undefined || chosen === (site.charset ?? defaultCharset)) return
  const wasOpen = view.visible && (connections.state(site.id)?.connections ?? 0) > 0
  const { charset: _, ...others } = config.site(site.id) ?? site
  await config.saveSite(chosen === defaultCharset ? others : { ...others, charset: chosen })
  const row = wasOpen ? tree.rowOf(site.id) : undefined
  if (row) await view.reveal(row, { expand: true })
}

async function askCharset(site: Site, sample: string | undefined): Promise<string | undefined> {
  const title = vscode.l10n.t('Charset of {0}', printable(site.name))
  const choices: readonly Choice<string | undefined>[] = [
    { value: defaultCharset, label: defaultCharset, description: vscode.l10n.t('what most servers use') },
    ...(await Promise.all(likelyCharsets.map((charset) => choiceOf(charset, sample)))),
    { value: undefined, label: vscode.l10n.t('Other…') },
  ]
  const placeholder = vscode.l10n.t('How names are written on the server')
  const answer = await askChoice({ title, placeholder, choices, current: site.charset ?? defaultCharset })
  if (answer.kind !== 'answered') return undefined
  return answer.value ?? (await askOther(title, site.charset))
}

async function choiceOf(charset: LikelyCharset, sample: string | undefined): Promise<Choice<string>> {
  const reading = sample === undefined ? undefined : await readIn(charset, sample)
  const description = languagesOf(charset)
  return { value: charset, label: charset, description: reading === undefined ? description : `${description}: ${reading}` }
}

async function askOther(title: string, value = ''): Promise<string | undefined> {
  const answer = await askText({
    title,
    prompt: vscode.l10n.t('Name of the charset, such as cp862 or Big5-HKSCS.'),
    value,
    validate: (name) => (isCharsetName(name) ? undefined : vscode.l10n.t('That is not the name of a charset.')),
  })
  if (answer.kind !== 'answered') return undefined
  if (await isReadable(answer.value)) return answer.value
  void notify('error', vscode.l10n.t("{0} is not known here, or can not be a server's charset. Choose another one.", answer.value))
  return undefined
}

async function isReadable(charset: string): Promise<boolean> {
  return readIn(charset, '').then(
    () => true,
    () => false, // it has no other reason to fail
  )
}

function languagesOf(charset: LikelyCharset): string {
  switch (charset) {
    case 'windows-1252':
    case 'ISO-8859-1':
    case 'ISO-8859-15':
      return vscode.l10n.t('Western European')
    case 'windows-1250':
      return vscode.l10n.t('Central European')
    case 'windows-1251':
    case 'KOI8-R':
      return vscode.l10n.t('Cyrillic')
    case 'windows-1253':
      return vscode.l10n.t('Greek')
    case 'windows-1254':
      return vscode.l10n.t('Turkish')
    case 'windows-1255':
      return vscode.l10n.t('Hebrew')
    case 'windows-1256':
      return vscode.l10n.t('Arabic')
    case 'cp437':
    case 'cp850':
      return vscode.l10n.t('Western European, DOS')
    case 'cp866':
      return vscode.l10n.t('Cyrillic, DOS')
    case 'Shift_JIS':
    case 'EUC-JP':
      return vscode.l10n.t('Japanese')
    case 'GBK':
      return vscode.l10n.t('Chinese, simplified')
    case 'Big5':
      return vscode.l10n.t('Chinese, traditional')
    case 'EUC-KR':
      return vscode.l10n.t('Korean')
  }
}
