/** Asks for a proxy's password. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import type { ProxySettings } from '../ftp/server.ts'
import { describeProxy } from '../sites/proxy.ts'
import { askPassword } from './passwordBox.ts'
import type { GivenPassword } from './proxies.ts'

/** `doubtful` did not lead to a connection, for whatever reason. Undefined if the user would rather not. */
export async function askProxyPassword(proxy: ProxySettings, doubtful: string | undefined): Promise<GivenPassword | undefined> {
  const who = printable(describeProxy(proxy))
  const again = doubtful === undefined ? '' : `${vscode.l10n.t('The proxy gave no connection the last time.')} `
  const answer = await askPassword({
    title: vscode.l10n.t('Password for the proxy {0}', who),
    prompt: `${again}${vscode.l10n.t('Password for the proxy {0}.', who)}`,
    value: doubtful ?? '',
  })
  return answer.kind === 'answered' ? answer.value : undefined
}
