/** The core's questions as the editor's dialogs: a password or an account in an input box, a certificate in a modal one. */

import * as vscode from 'vscode'
import { abortable } from '../base/abort.ts'
import { printable } from '../base/printable.ts'
import type { CertificateQuestion, Prompts } from '../ftp/prompts.ts'
import type { ProxySettings, ServerIdentity } from '../ftp/server.ts'
import { describeProxy } from '../sites/proxy.ts'
import { describeServer, secretKey } from '../sites/site.ts'
import { ask } from './messages.ts'
import { askPassword, type PasswordQuestion } from './passwordBox.ts'
import { questionKey, recipientKey, type Passwords, type Recipient, type TrustedCertificates } from './secrets.ts'
import { askText } from './wizard.ts'

/** A question on the screen, as long as somebody waits for the answer. */
interface OpenQuestion {
  readonly answer: Promise<unknown>
  /** Ends it. */
  readonly leaving: AbortController
  askers: number
}

export class EditorPrompts implements Prompts {
  private readonly passwords: Passwords
  private readonly certificates: TrustedCertificates
  /** Two connections to one server ask once. */
  private readonly open = new Map<string, OpenQuestion>()

  constructor(passwords: Passwords, certificates: TrustedCertificates) {
    this.passwords = passwords
    this.certificates = certificates
  }

  async password(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const who = printable(describeServer(server))
    const question = {
      title: vscode.l10n.t('Password for {0}', who),
      prompt: `${describeRefusal(refused)}${vscode.l10n.t('Password for {0}.', who)}`,
    }
    return this.storedOrAsked(server, question, refused, signal)
  }

  async proxyPassword(proxy: ProxySettings, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const who = printable(describeProxy(proxy))
    const again = refused === undefined ? '' : `${vscode.l10n.t('The proxy refused the last one.')} `
    const question = {
      title: vscode.l10n.t('Password for the proxy {0}', who),
      prompt: `${again}${vscode.l10n.t('Password for the proxy {0}.', who)}`,
    }
    return this.storedOrAsked(proxy, question, refused, signal)
  }

  accepted(recipient: Recipient, secret: string): void {
    this.passwords.proven(recipient, secret).catch(() => {}) // the editor itself tells of a keyring that fails; until then it is remembered
  }

  async account(server: ServerIdentity, refused: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    return this.once(`account ${secretKey(server)}`, signal, (left) => askAccount(server, refused, left))
  }

  async certificate(question: CertificateQuestion, signal?: AbortSignal): Promise<boolean> {
    // A modal question can't be taken back: who asks again after a cancel gets the answer to the one on the screen.
    const answer = this.once(questionKey(question.server, question.fingerprint), undefined, () => this.askCertificate(question))
    return abortable(answer, signal)
  }

  /** `left` of `ask` aborts when the last of those who wait for the answer has left. */
  private async once<T>(key: string, signal: AbortSignal | undefined, ask: (left: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    const question = this.open.get(key) ?? this.show(key, ask)
    question.askers++
    try {
      return await abortable(question.answer as Promise<T>, signal)
    } finally {
      question.askers--
      if (question.askers === 0) this.close(key, question)
    }
  }

  private show(key: string, ask: (left: AbortSignal) => Promise<unknown>): OpenQuestion {
    const leaving = new AbortController()
    const question = { answer: ask(leaving.signal), leaving, askers: 0 }
    this.open.set(key, question)
    return question
  }

  private close(key: string, question: OpenQuestion): void {
    if (this.open.get(key) === question) this.open.delete(key)
    question.leaving.abort()
  }

  private async storedOrAsked(
    recipient: Recipient,
    question: PasswordQuestion,
    refused: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const known = refused === undefined ? await this.passwords.get(recipient) : undefined
    if (known !== undefined) return known
    return this.once(recipientKey(recipient), signal, (left) => this.askPassword(recipient, { ...question, signal: left }))
  }

  private async askPassword(recipient: Recipient, question: PasswordQuestion): Promise<string | undefined> {
    const answer = await askPassword(question)
    if (answer.kind !== 'answered') return undefined
    await this.passwords.tryOut(recipient, answer.value.password, answer.value.store)
    return answer.value.password
  }

  private async askCertificate(question: CertificateQuestion): Promise<boolean> {
    const trust = vscode.l10n.t('Trust this certificate')
    const message = vscode.l10n.t('The identity of {0} can not be proven: {1}.', question.server.host, describeProblem(question.problem))
    const answer = await ask('warning', { message, detail: describeCertificate(question) }, trust)
    if (answer !== trust) return false
    await this.certificates.trust(question.server, question.fingerprint)
    return true
  }
}

/** Few servers want one, and it is not stored: as long as the site's connections live, the engine remembers it. */
async function askAccount(server: ServerIdentity, refused: string | undefined, signal: AbortSignal): Promise<string | undefined> {
  const who = printable(describeServer(server))
  const answer = await askText({
    title: vscode.l10n.t('Account for {0}', who),
    prompt: `${describeRefusal(refused)}${vscode.l10n.t('The server wants an account besides the password (ACCT).')}`,
    isPassword: true,
    signal,
  })
  return answer.kind === 'answered' ? answer.value : undefined
}

function describeRefusal(refused: string | undefined): string {
  return refused === undefined ? '' : `${vscode.l10n.t('The server refused the last one: {0}', printable(refused))} `
}

function describeCertificate({ server, fingerprint, subject, issuer, names, validFrom, validTo }: CertificateQuestion): string {
  const facts = [
    vscode.l10n.t('Server: {0}, port {1}', server.host, server.port),
    vscode.l10n.t('Issued to: {0}', printable(subject)),
    vscode.l10n.t('Issued by: {0}', printable(issuer)),
    vscode.l10n.t('Valid for: {0}', printable(names.join(', ')) || '-'),
    vscode.l10n.t('Valid from {0} to {1}', printable(validFrom), printable(validTo)),
    vscode.l10n.t('SHA-256 fingerprint: {0}', printable(fingerprint)),
  ]
  const advice = vscode.l10n.t(
    'Compare the fingerprint with the one from whoever runs the server. If it is trusted, only this certificate is accepted from now on.',
  )
  return `${facts.join('\n')}\n\n${advice}`
}

/** In the words of the TLS library where we have none of our own. */
function describeProblem(problem: string): string {
  switch (problem) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return vscode.l10n.t('its certificate is signed by itself')
    case 'CERT_HAS_EXPIRED':
      return vscode.l10n.t('its certificate has expired')
    case 'CERT_NOT_YET_VALID':
      return vscode.l10n.t('its certificate is not valid yet')
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return vscode.l10n.t('its certificate is for another server')
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return vscode.l10n.t('its certificate is signed by an unknown authority')
    default:
      return printable(problem)
  }
}
