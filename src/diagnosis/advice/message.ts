/**
 * A message for whoever runs the server, ready to be sent: what was seen, and what would help. Without the user's name and
 * without anything that was said at the login.
 */

import type { Advice, ModeFinding } from '../diagnosis.ts'
import type { Observations, WayObservation } from '../observations.ts'
import { modeNames, portsText, shownTime } from '../words.ts'
import { addressIn, serverNameOf, type Facts, type Findings } from './facts.ts'

/** `wanted`: what the server's side is asked to do. */
export function messageAdvice(findings: Findings, facts: Facts, wanted: readonly Advice[]): Advice {
  return {
    id: 'ask-server-owner',
    who: 'server',
    title: "Somebody else's server? Ask whoever runs it",
    why: 'The message says what was seen and what would help. It names no user and no password. Read it, and send it.',
    recipes: [{ tool: 'message', label: 'Message', language: 'text', text: messageText(findings, facts, wanted) }],
  }
}

function messageText({ observations, passive, active }: Findings, facts: Facts, wanted: readonly Advice[]): string {
  const { failure } = observations
  const modes = failure ? [] : [passive, active].flatMap((finding) => modeLines(finding, observations.server.user))
  const seen = failure ? [`- Port ${facts.controlPort} can't be reached from here.`] : ['- The login works.', ...modes]
  return [
    `Subject: FTP on ${serverWords(observations, facts)}`,
    '',
    'Hello,',
    '',
    `a diagnosis of the connection to your FTP server ${serverWords(observations, facts)} has shown a problem.`,
    '',
    `Seen at ${shownTime(observations)}${facts.seenAddress === undefined ? '' : `, from ${facts.seenAddress}`}:`,
    ...seen,
    '',
    'What would help:',
    ...wanted.map((advice) => `- ${requestFor(advice, facts)}`),
    '',
    'Thank you!',
  ].join('\n')
}

/** `ftp.example.org (203.0.113.9), port 21`, as far as it is known. */
function serverWords(observations: Observations, { serverAddress, controlPort }: Facts): string {
  const name = serverNameOf(observations)
  const address = name !== undefined && serverAddress !== undefined && serverAddress !== name ? ` (${serverAddress})` : ''
  const known = name ?? serverAddress
  return `${known === undefined ? '' : `${known}${address}, `}port ${controlPort}`
}

function modeLines({ mode, works, methods }: ModeFinding, user: string): readonly string[] {
  if (works === undefined) return []
  if (works) return [`- ${modeNames[mode]} mode works.`]
  return [`- ${modeNames[mode]} mode does not work:`, ...methods.flatMap((way) => wayLine(way, user))]
}

function wayLine(way: WayObservation, user: string): readonly string[] {
  const what = wayWords(way)
  return what === '' ? [] : [`  ${way.method}: ${what}${replyWords(way, user)}`]
}

function wayWords({ outcome, dialled, announced, named, opened }: WayObservation): string {
  const theirs = dialled ?? named
  const port = theirs ? `port ${theirs.port}` : 'the port that it named'
  const where = announced ? `port ${announced.port} of ${addressIn(announced.address) ?? 'this computer'}` : 'this computer'
  if (opened) return `the data connection to ${announced ? where : port} was made, and failed after that.`
  switch (outcome) {
    case 'unanswered':
      return `nothing answered on ${port}.`
    case 'closed':
      return `the connection to ${port} was refused.`
    case 'unreachable':
      return `there is no way from here to ${port}.`
    case 'nobodyCame':
      return `the server agreed to connect to ${where}, and did not arrive.`
    case 'serverGaveUp':
      return announced ? `the server could not connect to ${where}.` : `the server gave up on the data connection to ${port}.`
    case 'commandRefused':
      return 'the server refused the command.'
    case 'failed':
      return 'the data connection failed.'
    default:
      return ''
  }
}

/** The server's own words, if they are not about who is logged in, and nothing in them that a shell would take for more than words. */
function replyWords({ reply }: WayObservation, user: string): string {
  if (!reply) return ''
  const text = reply.text.toLowerCase().includes(user.toLowerCase()) ? '' : reply.text.replace(/[^\p{L}\p{N} .,:()/'-]+/gu, ' ').trim()
  return ` It said: ${`${reply.code} ${text.slice(0, 120)}`.trimEnd()}`
}

function requestFor({ id, title }: Advice, facts: Facts): string {
  const passive = portsText(facts.passivePorts)
  switch (id) {
    case 'limit-passive-ports':
      return `Give the server a limited range of passive ports, such as ${passive} (or keep the one it has).`
    case 'open-passive-ports':
      return `Let incoming TCP connections to these ports through the server's firewall, and any firewall in front of it: ${passive}.`
    case 'forward-passive-ports':
      return `Forward TCP ${passive} (or the range it has) from the router to the server, as port ${facts.controlPort} is.`
    case 'allow-outgoing-active':
      return 'Let the server open TCP connections for active mode: from its port 20, or wherever it dials from, to the ports above 1023 of its clients.'
    default:
      return `${title}.`
  }
}
