/** What is found out about a new site while its questions are answered. The same question is asked of the server once. */

import { abortable, withResolvers, type Resolvers } from '../base/abort.ts'
import { toDisposable, type Disposable } from '../base/disposable.ts'
import type { Logger } from '../base/log.ts'
import type { CertificateQuestion, Prompts } from '../ftp/prompts.ts'
import { serverOf, type Site } from '../sites/site.ts'
import type { Proxies } from './proxies.ts'
import type { TrustedCertificates } from './secrets.ts'
import { siteOf, type SiteDraft } from './siteDraft.ts'
import { offersEncryption, testPrompts, testSite, type SiteTestResult } from './siteTest.ts'

export interface TrialServices {
  readonly prompts: Prompts
  readonly certificates: TrustedCertificates
  readonly proxies: Proxies
  readonly log: Logger
}

interface Finding<T> {
  readonly about: string
  readonly result: Promise<T>
}

export class SiteTrials implements Disposable {
  private readonly left = new AbortController()
  private encryption: Finding<boolean | undefined> | undefined
  private trial: Finding<SiteTestResult> | undefined
  private hold: (Resolvers<void> & { readonly told: () => void }) | undefined
  private readonly services: TrialServices

  constructor(services: TrialServices) {
    this.services = services
  }

  /** Whether the server of this site encrypts if asked to; undefined if that can't be found out. */
  offersEncryption(site: Site): Promise<boolean | undefined> {
    const about = JSON.stringify([site.host, site.port])
    if (this.encryption?.about !== about) {
      this.encryption = { about, result: offersEncryption(site, this.services, this.left.signal) }
    }
    return this.encryption.result
  }

  /** The outcome of a trial of this draft; the one under way if it is about the same. */
  try(draft: SiteDraft): Promise<SiteTestResult> {
    const site = siteOf(draft)
    const about = JSON.stringify([serverOf(site), site.path, draft.password])
    if (this.trial?.about === about) return this.trial.result
    const prompts = testPrompts(draft.password, {
      password: (server, refused, signal) => this.services.prompts.password(server, refused, signal),
      account: (server, refused, signal) => this.services.prompts.account(server, refused, signal),
      proxyPassword: (proxy, refused, signal) => this.services.prompts.proxyPassword(proxy, refused, signal),
      accepted: (recipient, secret) => this.services.prompts.accepted?.(recipient, secret),
      certificate: (question, signal) => this.askCertificate(question, signal),
    })
    const result = testSite(site, { ...this.services, prompts }, this.left.signal)
    result.catch(() => {}) // whoever looks at it is told
    this.trial = { about, result }
    return result
  }

  /**
   * Until disposed, a question about the certificate waits and `told` is called: its dialog would take the Enter that was meant
   * for what is being typed.
   */
  holdQuestions(told: () => void): Disposable {
    const hold = { ...withResolvers<void>(), told }
    this.hold = hold
    return toDisposable(() => {
      this.hold = undefined
      hold.resolve()
    })
  }

  /** The next trial is a new one. */
  forgetTrial(): void {
    this.trial = undefined
  }

  /** Breaks off what is under way. */
  dispose(): void {
    this.left.abort()
  }

  private async askCertificate(question: CertificateQuestion, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.hold) {
      this.hold.told()
      await abortable(this.hold.promise, signal)
    }
    return this.services.prompts.certificate(question, signal)
  }
}

/** Calls one of the two with the outcome, unless disposed first: nobody looks at it any more. */
export function whileShown<T>(promise: Promise<T>, succeeded: (value: T) => void, failed: (error: unknown) => void): Disposable {
  let isShown = true
  promise.then(
    (value) => isShown && succeeded(value),
    (error: unknown) => isShown && failed(error),
  )
  return toDisposable(() => (isShown = false))
}
