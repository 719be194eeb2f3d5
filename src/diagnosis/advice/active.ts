/** What to do when active mode fails: at the server, which dials, or on this side, which listens. */

import type { Advice } from '../diagnosis.ts'
import { outgoingAdvice } from './activeAtServer.ts'
import { incomingAdvice, routerAdvice } from './activeHere.ts'
import type { Facts, Findings } from './facts.ts'
import { isRefused, lookAtLog } from './passive.ts'
import { modeAllowedRecipes } from './serverSettings.ts'
import { correctSettings } from './siteSettings.ts'

export function activeAdvice(findings: Findings, facts: Facts): readonly Advice[] {
  const { active } = findings
  switch (active.culprit) {
    case undefined:
      return []
    case 'serverFirewall':
      return outgoingAdvice(findings, facts)
    case 'serverRouter':
      return [notThroughTunnel]
    case 'clientFirewall':
      return incomingAdvice(findings, facts)
    case 'someFirewall':
      return [...incomingAdvice(findings, facts), ...outgoingAdvice(findings, facts)]
    case 'clientRouter':
      return routerAdvice(findings, facts)
    case 'proxy':
      return [withoutProxy]
    case 'server':
      return [isRefused(active) ? allowActive(facts) : lookAtLog]
    case 'settings':
      return [correctSettings(findings, facts)]
    case 'encryption': // of both modes: advice.ts
      return []
  }
}

const withoutProxy: Advice = {
  id: 'active-without-proxy',
  who: 'client',
  title: 'Use passive mode, or connect without the proxy',
  why: 'In active mode the server dials this computer, and a proxy lets nobody in. Use passive mode, or remove the proxy from the site if the server can be reached without it.',
  recipes: [],
}

function allowActive({ kind }: Facts): Advice {
  return {
    id: 'allow-active-mode',
    who: 'server',
    title: 'Allow active mode on the server',
    why: 'The server refuses the commands of active mode, so no firewall is to blame. It may have been turned off in its settings: turn it on, or use passive mode.',
    recipes: modeAllowedRecipes('active', kind),
  }
}

const notThroughTunnel: Advice = {
  id: 'active-not-through-tunnel',
  who: 'client',
  title: 'Use passive mode, or connect to the server directly',
  why: "The server is reached through a tunnel or a container's published port, which lets connections through in one direction only. Use passive mode, with its ports passed on too, or connect to the server's own address.",
  recipes: [],
}
