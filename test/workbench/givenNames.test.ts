import assert from 'node:assert/strict'
import { GivenNames } from '../../src/workbench/givenNames.ts'

const old = { siteId: 's', path: '/www/old' }

function missing(given: GivenNames, ...names: readonly string[]): readonly string[] {
  return given.missing(
    's',
    names.map((name) => `/www/old/${name}`),
  )
}

describe('names the editor was given', () => {
  it('are not missing, and others are', () => {
    const given = new GivenNames()
    given.wasGiven(old, ['a', 'b'])
    assert.deepEqual(missing(given, 'a', 'b'), [])
    assert.deepEqual(missing(given, 'a', 'c'), ['/www/old/c'])
  })

  it('are those of the last listing', () => {
    const given = new GivenNames()
    given.wasGiven(old, ['a'])
    given.wasGiven(old, ['a', 'b'])
    assert.deepEqual(missing(given, 'a', 'b'), [])
  })

  it('are none after a failure, whatever is listed later', () => {
    const given = new GivenNames()
    given.wasNotGiven(old)
    given.wasGiven(old, ['a'])
    given.wasMade({ siteId: 's', path: '/www/old/a' })
    assert.deepEqual(missing(given, 'a'), ['/www/old/a'])
  })

  it('say nothing of folders it never asked for, nor of another site', () => {
    const given = new GivenNames()
    given.wasGiven({ siteId: 'other', path: '/www/old' }, [])
    given.wasGiven({ siteId: 's', path: '/www' }, [])
    assert.deepEqual(missing(given, 'a', 'b/c'), [])
  })

  it('are also those it made itself', () => {
    const given = new GivenNames()
    given.wasGiven(old, [])
    given.wasMade({ siteId: 's', path: '/www/old/new' })
    assert.deepEqual(missing(given, 'new'), [])
  })

  it('are forgotten with the folder, or one above it', () => {
    const given = new GivenNames()
    given.wasNotGiven(old)
    given.forget({ siteId: 's', path: '/ww' })
    assert.deepEqual(missing(given, 'a'), ['/www/old/a'])
    given.forget({ siteId: 's', path: '/www' })
    assert.deepEqual(missing(given, 'a'), [])
  })
})
