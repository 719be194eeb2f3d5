/** What was learnt about servers, kept over restarts: which way of opening data connections works, what they cope with. */

import type { Memento } from 'vscode'
import type { SiteKnowledge } from '../ftp/siteMemory.ts'
import type { ServerIdentity } from '../ftp/server.ts'

export class KnownServers {
  private readonly state: Pick<Memento, 'get' | 'update'>

  constructor(state: Pick<Memento, 'get' | 'update'>) {
    this.state = state
  }

  /** For the next pool, which looks at it before it believes it. */
  knowledge(server: ServerIdentity): unknown {
    return this.state.get(keyOf(server))
  }

  async learn(server: ServerIdentity, knowledge: SiteKnowledge): Promise<void> {
    if (JSON.stringify(this.knowledge(server)) === JSON.stringify(knowledge)) return
    await this.state.update(keyOf(server), knowledge)
  }
}

function keyOf(server: ServerIdentity): string {
  return `server:${JSON.stringify([server.host.toLowerCase(), server.port])}`
}
