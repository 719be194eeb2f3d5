/** How a failure reaches the user: one notification with what can be done about it, and the details in the log. */

import * as vscode from 'vscode'
import { isAbort } from '../base/abort.ts'
import type { TransferMode } from '../ftp/server.ts'
import { serverOf, type Site } from '../sites/site.ts'
import type { Config } from './config.ts'
import { describeError, type ErrorDescription } from './describeError.ts'
import { notify } from './messages.ts'
import type { TrustedCertificates } from './secrets.ts'
import type { SiteConnections } from './siteConnections.ts'

/** Something that can be done about a failure, as a button. */
interface Offer {
  readonly label: string
  run(): Promise<void> | void
}

export class Failures {
  private readonly config: Config
  private readonly connections: SiteConnections
  private readonly certificates: TrustedCertificates
  private readonly log: vscode.LogOutputChannel

  constructor(config: Config, connections: SiteConnections, certificates: TrustedCertificates, log: vscode.LogOutputChannel) {
    this.config = config
    this.connections = connections
    this.certificates = certificates
    this.log = log
  }

  /** Tells the user, unless they broke it off themselves. `failed` as for `describeError`. Resolves at once. */
  show(error: unknown, failed: string, site?: Site): void {
    if (isAbort(error)) return
    const description = this.note(error, failed)
    void this.offer(description.message, [...(site ? this.offersFor(description, site) : []), this.logOffer()])
  }

  /** Only writes to the log: for what shows up elsewhere. */
  note(error: unknown, failed: string): ErrorDescription {
    const description = describeError(error, failed)
    this.log.warn(description.message)
    if (error instanceof Error) this.log.debug(error.stack ?? error.message)
    return description
  }

  /** True if there is more to offer than the log. */
  hasOffer(error: unknown, site: Site): boolean {
    return this.offersFor(describeError(error, ''), site).length > 0
  }

  private async offer(message: string, offers: readonly Offer[]): Promise<void> {
    const chosen = await notify('error', message, ...offers.map(({ label }) => label))
    await offers.find(({ label }) => label === chosen)?.run()
  }

  private offersFor({ reason, otherMode }: ErrorDescription, site: Site): Offer[] {
    if (otherMode !== undefined && site.transferMode !== 'auto') return [this.modeOffer(site, otherMode)]
    if (reason === 'certificate' && this.certificates.fingerprint(serverOf(site)) !== undefined) return [this.certificateOffer(site)]
    return []
  }

  private modeOffer(site: Site, transferMode: TransferMode): Offer {
    const label = transferMode === 'active' ? vscode.l10n.t('Try active') : vscode.l10n.t('Try passive')
    return { label, run: () => this.config.saveSite({ ...site, transferMode }) }
  }

  /** The engine doesn't ask about a certificate that isn't the trusted one; it does where none is trusted. */
  private certificateOffer(site: Site): Offer {
    const run = async () => {
      await this.certificates.forget(serverOf(site))
      this.connections.forgive(site.id)
    }
    return { label: vscode.l10n.t('Ask me about the new certificate'), run }
  }

  private logOffer(): Offer {
    return { label: vscode.l10n.t('Show log'), run: () => this.log.show() }
  }
}
