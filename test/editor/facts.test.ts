import assert from 'node:assert/strict'
import type { PoolState } from '../../src/ftp/pool.ts'
import type { Site } from '../../src/sites/site.ts'
import { describeMode, describeSite, describeSiteAtLength } from '../../src/workbench/facts.ts'

const site: Site = { id: 'one', name: 'One', host: 'example.org', user: 'ann', security: 'explicit', transferMode: 'auto' }
const since = new Date(2026, 10, 14, 10, 32).getTime()
const why = 'EPSV: nothing answered in 4 s'
const state: PoolState = {
  connections: 1,
  busy: 0,
  encrypted: true,
  works: { method: 'EPRT', mode: 'active', since, why },
  server: undefined,
  loginFolder: '/',
}

describe('what is said of the transfer mode', () => {
  it('is what Auto has come to, once something works', () => {
    assert.equal(describeMode(site, state), 'Auto: Active')
    assert.equal(describeSite(site, state), 'auto (active), encrypted')
  })

  it('is Auto alone before', () => {
    assert.equal(describeMode(site, undefined), 'Auto')
    assert.equal(describeMode(site, { ...state, works: undefined }), 'Auto')
    assert.equal(describeSite(site, undefined), 'auto, encrypted')
  })

  it('is the mode that was chosen, whatever has worked before', () => {
    assert.equal(describeMode({ ...site, transferMode: 'passive' }, state), 'Passive')
    assert.equal(describeSite({ ...site, transferMode: 'passive' }, state), 'passive, encrypted')
  })

  it('comes with the time and the reason in the hover', () => {
    const hover = describeSiteAtLength(site, state, undefined)
    assert.match(hover, /^Works: Active \(EPRT\), since 10:32.*\nTried before, without success: EPSV: nothing answered in 4 s$/m)
    assert.doesNotMatch(
      describeSiteAtLength(site, { ...state, works: { method: 'EPSV', mode: 'passive', since, why: '' } }, undefined),
      /Tried/,
    )
  })
})
