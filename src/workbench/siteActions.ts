/** Follows an advice at one click: changes the site or what is trusted, says so, and offers to take it back. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import type { AdviceAction } from '../diagnosis/diagnosis.ts'
import { describeServer, serverOf, type Site } from '../sites/site.ts'
import type { Config } from './config.ts'
import { modeName } from './facts.ts'
import { notifyWith, type Offer } from './messages.ts'
import { securityName } from './securityChoices.ts'
import type { TrustedCertificates } from './secrets.ts'
import { changeOf, withoutChange, type SiteChange } from './siteChange.ts'
import type { SiteConnections } from './siteConnections.ts'

/** What was done, in a sentence, and how to take it back. */
export interface Performed {
  readonly message: string
  readonly undo: () => Promise<void>
}

export class SiteActions {
  private readonly config: Config
  private readonly connections: SiteConnections
  private readonly certificates: TrustedCertificates

  constructor(config: Config, connections: SiteConnections, certificates: TrustedCertificates) {
    this.config = config
    this.connections = connections
    this.certificates = certificates
  }

  /** Resolves when the message about it is gone. */
  async follow(site: Site, action: AdviceAction, ...others: readonly Offer[]): Promise<void> {
    await this.tell(await this.perform(site, action), ...others)
  }

  /** Resolves when the message is gone. `others` are offered beside Undo. */
  async tell({ message, undo }: Performed, ...others: readonly Offer[]): Promise<void> {
    await notifyWith('information', message, [{ label: vscode.l10n.t('Undo'), run: undo }, ...others])
  }

  /** Throws if the site was removed, as `undo` does. */
  async perform(site: Site, action: AdviceAction): Promise<Performed> {
    return action.kind === 'trustCertificate' ? this.trust(site, action.fingerprint) : this.change(site, changeOf(action))
  }

  /** The next certificate is asked about again. */
  async forgetCertificate(site: Site): Promise<void> {
    await this.certificates.forget(serverOf(site))
    this.connections.forgive(site.id)
  }

  private async change({ id }: Site, change: SiteChange): Promise<Performed> {
    const before = stillThere(this.config.site(id))
    await this.config.saveSite({ ...before, ...change })
    const undo = async () => this.config.saveSite(withoutChange(stillThere(this.config.site(id)), before, change))
    return { message: describeChange(before, change), undo }
  }

  private async trust(site: Site, fingerprint: string): Promise<Performed> {
    const server = serverOf(site)
    const before = this.certificates.fingerprint(server)
    await this.certificates.trust(server, fingerprint)
    this.connections.forgive(site.id)
    const undo = async () => {
      if (this.certificates.fingerprint(server) !== fingerprint) return // another was trusted since
      await (before === undefined ? this.certificates.forget(server) : this.certificates.trust(server, before))
    }
    const message = vscode.l10n.t('The certificate {0} of {1} is trusted from now on.', fingerprint, printable(describeServer(server)))
    return { message, undo }
  }
}

/** Throws, in words for the user, if there is none: a site that was removed must not come back, nor another stand in for it. */
export function stillThere(site: Site | undefined): Site {
  if (site) return site
  throw new Error(vscode.l10n.t('The site is not in the settings any more.'))
}

function describeChange({ name }: Site, { transferMode, activePorts, activeAddress, security }: SiteChange): string {
  const sentences = [
    security && vscode.l10n.t('{0} now uses {1}.', printable(name), securityName(security)),
    transferMode && vscode.l10n.t('Transfer mode of {0} is now {1}.', printable(name), modeName(transferMode)),
    activePorts && vscode.l10n.t('Active mode of {0} now uses the ports {1}.', printable(name), activePorts),
    activeAddress && vscode.l10n.t('Active mode of {0} now announces the address {1}.', printable(name), printable(activeAddress)),
  ]
  return sentences.filter((sentence) => sentence !== undefined).join(' ')
}
