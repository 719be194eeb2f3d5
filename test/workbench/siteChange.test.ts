import assert from 'node:assert/strict'
import type { Site } from '../../src/sites/site.ts'
import { changeOf, withoutChange } from '../../src/workbench/siteChange.ts'

const site: Site = { id: 'one', name: 'One', host: 'example.org', user: 'ann', security: 'none', transferMode: 'passive' }

describe('what an advice changes in a site', () => {
  it('is the transfer mode', () => assert.deepEqual(changeOf({ kind: 'setMode', mode: 'active' }), { transferMode: 'active' }))

  it('is the ports as the settings write them, and the address', () => {
    assert.deepEqual(changeOf({ kind: 'setActive', activePorts: { low: 50_000, high: 50_100 }, activeAddress: '203.0.113.9' }), {
      activePorts: '50000-50100',
      activeAddress: '203.0.113.9',
    })
  })

  it('is one port alone, and nothing about an address that is not advised', () => {
    assert.deepEqual(changeOf({ kind: 'setActive', activePorts: { low: 50_000, high: 50_000 } }), { activePorts: '50000' })
  })
})

describe('taking a change back', () => {
  it('brings back what was there, and leaves what came later', () => {
    const now: Site = { ...site, transferMode: 'active', name: 'renamed' }
    assert.deepEqual(withoutChange(now, site, { transferMode: 'active' }), { ...site, name: 'renamed' })
  })

  it('leaves what was set anew since', () => {
    const now: Site = { ...site, transferMode: 'auto', activePorts: '50000' }
    assert.deepEqual(withoutChange(now, site, { transferMode: 'active', activePorts: '50000' }), { ...site, transferMode: 'auto' })
  })

  it('leaves nothing where nothing was', () => {
    const now: Site = { ...site, activePorts: '50000', activeAddress: '203.0.113.9' }
    assert.deepEqual(withoutChange(now, site, { activePorts: '50000' }), { ...site, activeAddress: '203.0.113.9' })
  })
})
