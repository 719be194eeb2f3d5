/** Where Portside runs, in the words of a diagnosis: active mode listens there, and not where the window is. */

import type { Place } from '../diagnosis/observations.ts'

/**
 * `remoteName` is the editor's, undefined where the extension runs on the computer with the window. `name` is the computer's own.
 */
export function placeOf(remoteName: string | undefined, name: string, platform: NodeJS.Platform): Place {
  return { kind: kindOf(remoteName), name, platform }
}

function kindOf(remoteName: string | undefined): Place['kind'] {
  switch (remoteName) {
    case undefined:
      return 'local'
    case 'wsl':
      return 'wsl'
    case 'ssh-remote':
      return 'ssh'
    case 'dev-container':
    case 'attached-container':
    case 'k8s-container':
      return 'container'
    case 'codespaces':
      return 'codespaces'
    default:
      return 'remote' // a tunnel, a server with a browser in front of it
  }
}
