/**
 * The questions for a new site, or for changing one: address, user, password, security, name. What the address says already
 * is not asked again. While the user goes on typing, the server is asked whether it encrypts, and then the whole is tried.
 */

import * as vscode from 'vscode'
import { abortable, isAbort } from '../base/abort.ts'
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts'
import { printable } from '../base/printable.ts'
import type { Security } from '../ftp/server.ts'
import { parseAddress } from '../sites/address.ts'
import type { Site } from '../sites/site.ts'
import { describeError } from './describeError.ts'
import { ask } from './messages.ts'
import { askPassword } from './passwordBox.ts'
import { plainMessage } from './plainMessage.ts'
import { withTask } from './progress.ts'
import { securityChoices } from './securityChoices.ts'
import { draftOf, siteOf, withAddress, type SiteDraft } from './siteDraft.ts'
import { SiteTrials, whileShown, type TrialServices } from './siteTrials.ts'
import { runSteps, type Answer, type Step, type StepFrame } from './steps.ts'
import { askChoice, askText, type Choice } from './wizard.ts'

/** What the user decided: the site, and the password if one was given. */
export interface FilledIn {
  readonly site: Site
  readonly password: string | undefined
  readonly storePassword: boolean
}

/** Resolves with undefined if the user left. Saves nothing. */
export async function askForSite(title: string, initial: Site, services: TrialServices): Promise<FilledIn | undefined> {
  const trials = new SiteTrials(services)
  try {
    return await new SiteWizard(title, trials).run(draftOf(initial))
  } finally {
    trials.dispose()
  }
}

class SiteWizard {
  private readonly title: string
  private readonly trials: SiteTrials

  constructor(title: string, trials: SiteTrials) {
    this.title = title
    this.trials = trials
  }

  async run(initial: SiteDraft): Promise<FilledIn | undefined> {
    let draft = await runSteps(this.steps(), initial)
    while (draft) {
      const site = siteOf(draft)
      const choice = await this.verdict(draft, site)
      if (choice === 'save') return { site, password: draft.password, storePassword: draft.storePassword }
      if (choice === 'leave') return undefined
      if (choice === 'edit') draft = await runSteps(this.steps(), draft)
    }
    return undefined
  }

  private steps(): readonly Step<SiteDraft>[] {
    return [
      { ask: (draft, frame) => this.askAddress(draft, frame) },
      { skip: ({ address }) => address?.user !== undefined, ask: (draft, frame) => this.askUser(draft, frame) },
      { skip: ({ address }) => address?.password !== undefined, ask: (draft, frame) => this.askPassword(draft, frame) },
      { skip: ({ address }) => address?.security !== undefined, ask: (draft, frame) => this.askSecurity(draft, frame) },
      { ask: (draft, frame) => this.askName(draft, frame) },
    ]
  }

  private async askAddress(draft: SiteDraft, frame: StepFrame): Promise<Answer<SiteDraft>> {
    const answer = await askText({
      title: this.title,
      frame,
      prompt: vscode.l10n.t('Address of the server. Press Enter to go on, Esc to leave.'),
      placeholder: 'ftp.example.org, ftp://user@host:2121/path',
      value: draft.addressText,
      validate: (text) => {
        const parsed = parseAddress(text)
        return 'problem' in parsed ? parsed.problem : undefined
      },
    })
    return then(answer, (text) => withAddress(draft, text))
  }

  private async askUser(draft: SiteDraft, frame: StepFrame): Promise<Answer<SiteDraft>> {
    void this.trials.offersEncryption(siteOf(draft)) // known by the time it is asked about
    const answer = await askText({
      title: this.title,
      frame,
      prompt: vscode.l10n.t('User name on the server. Leave it empty to log in as anonymous.'),
      value: draft.user,
    })
    return then(answer, (user) => ({ ...draft, user: user.trim() }))
  }

