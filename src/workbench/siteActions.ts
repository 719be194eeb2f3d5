/** Follows an advice at one click: changes the site or what is trusted, says so, and offers to take it back. */

import * as vscode from 'vscode'
import { printable } from '../base/printable.ts'
import type { AdviceAction } from '../diagnosis/diagnosis.ts'
import { describeServer, serverOf, type Site } from '../sites/site.ts'
import type { Config } from './config.ts'
import { modeName } from './facts.ts'
import { notifyWith, type Offer } from './messages.ts'
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

  /** Resolves when the message about it is gone. `others` are offered beside Undo. */
  async follow(site: Site, action: AdviceAction, ...others: readonly Offer[]): Promise<void> {
    const { message, undo } = await this.perform(site, action)
    await notifyWith('information', message, [{ label: vscode.l10n.t('Undo'), run: undo }, ...others])
  }

  async perform(site: Site, action: AdviceAction): Promise<Performed> {
    return action.kind === 'trustCertificate' ? this.trust(site, action.fingerprint) : this.change(site, changeOf(action))
  }

  /** The next certificate is asked about again. */
  async forgetCertificate(site: Site): Promise<void> {
    await this.certificates.forget(serverOf(site))
    this.connections.forgive(site.id)
  }

  private async change(site: Site, change: SiteChange): Promise<Performed> {
    await this.config.saveSite({ ...this.now(site), ...change })
    const undo = () => this.config.saveSite(withoutChange(this.now(site), site, change))
    return { message: describeChange(site, change), undo }
  }

  private async trust(site: Site, fingerprint: string): Promise<Performed> {
    const server = serverOf(site)
    const before = this.certificates.fingerprint(server)
    await this.certificates.trust(server, fingerprint)
    this.connections.forgive(site.id)
    const undo = () => (before === undefined ? this.certificates.forget(server) : this.certificates.trust(server, before))
    const message = vscode.l10n.t('The certificate {0} of {1} is trusted from now on.', fingerprint, printable(describeServer(server)))
    return { message, undo }
  }

  private now(site: Site): Site {
    return this.config.site(site.id) ?? site
  }
}

function describeChange({ name }: Site, { transferMode, activePorts, activeAddress }: SiteChange): string {
  const sentences = [
    transferMode && vscode.l10n.t('Transfer mode of {0} is now {1}.', printable(name), modeName(transferMode)),
    activePorts && vscode.l10n.t('Active mode of {0} now uses the ports {1}.', printable(name), activePorts),
    activeAddress && vscode.l10n.t('Active mode of {0} now announces the address {1}.', printable(name), printable(activeAddress)),
  ]
  return sentences.filter((sentence) => sentence !== undefined).join(' ')
}
