/** Diagnose connection: finds out which transfer modes work with a site, and what is in the way of the others. */

import { commandIds } from '../ids.ts'
import type { Commands, Services } from './services.ts'

export function diagnoseCommands({
  selection,
  diagnoses,
}: Pick<Services, 'selection' | 'diagnoses'>): Commands<typeof commandIds.diagnose> {
  return {
    [commandIds.diagnose]: async (clicked) => {
      const site = await selection.site(clicked)
      if (site) await diagnoses.run(site)
    },
  }
}