  private async askPassword(draft: SiteDraft, frame: StepFrame): Promise<Answer<SiteDraft>> {
    void this.trials.offersEncryption(siteOf(draft)) // likewise, where the user is known
    const answer = await askPassword({
      title: this.title,
      frame,
      prompt: vscode.l10n.t('Password of {0}.', printable(siteOf(draft).user)),
      placeholder: vscode.l10n.t('Leave it empty to be asked when connecting, or to use the one that is stored'),
      value: draft.password ?? '',
      store: draft.storePassword,
    })
    return then(answer, ({ password, store }) => ({ ...draft, password: password === '' ? undefined : password, storePassword: store }))
  }

  /** What the server does not offer is said, but never chosen for the user: somebody on the way may have made it look so. */
  private async askSecurity(draft: SiteDraft, frame: StepFrame): Promise<Answer<SiteDraft>> {
    const offered = this.trials.offersEncryption(siteOf(draft))
    const known = await Promise.race([offered, Promise.resolve(undefined)]) // mostly it was found out while the password was typed
    const answer = await askChoice<Security>({
      title: this.title,
      frame,
      placeholder: vscode.l10n.t('How is the connection protected?'),
      choices: securityChoices(known),
      current: draft.security,
      onShow: (pick) => (known === undefined ? showOffer(pick, offered) : toDisposable(() => {})),
    })
    return then(answer, (security) => ({ ...draft, security }))
  }

  private async askName(draft: SiteDraft, frame: StepFrame): Promise<Answer<SiteDraft>> {
    const prompt = vscode.l10n.t('Name of the site.')
    const answer = await askText({
      title: this.title,
      frame,
      prompt,
      value: draft.name === '' ? siteOf(draft).host : draft.name,
      onShow: (box) => this.showTrial(draft, (words) => (box.prompt = plainMessage(`${prompt} ${words}`))),
    })
    return then(answer, (name) => ({ ...draft, name: name.trim() }))
  }

  /** Without a password the trial would have to ask for one, over the question on the screen. */
  private showTrial(draft: SiteDraft, show: (words: string) => void): Disposable {
    if (draft.password === undefined) return toDisposable(() => {})
    show(vscode.l10n.t('Trying the connection…'))
    const store = new DisposableStore()
    store.add(this.trials.holdQuestions(() => show(vscode.l10n.t('Next is a question about the certificate of the server.'))))
    store.add(
      whileShown(
        this.trials.try(draft),
        ({ folder, entries }) => show(vscode.l10n.t('The connection works: {0} entries in {1}.', entries, printable(folder))),
        (error) => show(describeError(error, failedTrial(siteOf(draft))).message),
      ),
    )
    return store
  }

  private async verdict(draft: SiteDraft, site: Site): Promise<'save' | 'edit' | 'again' | 'leave'> {
    try {
      await withTask(vscode.l10n.t('Connecting to {0}', printable(site.name)), ({ signal }) => abortable(this.trials.try(draft), signal))
      return 'save'
    } catch (error) {
      this.trials.forgetTrial()
      return isAbort(error) ? 'leave' : askWhatNow(describeError(error, failedTrial(site)).message)
    }
  }
}

function showOffer(pick: vscode.QuickPick<Choice<Security>>, offered: Promise<boolean | undefined>): Disposable {
  const show = (isOffered: boolean | undefined) => {
    if (isOffered === undefined) return
    const active = pick.activeItems[0]?.value
    pick.items = securityChoices(isOffered)
    pick.activeItems = pick.items.filter(({ value }) => value === active)
  }
  return whileShown(offered, show, () => {}) // without an answer the choice stays without a hint
}

function failedTrial(site: Site): string {
  return vscode.l10n.t('Could not connect to {0}', site.host)
}

async function askWhatNow(message: string): Promise<'save' | 'edit' | 'again' | 'leave'> {
  const again = vscode.l10n.t('Try again')
  const edit = vscode.l10n.t('Edit')
  const save = vscode.l10n.t('Save anyway')
  const answer = await ask('warning', { message }, again, edit, save)
  if (answer === undefined) return 'leave'
  return answer === again ? 'again' : answer === edit ? 'edit' : 'save'
}

function then<A, B>(answer: Answer<A>, use: (value: A) => B): Answer<B> {
  return answer.kind === 'answered' ? { kind: 'answered', value: use(answer.value) } : answer
}
