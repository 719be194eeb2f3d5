import assert from 'node:assert/strict'
import type { Site } from '../../src/sites/site.ts'
import { isSite, rawSitesOf, withSite } from '../../src/workbench/rawSites.ts'

const site: Site = { id: 'one', name: 'One', host: 'one.example', user: 'ann', security: 'none', transferMode: 'passive' }

describe('sites in the settings', () => {
  it('keep what can not be read when another one is saved', () => {
    const sites = ['a string', null, { host: 'no id' }]
    assert.deepEqual(withSite(sites, site), [...sites, site])
  })

  it('keep their place and the fields that are not known, and lose those that were removed', () => {
    const sites = [{ ...site, port: 2121, charset: 'latin1', timeouts: { connect: 1 }, color: 'red' }, 1]
    assert.deepEqual(withSite(sites, { ...site, name: 'Two' }), [{ color: 'red', ...site, name: 'Two' }, 1])
  })

  it('are none without the setting, and are not known if it is no list', () => {
    assert.deepEqual(rawSitesOf(undefined), [])
    assert.equal(rawSitesOf({ 0: site }), undefined)
    assert.equal(rawSitesOf('ftp.example.org'), undefined)
  })

  it('are told by their id', () => {
    assert.ok(isSite({ id: 'one' }, 'one'))
    assert.ok(!isSite(null, 'one'))
    assert.ok(!isSite('one', 'one'))
  })
})
