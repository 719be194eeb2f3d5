import assert from 'node:assert/strict'
import { Refreshes } from '../../src/workbench/refreshes.ts'

describe('a refresh', () => {
  it('asks for each folder of the site once more', () => {
    const refreshes = new Refreshes()
    assert.equal(refreshes.takeOutdated('one', '/www'), false)
    refreshes.refresh('one')
    assert.equal(refreshes.takeOutdated('one', '/www'), true)
    assert.equal(refreshes.takeOutdated('one', '/www'), false)
    assert.equal(refreshes.takeOutdated('one', '/closed'), true)
    assert.equal(refreshes.takeOutdated('two', '/www'), false)
  })
})
