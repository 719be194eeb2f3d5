/** Set transfer mode: counts for the next transfer, on the connections that are open. */

import * as vscode from 'vscode'
import { printable } from '../../base/printable.ts'
import type { PoolState } from '../../ftp/pool.ts'
import type { TransferMode } from '../../ftp/server.ts'
import { transferModes, type Site } from '../../sites/site.ts'
import { describeClock, modeName } from '../facts.ts'
import { commandIds } from '../ids.ts'
import { askChoice } from '../wizard.ts'
import type { Commands, Services } from './services.ts'

export function transferModeCommands(services: Services): Commands<typeof commandIds.setTransferMode> {
  return {
    [commandIds.setTransferMode]: async (clicked) => {
      const site = await services.selection.site(clicked)
      if (site) await setTransferMode(services, site)
    },
  }
}

async function setTransferMode({ config, connections }: Services, site: Site): Promise<void> {
  const title = vscode.l10n.t('Transfer mode for {0}', printable(site.name))
  const state = connections.state(site.id)
  const choices = transferModes.map((value) => ({ value, label: modeName(value), description: describeMode(value, state) }))
  const answer = await askChoice({ title, placeholder: vscode.l10n.t('Counts for the next transfer'), choices, current: site.transferMode })
  if (answer.kind === 'answered' && answer.value !== site.transferMode) await config.saveSite({ ...site, transferMode: answer.value })
}

function describeMode(mode: TransferMode, state: PoolState | undefined): string {
  switch (mode) {
    case 'auto':
      return state?.works
        ? vscode.l10n.t(
            'uses what works: {0} since {1}',
            modeName(state.works.mode).toLocaleLowerCase(vscode.env.language),
            describeClock(state.works.since),
          )
        : vscode.l10n.t('uses what works')
    case 'passive':
      return vscode.l10n.t('this computer opens both connections. Works behind your firewall')
    case 'active':
      return vscode.l10n.t("the server connects back to this computer. Works behind the server's firewall")
  }
}
