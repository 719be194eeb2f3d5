import assert from 'node:assert/strict'
import { placeOf } from '../../src/workbench/place.ts'

describe('the place a diagnosis is made at', () => {
  for (const [remoteName, kind] of [
    [undefined, 'local'],
    ['wsl', 'wsl'],
    ['ssh-remote', 'ssh'],
    ['dev-container', 'container'],
    ['attached-container', 'container'],
    ['k8s-container', 'container'],
    ['codespaces', 'codespaces'],
    ['tunnel', 'remote'],
    ['127.0.0.1:8080', 'remote'],
  ] as const) {
    it(`is ${kind} where the editor says ${remoteName ?? 'nothing'}`, () => {
      assert.deepEqual(placeOf(remoteName, 'quay', 'linux'), { kind, name: 'quay', platform: 'linux' })
    })
  }
})
