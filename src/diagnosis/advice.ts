/** What to do about what was found: one click where this program can do it, text to paste for the rest, and a message to send. */

import { given } from '../base/given.ts'
import type { DataMode } from '../ftp/data/strategy.ts'
import { activeAdvice } from './advice/active.ts'
import { adviceBefore } from './advice/before.ts'
import { factsOf, type Facts, type Findings } from './advice/facts.ts'
import { messageAdvice } from './advice/message.ts'
import { passiveAdvice } from './advice/passive.ts'
import { sessionReuseRecipes } from './advice/serverSettings.ts'
import type { Advice, Culprit, ModeFinding } from './diagnosis.ts'

/** The nearest first. `at` is when the server was probed: the message says so. */
export function adviceFor(findings: Findings): readonly Advice[] {
  const facts = factsOf(findings)
  const advice = onceEach([
    ...modeAdvice(findings),
    ...adviceBefore(findings.observations, facts),
    ...dataAdvice(findings, facts),
    ...encryptionAdvice(findings),
  ])
  const wanted = advice.filter(({ who, id }) => who === 'server' && id !== 'dial-from-data-port')
  if (wanted.length === 0 || !isServersTurn(findings)) return advice
  return [...advice, { ...messageAdvice(findings, facts, wanted), ...given({ mode: onlyModeOf(wanted) }) }]
}

/** What all of it helps, if that is one. */
function onlyModeOf(advice: readonly Advice[]): DataMode | undefined {
  const [mode, ...others] = new Set(advice.map((each) => each.mode))
  return others.length === 0 ? mode : undefined
}

/** Both modes may need the same. */
function onceEach(all: readonly Advice[]): readonly Advice[] {
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index)
}

/** Nothing to choose where the mode is `auto`: it uses what works. */
function modeAdvice({ observations, passive, active }: Findings): readonly Advice[] {
  const { mode } = observations.settings
  if (mode === 'passive') return switchTo(active, passive)
  return mode === 'active' ? switchTo(passive, active) : []
}

function switchTo(other: ModeFinding, current: ModeFinding): readonly Advice[] {
  if (current.works !== false || other.works !== true) return []
  const { mode } = other
  return [
    {
      id: `use-${mode}-mode`,
      who: 'portside',
      title: `Use ${mode} mode`,
      why: `This site is set to ${current.mode} mode, which fails, and ${mode} mode works from here. Nothing else has to be changed.`,
      recipes: [],
      action: { kind: 'setMode', mode },
    },
  ]
}

/** What the site is set to comes first. */
function dataAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const passive = passiveAdvice(findings, facts).map((advice) => ({ ...advice, mode: 'passive' as const }))
  const active = activeAdvice(findings, facts).map((advice) => ({ ...advice, mode: 'active' as const }))
  return findings.observations.settings.mode === 'active' ? [...active, ...passive] : [...passive, ...active]
}

/** Both modes fail of it alike. */
function encryptionAdvice({ passive, active, kind }: Findings): readonly Advice[] {
  if (passive.culprit !== 'encryption' && active.culprit !== 'encryption') return []
  return [
    {
      id: 'no-session-reuse',
      who: 'server',
      title: 'Let the server accept data connections with a TLS session of their own',
      why:
        'The server wants each data connection to continue the TLS session of the control connection. ' +
        'Without that, somebody who guesses the port could take a data connection before you do; the transfer is encrypted all the same, but not proved to be yours. ' +
        `Before you give that up, set the site's tls.maxVersion to TLSv1.2: some servers take sessions up again only there.`,
      recipes: sessionReuseRecipes(kind),
    },
  ]
}

const serversCulprits: ReadonlySet<Culprit | undefined> = new Set([
  'serverFirewall',
  'serverRouter',
  'someFirewall',
  'server',
  'encryption',
])

/** Not where all that it could do is to be nicer to others. */
function isServersTurn({ observations, passive, active }: Findings): boolean {
  return observations.failure !== undefined || serversCulprits.has(passive.culprit) || serversCulprits.has(active.culprit)
}
