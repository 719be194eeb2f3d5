import assert from 'node:assert/strict'
import type { Entry, Timestamp } from '../../src/base/entry.ts'
import { FolderCache } from '../../src/files/folderCache.ts'
import type { Listing } from '../../src/files/fileSystem.ts'

const ttlMs = 1000
const file = (name: string, more: Partial<Entry> = {}): Entry => ({ name, type: 'file', size: 1, ...more })
const folder = (name: string): Entry => ({ name, type: 'folder' })
const whole = (...entries: Entry[]): Listing => ({ entries, complete: true })
const part = (...entries: Entry[]): Listing => ({ entries, complete: false })

describe('FolderCache', () => {
  let now: number
  let cache: FolderCache

  beforeEach(() => {
    now = 5_000_000
    cache = new FolderCache(ttlMs, () => now)
  })

  describe('listing', () => {
    it('is what was remembered, and nothing for a folder never seen', () => {
      cache.remember('/www', whole(file('a'), folder('b')))
      assert.deepEqual(cache.listing('/www'), whole(file('a'), folder('b')))
      assert.equal(cache.listing('/'), undefined)
      assert.equal(cache.listing('/www/b'), undefined)
    })

    it('stays incomplete', () => {
      cache.remember('/', part(file('a')))
      assert.deepEqual(cache.listing('/'), part(file('a')))
    })

    it('still says that names are not UTF-8', () => {
      cache.remember('/', { ...whole(file('a')), notUtf8: true })
      assert.equal(cache.listing('/')?.notUtf8, true)
      cache.remember('/', whole(file('a')))
      assert.deepEqual(cache.listing('/'), whole(file('a')))
    })

    it('is believed for its time and no longer', () => {
      cache.remember('/', whole(file('a')))
      now += ttlMs
      assert.ok(cache.listing('/'))
      now += 1
      assert.equal(cache.listing('/'), undefined)
      cache.remember('/', whole(file('a')))
      assert.ok(cache.listing('/'))
    })

    it('takes strange names for names', () => {
      cache.remember('/', whole(file('__proto__'), file('constructor')))
      assert.equal(cache.listing('/')?.entries.length, 2)
      assert.equal(cache.entry('/toString'), 'absent')
    })
  })

  describe('entry', () => {
    it('comes from the listing of its folder', () => {
      cache.remember('/www', whole(file('a')))
      assert.deepEqual(cache.entry('/www/a'), file('a'))
      assert.equal(cache.entry('/www/b'), 'absent')
      assert.equal(cache.entry('/www'), undefined)
    })

    it('is absent below a folder that is absent, and below a file', () => {
      cache.remember('/', whole(file('a')))
      assert.equal(cache.entry('/missing/one/two'), 'absent')
      assert.equal(cache.entry('/a/b'), 'absent')
    })

    it('is unknown below a folder and below a link that were not looked into', () => {
      cache.remember('/', whole(folder('www'), { name: 'link', type: 'link' }))
      assert.equal(cache.entry('/www/a'), undefined)
      assert.equal(cache.entry('/link/a'), undefined)
    })

    it('is never absent by an incomplete listing', () => {
      cache.remember('/', part(file('a')))
      assert.deepEqual(cache.entry('/a'), file('a'))
      assert.equal(cache.entry('/b'), undefined)
      assert.equal(cache.entry('/b/c'), undefined)
    })

    it('is unknown when the listing is too old', () => {
      cache.remember('/', whole(file('a')))
      now += ttlMs + 1
      assert.equal(cache.entry('/a'), undefined)
      assert.equal(cache.entry('/b'), undefined)
    })
  })

  describe('remember', () => {
    const day = (ms: number): Timestamp => ({ ms, precision: 'day' })
    const second = (ms: number): Timestamp => ({ ms, precision: 'second' })

    it('finds nothing new in a folder seen for the first time', () => {
      assert.deepEqual(cache.remember('/', whole(file('a'))), [])
    })

    it('finds what came, what went and what is another', () => {
      cache.remember(
        '/www',
        whole(file('same'), file('gone'), file('grown'), file('turned'), file('linked', { type: 'link', linkTarget: 'x' })),
      )
      const changes = cache.remember(
        '/www',
        whole(file('same'), file('grown', { size: 2 }), folder('turned'), file('new'), file('linked', { type: 'link', linkTarget: 'y' })),
      )
      assert.deepEqual(
        new Set(changes),
        new Set([
          { type: 'created', path: '/www/new' },
          { type: 'deleted', path: '/www/gone' },
          { type: 'changed', path: '/www/grown' },
          { type: 'changed', path: '/www/turned' },
          { type: 'changed', path: '/www/linked' },
        ]),
      )
    })

    it('finds differences to a listing that is no longer believed', () => {
      cache.remember('/', whole(file('a')))
      now += 100 * ttlMs
      assert.deepEqual(cache.remember('/', whole()), [{ type: 'deleted', path: '/a' }])
    })

    it('takes times for the same that are, as far as both know', () => {
      cache.remember('/', whole(file('a', { modified: day(0) }), file('b', { modified: second(1000) })))
      const changes = cache.remember('/', whole(file('a', { modified: second(3_600_000) }), file('b', { modified: second(2000) })))
      assert.deepEqual(changes, [{ type: 'changed', path: '/b' }])
    })

    it('never finds something deleted by an incomplete listing', () => {
      cache.remember('/', whole(file('a'), file('b')))
      assert.deepEqual(cache.remember('/', part(file('a', { size: 2 }), file('c'))), [
        { type: 'changed', path: '/a' },
        { type: 'created', path: '/c' },
      ])
    })

    it('does not find again what an incomplete listing left out, and finds it gone later', () => {
      cache.remember('/', whole(file('a'), file('b'), file('c')))
      cache.remember('/', part(file('a')))
      assert.deepEqual(cache.remember('/', whole(file('a'), file('b'))), [{ type: 'deleted', path: '/c' }])
    })

    it('keeps the number of folders within bounds, the youngest of them', () => {
      cache.remember('/first', whole())
      for (let index = 0; index < 1999; index++) cache.remember(`/${index}`, whole())
      cache.remember('/first', whole())
      for (let index = 0; index < 10; index++) cache.remember(`/more ${index}`, whole())
      assert.ok(cache.listing('/first') && cache.listing('/more 9') && cache.listing('/1998'))
      assert.equal(cache.listing('/0'), undefined)
      assert.equal(cache.listing('/9'), undefined)
      assert.ok(cache.listing('/10'))
    })
  })

  describe('put', () => {
    it('enters and removes one name, and leaves the rest', () => {
      cache.remember('/', whole(file('a'), file('b')))
      cache.put('/a', undefined)
      cache.put('/b', file('b', { size: 7 }))
      cache.put('/c', file('c'))
      assert.deepEqual(cache.listing('/'), whole(file('b', { size: 7 }), file('c')))
    })

    it('makes no listing of a folder that was not looked into', () => {
      cache.put('/www/a', file('a'))
      assert.equal(cache.listing('/www'), undefined)
      assert.equal(cache.entry('/www/a'), undefined)
    })

    it('makes an incomplete listing no more complete, and an old one no younger', () => {
      cache.remember('/', part(file('a')))
      now += ttlMs
      cache.put('/b', file('b'))
      assert.equal(cache.listing('/')?.complete, false)
      now += 1
      assert.equal(cache.listing('/'), undefined)
    })

    it('is no difference to the next listing', () => {
      cache.remember('/', whole(file('a'), file('b')))
      cache.put('/a', undefined)
      cache.put('/c', file('c'))
      assert.deepEqual(cache.remember('/', whole(file('b'), file('c'))), [])
    })
  })

  describe('link', () => {
    const stat = { type: 'file', isLink: true, size: 3 } as const

    it('is what it was found to lead to, as long as the listing is believed', () => {
      cache.remember('/', whole({ name: 'link', type: 'link' }))
      cache.rememberLink('/link', stat)
      assert.deepEqual(cache.link('/link'), stat)
      now += ttlMs + 1
      assert.equal(cache.link('/link'), undefined)
    })

    it('is forgotten with the next listing', () => {
      cache.remember('/', whole({ name: 'link', type: 'link' }))
      cache.rememberLink('/link', stat)
      cache.remember('/', whole({ name: 'link', type: 'link' }))
      assert.equal(cache.link('/link'), undefined)
    })

    it('is forgotten with any change: it may lead there', () => {
      cache.remember('/', whole({ name: 'link', type: 'link' }))
      cache.rememberLink('/link', stat)
      cache.put('/somewhere/else', file('else'))
      assert.equal(cache.link('/link'), undefined)
    })
  })

  describe('forget', () => {
    it('takes a folder and all below it, and no other', () => {
      for (const path of ['/', '/www', '/www/a', '/www/a/b', '/www2']) cache.remember(path, whole())
      cache.forget('/www')
      assert.deepEqual(
        ['/', '/www', '/www/a', '/www/a/b', '/www2'].map((path) => cache.listing(path) !== undefined),
        [true, false, false, false, true],
      )
      cache.forget('/')
      assert.equal(cache.listing('/www2'), undefined)
    })

    it('makes the next listing one seen for the first time', () => {
      cache.remember('/', whole(file('a')))
      cache.forget('/')
      assert.deepEqual(cache.remember('/', whole()), [])
    })
  })
})
