/** Set transfer mode: counts for the next transfer, on the connections that are open. Or find out which one can work. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { PoolState } from '../../ftp/pool.ts'
import type { TransferMode } from '../../ftp/server.ts'
import { transferModes, type Site } from '../../sites/site.ts'
import { describeClock, inSentence, modeName } from '../facts.ts'
import { commandIds } from '../ids.ts'
import { askChoice, type Choice } from '../wizard.ts'
import type { Commands, Services } from './services.ts'

export function transferModeCommands(services: Services): Commands<typeof commandIds.setTransferMode> {
  return {
    [commandIds.setTransferMode]: async (clicked) => {
      const site = await services.selection.site(clicked)
      if (site) await setTransferMode(services, site)
    },
  }
}

async function setTransferMode({ config, connections, diagnoses }: Services, site: Site): Promise<void> {
  const title = vscode.l10n.t('Transfer mode for {0}', printable(site.name))
  const state = connections.state(site.id)
  const choices: readonly Choice<TransferMode | 'diagnose'>[] = [
    ...transferModes.map((value) => ({ value, label: modeName(value), description: describeMode(value, state) })),
    { value: 'diagnose', label: vscode.l10n.t('Diagnose connection…') },
  ]
  const placeholder = vscode.l10n.t('Counts for the next transfer')
  const answer = await askChoice({ title, placeholder, choices, current: site.transferMode })
  if (answer.kind !== 'answered') return
  if (answer.value === 'diagnose') await diagnoses.run(site)
  else if (answer.value !== site.transferMode) await config.saveSite({ ...site, transferMode: answer.value })
}

function describeMode(mode: TransferMode, state: PoolState | undefined): string {
  switch (mode) {
    case 'auto':
      return state?.works
        ? vscode.l10n.t('uses what works: {0} since {1}', inSentence(state.works.mode), describeClock(state.works.since))
        : vscode.l10n.t('uses what works')
    case 'passive':
      return vscode.l10n.t('this computer opens both connections. Works behind your firewall')
    case 'active':
      return vscode.l10n.t("the server connects back to this computer. Works behind the server's firewall")
  }
}
