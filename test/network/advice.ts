/** Carries out what a diagnosis advises as its reader would: runs the text of a recipe where it belongs, writes it into the server's settings. */

import assert from 'node:assert/strict'
import type { Advice, AdviceAction, Recipe } from '../../src/diagnosis/diagnosis.ts'
import type { Host } from './host.ts'
import type { Lab } from './lab.ts'

/** Of the recipes of an advice, those that are for what is there. */
export interface Tools {
  readonly firewall: 'iptables' | 'nftables'
  /** `vsftpd`, `pureftpd-debian`, …, as recipes name it. */
  readonly settings: string
}

/** What is left to be done: a program is started with it. */
export interface Changes {
  /** Options of `portside`. */
  readonly options: readonly string[]
  /** Lines for the configuration of the server; arguments for Pure-FTPd. */
  readonly extra: readonly string[]
}

/** Firewalls are changed when it resolves. Rejects if a recipe for these tools is missing, or fails. */
export async function carryOut(lab: Lab, advice: readonly Advice[], tools: Tools): Promise<Changes> {
  const options: string[] = []
  const extra: string[] = []
  for (const each of advice) {
    if (each.action) options.push(...optionsOf(each.action))
    else extra.push(...(await useRecipe(lab, each, tools)))
  }
  return { options, extra }
}

/** How the command line is told what a click sets. */
export function optionsOf(action: AdviceAction): readonly string[] {
  switch (action.kind) {
    case 'setMode':
      return ['--mode', action.mode]
    case 'setActive': {
      const { activePorts: ports, activeAddress: address } = action
      return [...(ports ? ['--active-ports', `${ports.low}-${ports.high}`] : []), ...(address ? ['--active-address', address] : [])]
    }
    case 'setSecurity':
      return ['--security', action.security]
    case 'trustCertificate':
      return ['--pin', action.fingerprint]
  }
}

/** Gives what it has for the server's settings. */
async function useRecipe(lab: Lab, { id, who, recipes }: Advice, { firewall, settings }: Tools): Promise<readonly string[]> {
  const router = `${firewall}-router`
  const recipe = recipes.find(({ tool }) => [firewall, router, settings].includes(tool))
  assert.ok(recipe, `${id} should have a recipe for ${firewall}, ${router} or ${settings}`)
  if (recipe.tool === settings) return settingsIn(recipe)
  await hostFor(lab, recipe.tool === router ? 'router' : who).run([recipe.text])
  return []
}

function hostFor(lab: Lab, who: Advice['who'] | 'router'): Host {
  const host = who === 'portside' ? undefined : lab[who]
  assert.ok(host, `There is no ${who} to run a recipe on`)
  return host
}

function settingsIn({ tool, text }: Recipe): readonly string[] {
  if (tool === 'pureftpd') return text.split(/\s+/)
  return tool === 'pureftpd-debian' ? debianArguments(text) : text.split('\n')
}

/** By Debian's pure-ftpd-wrapper 1.0.50: `50000 50100` in the file PassivePortRange becomes `-p 50000:50100`. */
const debianOptions: Readonly<Record<string, string>> = { PassivePortRange: '-p', ForcePassiveIP: '-P' }

function debianArguments(text: string): readonly string[] {
  const [, value = '', name = ''] = /^echo '(.*)' > \/etc\/pure-ftpd\/conf\/(\w+)$/m.exec(text) ?? []
  const option = debianOptions[name]
  assert.ok(option, text)
  return [option, value.replace(' ', ':')]
}
