/** What was learnt about servers, kept over restarts: which way of opening data connections works, what they cope with. */

import type { Memento } from 'vscode'
import type { SiteKnowledge } from '../ftp/siteMemory.ts'
import type { ProxySettings, ServerIdentity } from '../ftp/server.ts'

/** A server and the way there: through a proxy other data connections work than without. */
export interface Route {
  readonly server: Pick<ServerIdentity, 'host' | 'port'>
  readonly proxy?: Pick<ProxySettings, 'kind' | 'host' | 'port'> | undefined
}

export class KnownServers {
  private readonly state: Pick<Memento, 'get' | 'update'>

  constructor(state: Pick<Memento, 'get' | 'update'>) {
    this.state = state
  }

  /** For the next pool, which looks at it before it believes it. */
  knowledge(route: Route): unknown {
    return this.state.get(keyOf(route))
  }

  async learn(route: Route, knowledge: SiteKnowledge): Promise<void> {
    if (JSON.stringify(this.knowledge(route)) === JSON.stringify(knowledge)) return
    await this.state.update(keyOf(route), knowledge)
  }
}

function keyOf({ server, proxy }: Route): string {
  const via = proxy ? [proxy.kind, proxy.host.toLowerCase(), proxy.port] : []
  return `server:${JSON.stringify([server.host.toLowerCase(), server.port, ...via])}`
}
