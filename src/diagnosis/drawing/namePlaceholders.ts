/** Placeholders for names: of servers, users, computers, and those in certificates and greetings. */

import { isIP } from 'node:net'
import type { CertificateQuestion } from '../../ftp/prompts.ts'
import type { Observations } from '../observations.ts'
import { inOneLine } from './textLayout.ts'

/** They say nothing about anybody, and stand in every report. */
const commonNames: ReadonlySet<string> = new Set([
  'anonymous',
  'client',
  'computer',
  'control',
  'data',
  'ftp',
  'localhost',
  'server',
  'user',
])

/** Replaces the names that `observations` hold, in any text; not within longer words. */
export function nameReplacer(observations: Observations): (text: string) => string {
  const placeholders = new Map<string, string>()
  for (const [name, placeholder] of namesIn(observations)) {
    const key = name.toLowerCase()
    if (isTelling(key) && !placeholders.has(key)) placeholders.set(key, placeholder)
  }
  if (placeholders.size === 0) return (text) => text
  // The longest first: a user may be called like a part of the server's name.
  const names = [...placeholders.keys()].sort((one, other) => other.length - one.length).map(literally)
  const anywhere = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
  return (text) => text.replace(anywhere, (found) => placeholders.get(found.toLowerCase()) ?? 'name')
}

/** One and two letters stand in any text, and so do small numbers. */
function isTelling(name: string): boolean {
  return name.length > 2 && !/^\d{1,3}$/.test(name) && isIP(name) === 0 && !commonNames.has(name)
}

function literally(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function namesIn({
  server,
  proxy,
  settings,
  place,
  encryption,
  failure,
  greeting = '',
}: Observations): readonly (readonly [string, string])[] {
  const certificates = [encryption?.certificate, failure?.certificate].filter((certificate) => certificate !== undefined)
  const own = [server.host, ...domainsOf(server.host)].map((name) => name.toLowerCase())
  const others = [...certificates.flatMap(hostsOf), ...hostNamesIn(greeting)].filter((name) => !own.includes(name.toLowerCase()))
  return [
    ...own.map((name) => [name, 'server.example'] as const),
    [server.user, 'user'],
    [inOneLine(server.user), 'user'],
    [proxy?.host ?? '', 'proxy.example'],
    [settings.dataHost ?? '', 'data.example'],
    [settings.activeAddress ?? '', 'client.example'],
    [place.name, 'this-computer'],
    ...certificates.flatMap(peopleOf),
    ...[...new Set(others)].map((name, at) => [name, `name${at + 1}.example`] as const),
  ]
}

/** `example.org` of `ftp.example.org`: the server's other names are in the same domain. */
function domainsOf(host: string): readonly string[] {
  const labels = isIP(host) === 0 ? host.split('.') : []
  return labels.slice(1, -1).map((_, at) => labels.slice(at + 1).join('.'))
}

/** `DNS:*.example.org`, `IP Address:192.0.2.4`. */
function hostsOf({ names }: CertificateQuestion): readonly string[] {
  return names.map((name) => name.replace(/^[\w ]+:/, '').replace(/^\*\./, ''))
}

/** A name and an organisation, each: `ftp.example.org, Example Ltd`. */
function peopleOf({ subject, issuer }: CertificateQuestion): readonly (readonly [string, string])[] {
  const parts = (text: string, placeholder: string) =>
    [text, ...text.split(', ')].map((part) => [part.replace(/^CN=/, ''), placeholder] as const)
  return [...parts(subject, 'subject'), ...parts(issuer, 'issuer')]
}

function hostNamesIn(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+\p{L}{2,}/gu) ?? []
}
