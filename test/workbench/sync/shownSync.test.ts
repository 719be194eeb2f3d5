import assert from 'node:assert/strict'
import type { SyncRequest } from '../../../src/workbench/sync/shownSync.ts'
import { isSameLook } from '../../../src/workbench/sync/shownSync.ts'

describe('two looks at folders', () => {
  type Asked = Partial<Pick<SyncRequest, 'direction' | 'scope'>>
  const look = (key: string, asked: Asked = {}, folders = 'f') => ({
    request: { mapping: { key }, direction: 'both', ...asked } as const,
    folders,
  })

  it('are the same if the same was asked for', () => {
    assert.ok(isSameLook(look('k'), look('k')))
    assert.ok(isSameLook(look('k', { scope: ['a', 'b'] }), look('k', { scope: ['b', 'a'] })))
  })

  it('differ by the mapping, the direction, what was looked at, and where that is', () => {
    const others = [look('other'), look('k', { direction: 'up' }), look('k', { scope: ['a'] }), look('k', {}, 'elsewhere')]
    for (const other of others) assert.equal(isSameLook(look('k'), other), false)
  })
})
