/** The probe ended before the ways were tried: what that means, and what to do. */

import type { FtpErrorReason } from '../ftp/ftpError.ts'
import { wantsEncryption } from './encryptionWords.ts'
import type { Failure, Observations, StepId } from './observations.ts'
import { sentence } from './words.ts'

/** The engine's sentence says what failed; what it doesn't say by itself is what to do next. */
export function verdictOfFailure(observations: Observations, failure: Failure): string {
  const { step, reason, message, isTimeUp } = failure
  if (isTimeUp || reason === undefined) return `${sentence(message)} It was still busy with ${stepNames[step]}. Try again later.`
  if (failure.certificate) return verdictOnCertificate(observations, failure)
  if (hasNoWay(failure)) return noWay(observations, failure)
  return `${sentence(message)} ${nextStep(observations, failure, reason)}`.trimEnd()
}

/** It never left this computer's network, as far as can be told: nothing that the server's owner could mend. */
export function hasNoWay({ step, code }: Failure): boolean {
  return step === 'connect' && ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EACCES', 'EPERM', 'EADDRNOTAVAIL'].includes(code ?? '')
}

/** 220 and then no idea what USER is: a mail server, for example. */
export function isNoFtpServer({ step, reason, reply }: Failure): boolean {
  if (reason === 'protocol' || (step === 'greeting' && reason === 'timeout')) return true
  return reason === 'loginRefused' && reply !== undefined && [500, 502].includes(reply.code)
}

function nextStep(observations: Observations, failure: Failure, reason: FtpErrorReason): string {
  const { server, proxy } = observations
  const isConnecting = failure.step === 'lookup' || failure.step === 'connect'
  // Until then it may as well be the proxy that failed: the message says which of the two, and what to do.
  if (proxy && isConnecting && reason !== 'proxyRefused') return ''
  if (wantsEncryption(observations)) return 'It lets nobody in without encryption: choose FTPS (explicit) for this site.'
  if (isNoFtpServer(failure)) return `Check that an FTP server is on port ${server.port}.`
  if (isConnecting && reason === 'timeout')
    return `Check the address and the port. If they are right, port ${server.port} must be open in the server's firewall.`
  return nextSteps[reason]
}

/** Empty where the engine's message says it. */
const nextSteps: Readonly<Record<FtpErrorReason, string>> = {
  hostNotFound: '',
  connectionRefused: 'FTP uses port 21, or 990 where encryption begins at once.',
  timeout: 'The server may be overloaded: try again later.',
  connectionLost: 'The server may block this computer, as after too many failed logins: try again later.',
  notFtp: '',
  tlsRefused: '',
  tlsFailed: '',
  certificate: 'Trust it only if whoever runs the server tells you the same fingerprint.',
  loginRefused: 'Check the user name and the password; many attempts may lock the account.',
  proxyRefused: "Check the proxy's user name and password.",
  tooManyConnections: 'Close other programs that are connected to it, or wait a few minutes.',
  dataConnection: '',
  incomplete: '',
  refused: '',
  full: '',
  unsupported: '',
  protocol: '',
  badName: '',
}

function noWay({ server }: Observations, { code }: Failure): string {
  return `This computer has no way to port ${server.port} of ${server.host} (${code ?? ''}). Check its network, VPN and firewall, and whether the server is switched on.`
}

function verdictOnCertificate({ server }: Observations, { certificate, expectedFingerprint }: Failure): string {
  if (expectedFingerprint !== undefined)
    return `The certificate of ${server.host} has changed. Ask whoever runs the server before you trust the new one.`
  const problem = certificateProblems[certificate?.problem ?? '']
  return `The certificate of ${server.host} is not trusted${problem === undefined ? '' : `: ${problem}`}. ${nextSteps.certificate}`
}

/** OpenSSL's and Node's names for what is wrong. */
const certificateProblems: Readonly<Partial<Record<string, string>>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'nobody but the server itself has signed it',
  SELF_SIGNED_CERT_IN_CHAIN: 'who has signed it is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'who has signed it is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who has signed it is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'who has signed it is not known here',
  CERT_HAS_EXPIRED: 'its time is over',
  CERT_NOT_YET_VALID: 'its time has not begun, or the clock of this computer is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
}

const stepNames: Readonly<Record<StepId, string>> = {
  lookup: "looking up the server's name",
  connect: 'connecting',
  greeting: "waiting for the server's greeting",
  encryption: 'the encryption',
  login: 'the login',
  features: 'asking what the server can do',
  EPSV: 'EPSV',
  PASV: 'PASV',
  EPRT: 'EPRT',
  PORT: 'PORT',
  sessionReuse: 'the data connections',
  utf8: 'asking what the server can do',
  mlsd: 'asking what the server can do',
  clock: "looking at the server's clock",
  kind: 'asking what the server is',
}
