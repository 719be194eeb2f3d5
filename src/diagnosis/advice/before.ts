/** What to do when a connection ends before data connections come into play: at the name, the port, TLS or the login. */

import type { FtpErrorReason } from '../../ftp/ftpError.ts'
import type { ServerIdentity } from '../../ftp/server.ts'
import type { Advice } from '../diagnosis.ts'
import type { Failure, Observations } from '../observations.ts'
import { serverNameOf, type Facts } from './facts.ts'
import { serverFirewallRecipes } from './firewalls.ts'

type Words = Pick<Advice, 'id' | 'title' | 'why'>

export function adviceBefore(observations: Observations, facts: Facts): readonly Advice[] {
  const { failure, server, proxy } = observations
  if (!failure) return []
  if (failure.reason === 'certificate') return [trustCertificate(failure)]
  const name = serverNameOf(observations) ?? 'the server'
  const words = failure.reason && wordsFor(failure.reason, name, server)
  const advice: Advice[] = words ? [{ ...words, who: 'client', recipes: [] }] : []
  const isClosed = failure.reason === 'connectionRefused' || (failure.step === 'connect' && !words)
  return isClosed && !proxy ? [...advice, openControlPort(facts)] : advice
}

/** Undefined where the cause is the server's alone, or the message says all. */
function wordsFor(reason: FtpErrorReason, name: string, { port, security }: ServerIdentity): Words | undefined {
  switch (reason) {
    case 'hostNotFound':
      return {
        id: 'check-host',
        title: "Check the server's name",
        why: `Nobody knows the name ${name}. Look for a typing mistake, and whether this computer is in the network (VPN) where the name is known.`,
      }
    case 'connectionRefused':
      return {
        id: 'check-port',
        title: 'Check the port',
        why: `Nothing listens on port ${port} of ${name}, or a firewall answers for it. FTP is mostly on port 21, implicit FTPS on 990. Ask whoever runs the server which port it is, and whether it runs.`,
      }
    case 'notFtp':
      return {
        id: 'check-protocol',
        title: 'Check what is on that port',
        why: `Something else than FTP answers on port ${port}. Port 22 is SFTP, which is another protocol; implicit FTPS (port 990) begins with TLS. Choose the port and security that the server has.`,
      }
    case 'tlsRefused':
      return {
        id: 'check-security',
        title: 'Ask for encryption, or go without',
        why: "The server does not encrypt. Ask whoever runs it to turn TLS on. Without it, everybody on the way can read the password and the files: choose plain FTP for this site only if that doesn't matter.",
      }
    case 'tlsFailed':
      return {
        id: 'check-tls',
        title: 'Check the TLS settings',
        why:
          "The server and this computer didn't agree on how to encrypt. Old servers speak only versions before TLS 1.2: the site's tls.minVersion allows them, though they are broken. " +
          (security === 'implicit'
            ? 'Or the port expects explicit FTPS: try that.'
            : 'Or the server wants a certificate of yours: ask whoever runs it.'),
      }
    case 'loginRefused':
      return {
        id: 'check-login',
        title: 'Check the user name and password',
        why: 'The server takes neither this user nor this password, or does not take them without encryption. Enter them again; many servers lock an account after a few wrong ones.',
      }
    case 'proxyRefused':
      return {
        id: 'check-proxy',
        title: "Check the proxy's user name and password",
        why: 'The proxy refuses them, so the server was not asked. Enter them again, or remove the proxy from the site.',
      }
    case 'tooManyConnections':
      return {
        id: 'fewer-connections',
        title: 'Use fewer connections',
        why: 'The server takes no more connections from this computer or for this user. Close other programs that are connected, wait a few minutes, and set a smaller number of connections for the site.',
      }
    default:
      return undefined
  }
}

function trustCertificate({ certificate }: Failure): Advice {
  const fingerprint = fingerprintIn(certificate?.fingerprint)
  return {
    id: 'trust-certificate',
    who: fingerprint === undefined ? 'client' : 'portside',
    title: 'Trust the certificate, if it is the right one',
    why:
      `Nobody that this computer trusts vouches for the server's certificate.${fingerprint === undefined ? '' : ` Its SHA-256 fingerprint is ${fingerprint}.`} ` +
      'Ask whoever runs the server for the fingerprint, by telephone for example, and trust it only if they are the same: otherwise somebody on the way may be reading along.',
    recipes: [],
    ...(fingerprint !== undefined && { action: { kind: 'trustCertificate', fingerprint } }),
  }
}

/** SHA-256, or nothing that is shown. */
function fingerprintIn(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/i.test(text) ? text : undefined
}

function openControlPort(facts: Facts): Advice {
  const { controlPort: port, isIPv6 } = facts
  const opening = { direction: 'in', ports: { low: port, high: port }, peer: undefined, isIPv6, name: 'FTP' } as const
  return {
    id: 'open-control-port',
    who: 'server',
    title: `Open port ${port} in the server's firewall`,
    why: `If the server runs and listens on port ${port}, a firewall in front of it does not let this computer in. A provider may have one of its own (security group): open the port there too.`,
    recipes: serverFirewallRecipes(opening, facts.kind),
  }
}
