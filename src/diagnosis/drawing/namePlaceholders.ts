/**
 * Placeholders for names: of servers, users and computers, as far as the observations tell them, and of whatever else looks like
 * a host name or a mail address. Rather one too many than one too few: `notes.txt` is taken for a host name too.
 */

import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import type { CertificateQuestion } from '../../ftp/prompts.ts'
import type { Observations } from '../observations.ts'
import { inOneLine } from './textLayout.ts'

/** They say nothing about anybody, and stand in every report. */
const commonNames: ReadonlySet<string> = new Set(
  [
    'a an and are as at be by c com d do en for g go h has i if in ip is it kb mb me min ms my net no not ok of off on or org pm re',
    's so t the this tls to up us ve we with www x you yes',
    'active address anonymous answers client command computer connection control data domain encryption example file files firewall',
    'folder ftp ftps group home host local localhost login mail mode name network passive password port portside proxy public router',
    'secure server site system test user users web',
  ].flatMap((line) => line.split(' ')),
)

/** With full stops, and yet nobody's: facts of RFC 3659 section 7.5, and settings that advice names. */
const noHosts = /^(?:unix\.(?:mode|owner|group|ownername|groupname|uid|gid)|win32\.ea|tls\.(?:min|max)version)$/

const localPart = String.raw`[^\s"'<>(),;:@/\\|[\]]+@(?=[\p{L}\p{N}[])`
const hostName = String.raw`(?:[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*\.)+\p{L}[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}]`

export class NamePlaceholders {
  private readonly placeholders = new Map<string, string>()
  private readonly known: RegExp
  private readonly any: RegExp
  private hosts = 0

  constructor(observations: Observations) {
    for (const [name, placeholder] of namesIn(observations)) this.add(name, placeholder)
    for (const name of certificatesIn(observations).flatMap(hostsOf)) this.placeholderOf(name)
    // The longest first: a user may be called like a part of the server's name. `(?!)` is nothing.
    const names = [...this.placeholders.keys()].sort((one, other) => other.length - one.length).map(literally)
    const known = `(?:${names.join('|') || '(?!)'})(?![\\p{L}\\p{N}])`
    this.known = new RegExp(`(?<![\\p{L}\\p{N}])${known}`, 'giu')
    this.any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${known}|${localPart}|${hostName})`, 'giu')
  }

  /** Those alone that the observations tell; not within longer words. */
  replaceKnown(text: string): string {
    return text.normalize().replace(this.known, (found) => this.placeholders.get(found.toLowerCase()) ?? 'name')
  }

  /** And whatever looks like one. */
  replace(text: string): string {
    return text.normalize().replace(this.any, (found) => this.placeholderOf(found))
  }

  private add(name: string, placeholder: string): void {
    const key = name.normalize().toLowerCase()
    const isTelling = key !== '' && !/^\d{1,3}$/.test(key) && isIP(key) === 0 && !commonNames.has(key)
    if (isTelling && !this.placeholders.has(key)) this.placeholders.set(key, placeholder)
  }

  private placeholderOf(name: string): string {
    const key = name.toLowerCase()
    const known = this.placeholders.get(key)
    if (known !== undefined) return known
    if (key.endsWith('@')) return 'user@'
    if (noHosts.test(key)) return name
    const made = `name${++this.hosts}.example`
    this.placeholders.set(key, made)
    return made
  }
}

function literally(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

type Named = readonly [name: string, placeholder: string]

function namesIn(observations: Observations): readonly Named[] {
  const { server, virtualHost = '', proxy, settings, place } = observations
  return [
    ...hostNames(server.host, 'server.example'),
    ...hostNames(virtualHost, 'virtual.example'),
    ...userNames(server.user),
    ...hostNames(proxy?.host ?? '', 'proxy.example'),
    ...hostNames(settings.dataHost ?? '', 'data.example'),
    ...hostNames(settings.activeAddress ?? '', 'client.example'),
    ...hostNames(place.name, 'this-computer'),
    [place.name.split('.', 1).join(''), 'this-computer'],
    ...certificatesIn(observations).flatMap(peopleOf),
    ...[server.host, virtualHost].flatMap(labelsOf).map((label) => [label, 'name'] as const),
  ]
}

/** In both spellings, `müller.example` and `xn--mller-kva.example`; its domains too: the server's other names are in the same. */
function hostNames(host: string, placeholder: string): readonly Named[] {
  return [host, ...domainsOf(host)].flatMap((name) => spellingsOf(name).map((spelling) => [spelling, placeholder] as const))
}

function spellingsOf(name: string): readonly string[] {
  return [name, domainToASCII(name), domainToUnicode(name)]
}

/** `example.org` of `ftp.example.org`. */
function domainsOf(host: string): readonly string[] {
  const labels = isIP(host) === 0 ? host.split('.') : []
  return labels.slice(1, -1).map((_, at) => labels.slice(at + 1).join('.'))
}

/** `acme` of `ftp.acme.example`: a greeting names its owner. */
function labelsOf(host: string): readonly string[] {
  const labels = isIP(host) === 0 ? spellingsOf(host).flatMap((name) => name.split('.').slice(0, -1)) : []
  return labels.filter((label) => label.length > 3)
}

/** The whole, and the parts of `john.doe@example.org`, `CORP\john`, `john|example.org`. */
function userNames(user: string): readonly Named[] {
  const parts = user.split(/[@\\/|%+:#!\s]+/)
  const words = parts.flatMap((part) => part.split(/[._-]/)).filter((word) => word.length > 2)
  return [user, inOneLine(user), ...parts, ...words].map((name) => [name, 'user'] as const)
}

function certificatesIn({ encryption, failure }: Observations): readonly CertificateQuestion[] {
  return [encryption?.certificate, failure?.certificate].filter((certificate) => certificate !== undefined)
}

/** `DNS:*.example.org`, `IP Address:192.0.2.4`. */
function hostsOf({ names }: CertificateQuestion): readonly string[] {
  return names.map((name) => name.replace(/^[\w ]+:/, '').replace(/^\*\./, '')).filter((name) => isIP(name) === 0)
}

/** A name and an organisation, each: `ftp.example.org, Example Ltd`. */
function peopleOf({ subject, issuer }: CertificateQuestion): readonly Named[] {
  const parts = (text: string, placeholder: string) =>
    [text, ...text.split(', ')].map((part) => [part.replace(/^CN=/, ''), placeholder] as const)
  return [...parts(subject, 'subject'), ...parts(issuer, 'issuer')]
}
