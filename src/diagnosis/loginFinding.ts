/** The probe ended before the ways were tried: what that means, and what to do. */

import type { FtpErrorReason } from '../ftp/ftpError.ts'
import type { Failure, Observations, StepId } from './observations.ts'
import { sentence } from './words.ts'

/** The engine's sentence says what failed; what it doesn't say by itself is what to do next. */
export function verdictOfFailure(observations: Observations, { step, reason, message, isTimeUp }: Failure): string {
  if (isTimeUp || reason === undefined) return `${sentence(message)} It was still busy with ${stepNames[step]}. Try again later.`
  return `${sentence(message)} ${nextStep(observations, step, reason)}`.trimEnd()
}

function nextStep({ server, proxy }: Observations, step: StepId, reason: FtpErrorReason): string {
  const isConnecting = step === 'lookup' || step === 'connect'
  // Until then it may as well be the proxy that failed: the message says which of the two, and what to do.
  if (proxy && isConnecting && reason !== 'proxyRefused') return ''
  return isConnecting && reason === 'timeout' ? `Port ${server.port} must be open in the server's firewall.` : nextSteps[reason]
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
  protocol: 'Check that an FTP server is on this port.',
  badName: '',
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
