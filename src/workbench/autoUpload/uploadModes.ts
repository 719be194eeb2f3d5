/**
 * Which saves upload, by mapping: a person's own choice, kept with the workspace on this computer. A folder that somebody else
 * made can't turn it on; and a mapping that has come to mean another server or folder has another key, and is off again.
 */

import type { Disposable } from '../../base/disposable.ts'
import { Emitter } from '../../base/event.ts'
import type { Mapping } from '../../sites/mapping.ts'

export const uploadModes = ['never', 'explicit', 'any'] as const

/** `explicit`: a save that a person asked for. `any`: also those that the editor does by itself. */
export type UploadMode = (typeof uploadModes)[number]

/** A `FolderMapping`. */
export interface MappedFolder {
  readonly key: string
  readonly mapping: Pick<Mapping, 'direction' | 'alwaysPreview'>
}

/** A `Memento`. */
export interface KeptModes {
  get(key: string): unknown
  update(key: string, value: unknown): PromiseLike<void>
}

const stateKey = 'portside.uploadOnSave'

export class UploadModes implements Disposable {
  private readonly changed = new Emitter<void>()
  private readonly state: KeptModes

  readonly onDidChange = this.changed.event

  constructor(state: KeptModes) {
    this.state = state
  }

  /** A mapping that only downloads, or of which each sync is to be looked at, never uploads by itself, whatever was chosen. */
  of(folder: MappedFolder): UploadMode {
    if (folder.mapping.direction === 'down' || folder.mapping.alwaysPreview) return 'never'
    const kept = this.kept()[folder.key]
    return uploadModes.find((mode) => mode === kept) ?? 'never'
  }

  async set(folder: MappedFolder, mode: UploadMode): Promise<void> {
    const { [folder.key]: _, ...others } = this.kept()
    await this.state.update(stateKey, mode === 'never' ? others : { ...others, [folder.key]: mode })
    this.changed.fire()
  }

  dispose(): void {
    this.changed.dispose()
  }

  private kept(): Readonly<Record<string, unknown>> {
    const kept = this.state.get(stateKey)
    return typeof kept === 'object' && kept !== null ? { ...kept } : {}
  }
}
