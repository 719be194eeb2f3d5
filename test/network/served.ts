/** A real server on the lab's server host, set up as the scenario has it. */

import { writeFileSync } from 'node:fs'
import type { ServerOptions } from '../servers/realServer.ts'
import { ServedFolder } from '../servers/servedFolder.ts'
import type { Lab } from './lab.ts'

/** Serves `fileName`, which holds `fileText`. To change its configuration, stop it and call this again with other options. */
export async function serve(lab: Lab, options: Pick<ServerOptions, 'kind' | 'security' | 'passivePorts' | 'extra'>): Promise<ServedFolder> {
  const { passivePorts, extra: extras } = lab.scenario
  const extra = extras?.[options.kind]
  const place = { listen: lab.server.address, namespace: lab.server.namespace }
  const configuration = { ...(passivePorts && { passivePorts }), ...(extra && { extra }) }
  const served = await ServedFolder.start({ ...place, ...configuration, ...options })
  writeFileSync(served.native(fileName), fileText)
  served.give()
  return served
}

export const fileName = 'hello.txt'
export const fileText = 'hello\n'
