/** Which environment is the active one. A person chooses it, for this workspace; each file's first is it until then. */

import type { Memento } from 'vscode'
import type { Mapping } from '../sites/mapping.ts'
import { activeEnvironment, environmentsOf } from './folderMapping.ts'

const chosenKey = 'environment'

interface WithMappings {
  readonly parsed: { readonly mappings: readonly Mapping[] }
}

export class Environments {
  private readonly state: Pick<Memento, 'get' | 'update'>

  constructor(state: Pick<Memento, 'get' | 'update'>) {
    this.state = state
  }

  namesIn(files: readonly WithMappings[]): readonly string[] {
    return environmentsOf(files.flatMap(({ parsed }) => parsed.mappings))
  }

  /** Undefined where the files name none. */
  activeIn(files: readonly WithMappings[]): string | undefined {
    return activeEnvironment(this.namesIn(files), this.state.get<string>(chosenKey))
  }

  /** In one of the files. What was chosen counts in all of them: one that doesn't name it must not fall back to another. */
  activeInside(file: WithMappings, files: readonly WithMappings[]): string | undefined {
    const chosen = this.state.get<string>(chosenKey)
    return chosen !== undefined && this.namesIn(files).includes(chosen) ? chosen : this.activeIn([file])
  }

  async choose(name: string): Promise<void> {
    await this.state.update(chosenKey, name)
  }
}
