import assert from 'node:assert/strict'
import { conclude } from '../../src/diagnosis/conclude.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import {
  behindNat,
  dropsHere,
  dropsOutgoing,
  dropsPassive,
  eprt,
  epsv,
  everythingWorks,
  notForwarded,
  observationsOf,
  pasv,
  port,
  throughProxy,
  untried,
} from './samples.ts'

describe('the verdict', () => {
  const drops = "Passive can't work: the server's firewall drops connections to its passive ports (tried 41233 and 38842)."
  const silent = { outcome: 'unanswered' } as const
  const verdicts: readonly (readonly [string, Observations, string])[] = [
    ['both modes work', everythingWorks(), 'Both modes work.'],
    ['both work, and the site is set to one', everythingWorks({ settings: { mode: 'active' } }), 'Both modes work.'],
    ['one works', dropsPassive(), `${drops} Active works.`],
    [
      'the mode of the site is the failing one',
      dropsPassive({ settings: { mode: 'passive' } }),
      `${drops} Active works. This site is set to passive: switch to active.`,
    ],
    ['the mode of the site is the working one', dropsPassive({ settings: { mode: 'active' } }), `${drops} Active works.`],
    [
      'the router is in the way',
      notForwarded({ settings: { mode: 'active', activeAddress: '203.0.113.1' } }),
      "Passive works. Active can't work: your router drops the server's connection to ports 50003 and 50004. This site is set to active: switch to passive.",
    ],
    [
      'there is NAT',
      behindNat(),
      "Passive works. Active can't work: this computer is behind NAT and announces 192.168.77.2, an address that the server can't reach through your router.",
    ],
    [
      "this computer's firewall is in the way",
      dropsHere(),
      "Passive works. Active can't work: this computer's firewall stops the server's connection to ports 50123 and 50124.",
    ],
    ['there is a proxy', throughProxy(), "Passive works. Active can't work: through a proxy the server can't reach this computer."],
    [
      'neither works',
      dropsOutgoing({
        settings: { mode: 'passive' },
        ways: [epsv(silent), pasv(silent), eprt({ outcome: 'nobodyCame' }), port({ outcome: 'nobodyCame' })],
      }),
      "Neither mode works. Passive: the server's firewall drops connections to its passive ports (tried 41233 and 38842). Active: the server's connection to ports 50123 and 50124 does not arrive at this computer, most likely because the server's firewall lets none out.",
    ],
    [
      'the time was up in between',
      observationsOf({ ways: [epsv(), pasv(), untried(eprt()), untried(port())] }),
      'Passive works. Active was not tried.',
    ],
    [
      'the mode of the site was not tried',
      observationsOf({ settings: { mode: 'active' }, ways: [epsv(), pasv(), untried(eprt()), untried(port())] }),
      'Passive works. Active was not tried.',
    ],
    [
      'no way could be tried',
      observationsOf({
        ways: [epsv(), pasv(), eprt(), port()].map((way) => ({ ...untried(way), message: 'The server refused LIST: 550 No.' })),
      }),
      'The login works, but neither mode was tried: The server refused LIST: 550 No.',
    ],
  ]
  for (const [title, observations, verdict] of verdicts) {
    it(`where ${title}`, () => {
      assert.equal(conclude(observations).verdict, verdict)
    })
  }
})
