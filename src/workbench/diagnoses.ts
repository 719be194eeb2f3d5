/** Diagnoses a site's connection while the user watches, and shows the report: one tab for each site. */

import { isDeepStrictEqual } from 'node:util'
import * as vscode from 'vscode'
import type { Disposable } from '../base/disposable.ts'
import { printable } from '../base/printable.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { AdviceAction, Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Place } from '../diagnosis/observations.ts'
import { serverOf, type Site } from '../sites/site.ts'
import { transferSettings } from '../sites/siteSettings.ts'
import { DiagnosisReport } from './diagnosisReport.ts'
import { describeStep, progressAt } from './diagnosisSteps.ts'
import type { Failures } from './failures.ts'
import { withTask } from './progress.ts'
import { saveReport } from './savedReport.ts'
import { stillThere, type SiteActions } from './siteActions.ts'
import { poolOptions, type ConnectionServices } from './sitePool.ts'

const copiedMs = 4000

export interface DiagnosisServices extends Omit<ConnectionServices, 'servers'> {
  readonly site: (id: string) => Site | undefined
  readonly actions: SiteActions
  readonly failures: Failures
  readonly place: Place
  /** Of the tab. */
  readonly icon: vscode.Uri
}

/** A diagnosis under way. */
interface Running {
  readonly site: Site
  readonly ended: Promise<void>
  readonly ending: AbortController
}

export class Diagnoses implements Disposable {
  private readonly running = new Map<string, Running>()
  private readonly reports = new Map<string, DiagnosisReport>()
  private readonly services: DiagnosisServices

  constructor(services: DiagnosisServices) {
    this.services = services
  }

  /** Resolves when the report is shown, or the user has had enough. Asked again meanwhile it is the same, unless the site was edited. */
  async run(site: Site): Promise<void> {
    const running = this.running.get(site.id)
    if (running && !running.ending.signal.aborted && isDeepStrictEqual(running.site, site)) return running.ended
    running?.ending.abort()
    await this.start(site)
  }

  /** The tab of the site, if there is one. */
  report(siteId: string): DiagnosisReport | undefined {
    return this.reports.get(siteId)
  }

  dispose(): void {
    for (const { ending } of this.running.values()) ending.abort()
    for (const report of [...this.reports.values()]) report.dispose()
  }

  private async start(site: Site): Promise<void> {
    const ending = new AbortController()
    const ended = this.show(site, ending.signal)
    this.running.set(site.id, { site, ended, ending })
    await ended
    if (this.running.get(site.id)?.ending === ending) this.running.delete(site.id)
  }

  private async show(site: Site, ending: AbortSignal): Promise<void> {
    try {
      const diagnosis = await this.diagnose(site, ending)
      ending.throwIfAborted()
      const report = this.reports.get(site.id) ?? this.open(site)
      report.show(site.name, diagnosis)
    } catch (error) {
      this.services.failures.show(error, vscode.l10n.t('Could not diagnose {0}', printable(site.name)), site)
    }
  }

  private async diagnose(site: Site, ending: AbortSignal): Promise<Diagnosis> {
    await this.services.consents?.ensure(site)
    const connection = poolOptions(site, () => transferSettings(site), this.services)
    const { place } = this.services
    return withTask(vscode.l10n.t('Diagnosing {0}', printable(site.name)), async (task) => {
      task.report(describeStep('lookup'))
      const signal = AbortSignal.any([task.signal, ending])
      return diagnose({ connection, place, signal, onStep: (_, next) => next && task.report(describeStep(next), progressAt(next)) })
    })
  }

  private open({ id }: Site): DiagnosisReport {
    const { failures, icon } = this.services
    const report = new DiagnosisReport(icon, {
      copy,
      follow: async (action, diagnosis) => this.follow(this.siteNow(id), action, diagnosis),
      diagnoseAgain: async () => this.run(this.siteNow(id)),
      print: async (html, title) => saveReport(title, html),
      failed: (error) => failures.show(error, vscode.l10n.t('The command failed')),
    })
    this.reports.set(id, report)
    report.onDidClose(() => {
      this.reports.delete(id)
      this.running.get(id)?.ending.abort() // what would be shown isn't wanted any more
    })
    return report
  }

  /** What helps with one server may harm with another, and its certificate is not the other's. */
  private async follow(site: Site, action: AdviceAction, { observations }: Diagnosis): Promise<void> {
    const isSame = isDeepStrictEqual(serverOf(site), observations.server)
    if (!isSame) throw new Error(vscode.l10n.t('The site has changed. Diagnose again.'))
    const again = { label: vscode.l10n.t('Diagnose again'), run: async () => this.run(this.siteNow(site.id)) }
    const performed = await this.services.actions.perform(site, action)
    this.reports.get(site.id)?.tell('changed')
    await this.services.actions.tell(performed, again)
  }

  private siteNow(id: string): Site {
    return stillThere(this.services.site(id))
  }
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied.'), copiedMs)
}
