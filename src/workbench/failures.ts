/** How a failure reaches the user: one notification with what can be done about it, and the details in the log. */

import * as vscode from 'vscode'
import { isAbort } from '../base/abort.ts'
import type { DataMode } from '../ftp/data/strategy.ts'
import type { FtpErrorReason } from '../ftp/ftpError.ts'
import { serverOf, type Site } from '../sites/site.ts'
import { describeError, type ErrorDescription } from './describeError.ts'
import { commandIds } from './ids.ts'
import { chosenFrom, type Offer } from './messages.ts'
import type { TrustedCertificates } from './secrets.ts'
import type { SiteActions } from './siteActions.ts'

/** A diagnosis says more about these. A refused login, or a file that isn't there, is clear without. */
const diagnosable: ReadonlySet<FtpErrorReason | undefined> = new Set<FtpErrorReason>([
  'dataConnection',
  'connectionRefused',
  'timeout',
  'tlsFailed',
  'certificate',
  'notFtp',
])

/** A notification on the screen. */
interface Told {
  readonly reason: FtpErrorReason | undefined
  readonly siteId: string | undefined
}

export class Failures {
  private readonly actions: SiteActions
  private readonly certificates: Pick<TrustedCertificates, 'fingerprint'>
  private readonly log: vscode.LogOutputChannel
  /** Those that nobody has answered yet. */
  private readonly open = new Set<Told>()

  constructor(actions: SiteActions, certificates: Pick<TrustedCertificates, 'fingerprint'>, log: vscode.LogOutputChannel) {
    this.actions = actions
    this.certificates = certificates
    this.log = log
  }

  /** Tells the user, unless they broke it off themselves. `failed` as for `describeError`. Resolves at once. */
  show(error: unknown, failed: string, site?: Site): void {
    if (!isAbort(error)) void this.tell(this.note(error, failed), site)
  }

  /**
   * For what shows up elsewhere: told only if the site can be changed so that it works, or to say that no data connection can be
   * had. A folder brings many questions at once, so that is said once for each site until it was heard.
   */
  suggest(error: unknown, failed: string, site: Site): ErrorDescription {
    const description = this.note(error, failed)
    const { reason } = description
    const isWorthIt = reason === 'dataConnection' || this.remediesFor(description, site).length > 0
    const isOpen = [...this.open].some((told) => told.siteId === site.id && told.reason === reason)
    if (isWorthIt && !isAbort(error) && !isOpen) void this.tell(description, site)
    return description
  }

  /** Only writes to the log: for what shows up elsewhere. */
  note(error: unknown, failed: string): ErrorDescription {
    const description = describeError(error, failed)
    this.log.warn(description.message)
    if (error instanceof Error) this.log.debug(error.stack ?? error.message)
    return description
  }

  /** What can be done about it, the most likely first. */
  offersFor(description: ErrorDescription, site: Site): readonly Offer[] {
    return [...this.remediesFor(description, site), ...(diagnosable.has(description.reason) ? [diagnoseOffer(site)] : [])]
  }

  private async tell(description: ErrorDescription, site: Site | undefined): Promise<void> {
    const told: Told = { reason: description.reason, siteId: site?.id }
    this.open.add(told)
    try {
      const offers = [...(site ? this.offersFor(description, site) : []), this.logOffer()]
      const chosen = await chosenFrom('error', description.message, offers)
      this.open.delete(told) // before it runs: what doesn't help is to be told again
      await chosen?.run()
    } catch (error) {
      this.show(error, vscode.l10n.t('The command failed'))
    }
  }

  private remediesFor({ reason, otherMode }: ErrorDescription, site: Site): readonly Offer[] {
    if (otherMode !== undefined && site.transferMode !== 'auto') return [this.modeOffer(site, otherMode)]
    if (reason === 'certificate' && this.certificates.fingerprint(serverOf(site)) !== undefined) return [this.certificateOffer(site)]
    return []
  }

  private modeOffer(site: Site, mode: DataMode): Offer {
    const label = mode === 'active' ? vscode.l10n.t('Try active') : vscode.l10n.t('Try passive')
    return { label, run: () => this.actions.follow(site, { kind: 'setMode', mode }) }
  }

  /** The engine doesn't ask about a certificate that isn't the trusted one; it does where none is trusted. */
  private certificateOffer(site: Site): Offer {
    return { label: vscode.l10n.t('Ask me about the new certificate'), run: () => this.actions.forgetCertificate(site) }
  }

  private logOffer(): Offer {
    return { label: vscode.l10n.t('Show log'), run: () => this.log.show() }
  }
}

function diagnoseOffer({ id }: Site): Offer {
  return { label: vscode.l10n.t('Diagnose'), run: async () => vscode.commands.executeCommand(commandIds.diagnose, id) }
}
