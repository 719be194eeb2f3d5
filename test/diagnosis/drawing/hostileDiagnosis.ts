/** A diagnosis of a server that would like to take over the page, the terminal or the table it is shown in. */

import { printable } from '../../../src/base/printable.ts'
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import { behindRouter, observations } from './sampleDiagnosis.ts'

export const hostileText = `</pre></script><script>alert(1)</script><img src=x onerror="alert('2')"> & | \`\`\`\` [a](command:x) \u001b[31m\u202e\u200b\u0000\u2066 ${'long'.repeat(300)}`

export const hostile: Diagnosis = {
  ...behindRouter,
  verdict: hostileText,
  passive: { ...behindRouter.passive, reason: hostileText },
  active: {
    ...behindRouter.active,
    culprit: 'server',
    reason: hostileText,
    methods: behindRouter.active.methods.map((way) => ({ ...way, outcome: 'commandRefused', reply: { code: 500, text: hostileText } })),
  },
  remarks: [{ severity: 'warning', text: hostileText }],
  rules: behindRouter.rules.map((rule) => ({ ...rule, purpose: hostileText, from: { who: 'client', ports: hostileText } })),
  advice: behindRouter.advice.map((advice) => ({
    ...advice,
    id: hostileText,
    title: hostileText,
    why: hostileText,
    recipes: advice.recipes.map(() => ({
      tool: hostileText,
      label: hostileText,
      language: hostileText,
      text: `${hostileText}\n${hostileText}`,
    })),
  })),
  observations: {
    ...observations,
    server: { host: hostileText, port: 21, user: hostileText, security: 'explicit' },
    place: { kind: 'ssh', name: hostileText, platform: 'linux' },
    takenAt: Date.UTC(2026, 10, 20, 10, 32),
    proxy: { kind: 'http', host: hostileText, port: 1 },
    seenAs: hostileText,
    greeting: hostileText,
    steps: observations.steps.map((step) => ({ ...step, detail: hostileText })),
    dialogue: ['← 220 hi', '````', hostileText],
  },
}

/** Characters that nobody sees, but line ends. */
export function invisibleIn(text: string): readonly string[] {
  return [...text].filter((char) => char !== '\n' && printable(char) !== char)
}
