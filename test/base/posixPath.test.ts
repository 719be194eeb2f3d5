import assert from 'node:assert/strict'
import fc from 'fast-check'
import { basename, dirname, isInside, isName, join, normalize } from '../../src/base/posixPath.ts'

/** Text of the pieces paths are made of, more often than chance would have it. */
const pathText = fc
  .array(fc.oneof(fc.constantFrom('/', '.', '..', '\\', 'a', ' '), fc.string({ maxLength: 4 })))
  .map((parts) => parts.join(''))
const name = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter(isName)
const absolute = fc.array(name, { maxLength: 5 }).map((names) => `/${names.join('/')}`)

describe('normalize', () => {
  const table: Readonly<Record<string, string>> = {
    '': '/',
    '/': '/',
    '//': '/',
    '.': '/',
    '..': '/',
    '/..': '/',
    '/../../etc': '/etc',
    a: '/a',
    'a/': '/a',
    '/a/b/': '/a/b',
    '/a//b': '/a/b',
    '/a/./b': '/a/b',
    '/a/../b': '/b',
    '/a/b/../../..': '/',
    '/...': '/...',
    '/a\\..\\b': '/a\\..\\b',
    '/ a ': '/ a ',
  }
  for (const [path, expected] of Object.entries(table)) {
    it(`makes ${JSON.stringify(path)} ${expected}`, () => assert.equal(normalize(path), expected))
  }

  it('always gives an absolute path without . and .. and doubled slashes, and changes it no more', () => {
    fc.assert(
      fc.property(pathText, (text) => {
        const path = normalize(text)
        assert.match(path, /^\//)
        assert.ok(
          path === '/' ||
            path
              .split('/')
              .slice(1)
              .every((segment) => !['', '.', '..'].includes(segment)),
          path,
        )
        assert.equal(normalize(path), path)
      }),
    )
  })
})

describe('join, dirname and basename', () => {
  it('join names to a folder', () => {
    assert.equal(join('/', 'a'), '/a')
    assert.equal(join('/a', 'b', 'c'), '/a/b/c')
    assert.equal(join('/a/', '../b'), '/b')
    assert.equal(join('/a'), '/a')
  })

  it('take the root for its own folder, with an empty name', () => {
    assert.deepEqual([dirname('/'), basename('/')], ['/', ''])
    assert.deepEqual([dirname('/a'), basename('/a')], ['/', 'a'])
    assert.deepEqual([dirname('/a/b'), basename('/a/b')], ['/a', 'b'])
  })

  it('take apart what was put together', () => {
    fc.assert(
      fc.property(absolute, name, (folder, last) => {
        const path = join(folder, last)
        assert.equal(dirname(path), folder)
        assert.equal(basename(path), last)
        assert.ok(isInside(folder, path))
        assert.equal(path === folder, false)
      }),
    )
  })
})

describe('isInside', () => {
  for (const [folder, path, expected] of [
    ['/', '/', true],
    ['/', '/a/b', true],
    ['/a', '/a', true],
    ['/a', '/a/b/c', true],
    ['/a', '/ab', false],
    ['/a/b', '/a', false],
    ['/a', '/', false],
  ] as const) {
    it(`finds ${path} ${expected ? 'inside' : 'outside'} ${folder}`, () => assert.equal(isInside(folder, path), expected))
  }
})

describe('isName', () => {
  for (const good of ['a', '...', '.htaccess', 'two words', ' ', '-rf', 'a\\b', 'C:x', '日本語', '\u00a0']) {
    it(`takes ${JSON.stringify(good)}`, () => assert.equal(isName(good), true))
  }
  for (const bad of ['', '.', '..', '/', 'a/b', '../x', 'a\0b', 'a\rb', 'a\nb', '\u001b[2J', '\u007f']) {
    it(`refuses ${JSON.stringify(bad)}`, () => assert.equal(isName(bad), false))
  }

  it('takes only names that stay in their folder', () => {
    fc.assert(fc.property(absolute, pathText.filter(isName), (folder, one) => assert.equal(dirname(join(folder, one)), folder)))
  })
})
