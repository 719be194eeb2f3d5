/** What to do when a connection ends before data connections come into play: at the name, the port, TLS or the login. */

import type { FtpErrorReason } from '../../ftp/ftpError.ts'
import type { ServerIdentity } from '../../ftp/server.ts'
import type { Advice } from '../diagnosis.ts'
import { offersEncryption, wantsEncryption } from '../encryptionWords.ts'
import { hasNoWay, isNoFtpServer } from '../loginFinding.ts'
import type { Failure, Observations } from '../observations.ts'
import { serverNameOf, type Facts } from './facts.ts'
import { serverFirewallRecipes } from './firewalls.ts'

type Words = Pick<Advice, 'id' | 'title' | 'why'>

export function adviceBefore(observations: Observations, facts: Facts): readonly Advice[] {
  const { failure } = observations
  if (!failure) return offeredEncryption(observations)
  if (failure.reason === 'certificate')
    return [failure.expectedFingerprint === undefined ? trustCertificate(failure) : askAboutChange(failure)]
  if (wantsEncryption(observations)) return [useEncryption('The server lets nobody in without it.')]
  const words = wordsOn(observations, failure)
  const advice: Advice[] = words ? [{ ...words, who: 'client', recipes: [] }] : []
  return words?.id === 'check-address' ? [...advice, openControlPort(facts)] : advice
}

/** Nothing fails without it, but that others read along. */
function offeredEncryption(observations: Observations): readonly Advice[] {
  return observations.server.security === 'none' && offersEncryption(observations) ? [useEncryption('The server says that it can.')] : []
}

function useEncryption(why: string): Advice {
  return {
    id: 'use-encryption',
    who: 'portside',
    title: 'Encrypt: use FTPS (explicit)',
    why: `${why} Without encryption everybody on the way can read the password and the files. The password is asked for once more.`,
    recipes: [],
    action: { kind: 'setSecurity', security: 'explicit' },
  }
}

/** Undefined where the cause is the server's alone, or the message says all. */
function wordsOn(observations: Observations, failure: Failure): Words | undefined {
  const { server, proxy } = observations
  const name = serverNameOf(observations) ?? 'the server'
  const isConnecting = failure.step === 'lookup' || failure.step === 'connect'
  if (proxy && isConnecting && failure.reason !== 'proxyRefused') return proxyWords
  if (hasNoWay(failure)) return networkWords
  if (hasAnswered(failure)) return laterWords
  if (isNoFtpServer(failure)) return protocolWords(server.port)
  if (isConnecting && failure.reason === 'timeout') return addressWords(name, server.port)
  return failure.reason && wordsFor(failure.reason, name, server)
}

const proxyWords: Words = {
  id: 'check-proxy-address',
  title: 'Check the proxy',
  why: "The proxy was not reached, or had no connection to the server. Check its address in the site's settings, and whether it is running; or set the site's proxy to none if this computer can reach the server without it.",
}

const networkWords: Words = {
  id: 'check-network',
  title: "Check this computer's network",
  why: 'There is no way from here to the server: no network, a VPN that is not connected, a firewall on this computer that forbids it, or a server that is switched off. Try another server or a web page to see which.',
}

function addressWords(name: string, port: number): Words {
  return {
    id: 'check-address',
    title: 'Check the address and the port',
    why: `Nothing answers on port ${port} of ${name}. A wrong address or port looks like that, too: FTP is mostly on port 21, implicit FTPS on 990. A firewall near this computer may also let out only a few ports.`,
  }
}

function protocolWords(port: number): Words {
  return {
    id: 'check-protocol',
    title: 'Check what is on that port',
    why: `Something else than FTP seems to be on port ${port}: port 22 is SFTP, which is another protocol, and web and mail servers have ports of their own. Implicit FTPS (port 990) begins with TLS. Choose the port and security that the server has.`,
  }
}

/** It let a connection in before it refused another one. */
function hasAnswered({ reason, step }: Failure): boolean {
  return reason === 'connectionRefused' && step !== 'connect'
}

const laterWords: Words = {
  id: 'try-later',
  title: 'Wait a few minutes',
  why: 'The server answered before, and then refused another connection: it allows only a few in a short time, or has locked this computer out for a while.',
}

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
        why: `Nothing listens on port ${port} of ${name}, or a firewall answers for it. Check the port: FTP is mostly on port 21, implicit FTPS on 990. Ask whoever runs the server which port it is, and whether it runs.`,
      }
    case 'notFtp':
      return protocolWords(port)
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

/** No click for this: who has trusted one certificate expects that very one, and somebody on the way has another. */
function askAboutChange({ certificate, expectedFingerprint }: Failure): Advice {
  const [expected, shown] = [expectedFingerprint, certificate?.fingerprint].map((text) => fingerprintIn(text) ?? 'another one')
  return {
    id: 'certificate-changed',
    who: 'client',
    title: "The server's certificate has CHANGED: ask before you trust the new one",
    why:
      `The SHA-256 fingerprint that is trusted for this site is ${expected}, and now it is ${shown}. ` +
      'The server may have got a new certificate, or somebody on the way has taken its place, to read along. ' +
      'Ask whoever runs the server for the new fingerprint, by telephone for example. Only if it is the same, trust it: the editor offers that when it fails to connect, and the command line takes it as --pin.',
    recipes: [],
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
