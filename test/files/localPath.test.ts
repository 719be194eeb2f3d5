import assert from 'node:assert/strict'
import { isFileError } from '../../src/files/fileError.ts'
import { fromNative, isWindowsName, toNative } from '../../src/files/localPath.ts'

describe('Local paths', () => {
  it('go both ways on Windows', () => {
    assert.equal(fromNative('C:\\Users\\Ann\\site', 'win32'), '/C:/Users/Ann/site')
    assert.equal(toNative('/C:/Users/Ann/site', 'win32'), 'C:\\Users\\Ann\\site')
    assert.equal(fromNative('C:\\', 'win32'), '/C:')
    assert.equal(toNative('/C:', 'win32'), 'C:\\')
  })

  it('stay as they are elsewhere', () => {
    assert.equal(toNative('/home/a\\b:c', 'linux'), '/home/a\\b:c')
    assert.equal(fromNative('/home/ann/', 'linux'), '/home/ann')
    assert.equal(fromNative('/', 'linux'), '/')
  })

  it('have no raw bytes and no half characters: as text they would become others', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      for (const name of ['caf\udce9.txt', '\ud800', '\udc00'])
        assert.throws(
          () => toNative(`/C:/${name}`, platform),
          (error) => isFileError(error, 'badName') && !/\p{Surrogate}/u.test(error.message),
        )
    }
    assert.equal(toNative('/🚢', 'linux'), '/🚢')
  })

  it('of a server never lead somewhere else on Windows', () => {
    const names = [
      '..\\..\\x',
      'C:x',
      'x:stream',
      'CON',
      'con.txt',
      'COM1',
      'COM¹',
      'LPT9.log',
      'NUL',
      'AUX.c',
      'ends.',
      'ends ',
      'a<b',
      'a|b',
      'a*',
      'a?',
      '"',
      '\u0007',
    ]
    for (const name of names) {
      assert.equal(isWindowsName(name), false, name)
      assert.throws(
        () => toNative(`/C:/site/${name}`, 'win32'),
        (error) => isFileError(error, 'badName'),
        name,
      )
    }
    assert.throws(
      () => toNative('/server/share', 'win32'),
      (error) => isFileError(error, 'badName'),
    )
  })

  it('may have any other name on Windows', () => {
    for (const name of ['console', 'com.txt', 'COM10', 'a b', '日本語', '.hidden', 'nul-1', '%41'])
      assert.equal(isWindowsName(name), true, name)
  })
})
