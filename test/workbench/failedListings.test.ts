import assert from 'node:assert/strict'
import { FailedListings } from '../../src/workbench/failedListings.ts'

describe('folders that could not be listed', () => {
  it('keep the folders above them from being deleted', () => {
    const listings = new FailedListings()
    listings.failed({ siteId: 's', path: '/www/old' })
    assert.equal(listings.below({ siteId: 's', path: '/www' }), '/www/old')
    assert.equal(listings.below({ siteId: 's', path: '/www/old' }), '/www/old')
    assert.equal(listings.below({ siteId: 's', path: '/www/older' }), undefined)
    assert.equal(listings.below({ siteId: 'other', path: '/www' }), undefined)
  })

  it('are forgotten once they were listed', () => {
    const listings = new FailedListings()
    listings.failed({ siteId: 's', path: '/www' })
    listings.succeeded({ siteId: 's', path: '/www' })
    assert.equal(listings.below({ siteId: 's', path: '/' }), undefined)
  })

  it('are forgotten after a minute', () => {
    let now = 0
    const listings = new FailedListings(() => now)
    listings.failed({ siteId: 's', path: '/www' })
    now = 61_000
    assert.equal(listings.below({ siteId: 's', path: '/' }), undefined)
  })
})
