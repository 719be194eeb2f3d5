/** Diagnoses a site's connection while the user watches, and shows the report: one tab for each site. */

import * as vscode from 'vscode'
import type { Disposable } from '../base/disposable.ts'
import { printable } from '../base/printable.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Place } from '../diagnosis/observations.ts'
import type { Site } from '../sites/site.ts'
import { transferSettings } from '../sites/siteSettings.ts'
import { DiagnosisReport } from './diagnosisReport.ts'
import { describeNextStep, progressAt } from './diagnosisSteps.ts'
import type { Failures } from './failures.ts'
import { withTask } from './progress.ts'
import { saveReport } from './savedReport.ts'
import type { SiteActions } from './siteActions.ts'
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

export class Diagnoses implements Disposable {
  private readonly running = new Map<string, Promise<void>>()
  private readonly reports = new Map<string, DiagnosisReport>()
  private readonly services: DiagnosisServices

  constructor(services: DiagnosisServices) {
    this.services = services
  }

  /** Resolves when the report is shown, or the user has had enough. Asked again meanwhile it is the same diagnosis. */
  async run(site: Site): Promise<void> {
    const running = this.running.get(site.id) ?? this.start(site).finally(() => this.running.delete(site.id))
    this.running.set(site.id, running)
    await running
  }

  /** The tab of the site, if there is one. */
  report(siteId: string): DiagnosisReport | undefined {
    return this.reports.get(siteId)
  }

  dispose(): void {
    for (const report of [...this.reports.values()]) report.dispose()
  }

  private async start(site: Site): Promise<void> {
    try {
      const diagnosis = await this.diagnose(site)
      const report = this.reports.get(site.id) ?? this.open(site)
      report.show(site.name, diagnosis)
    } catch (error) {
      this.services.failures.show(error, vscode.l10n.t('Could not diagnose {0}', printable(site.name)), site)
    }
  }

  private async diagnose(site: Site): Promise<Diagnosis> {
    const connection = poolOptions(site, () => transferSettings(site), this.services)
    return withTask(vscode.l10n.t('Diagnosing {0}', printable(site.name)), async ({ signal, report }) =>
      diagnose({ connection, place: this.services.place, signal, onStep: ({ id }) => report(describeNextStep(id), progressAt(id)) }),
    )
  }

  private open({ id }: Site): DiagnosisReport {
    const { actions, failures, icon } = this.services
    const again = async () => this.run(this.siteNow(id))
    const report = new DiagnosisReport(icon, {
      copy,
      follow: async (action) => actions.follow(this.siteNow(id), action, { label: vscode.l10n.t('Diagnose again'), run: again }),
      diagnoseAgain: again,
      print: async (html) => saveReport(this.siteNow(id).name, html),
      failed: (error) => failures.show(error, vscode.l10n.t('The command failed')),
    })
    this.reports.set(id, report)
    report.onDidClose(() => this.reports.delete(id))
    return report
  }

  private siteNow(id: string): Site {
    const site = this.services.site(id)
    if (site) return site
    throw new Error(vscode.l10n.t('The site is not in the settings any more.'))
  }
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), copiedMs)
}
