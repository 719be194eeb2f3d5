import assert from 'node:assert/strict'
import { join } from 'node:path'
import { identityOf, memoryFolder, usualPlace } from '../../../src/cli/sync/memory.ts'

const site = { id: 'x', name: 'x', host: 'FTP.example.org', user: 'ann', security: 'explicit', transferMode: 'auto' } as const
const here = { local: '/home/ann/site' }

describe('Where a sync remembers', () => {
  it('is the place for what programs know, of each system', () => {
    assert.equal(usualPlace({}, 'linux', '/home/ann'), join('/home/ann', '.local/state/portside/sync'))
    assert.equal(usualPlace({ XDG_STATE_HOME: '/state' }, 'linux', '/home/ann'), join('/state/portside/sync'))
    assert.equal(usualPlace({ XDG_STATE_HOME: 'state' }, 'linux', '/home/ann'), join('/home/ann', '.local/state/portside/sync'))
    assert.equal(usualPlace({}, 'darwin', '/Users/ann'), join('/Users/ann', 'Library/Application Support/portside/sync'))
    assert.equal(usualPlace({ LOCALAPPDATA: 'C:/L' }, 'win32', 'C:/ann'), join('C:/L/portside/sync'))
    assert.equal(usualPlace({}, 'win32', 'C:/ann'), join('C:/ann/AppData/Local/portside/sync'))
  })

  it('is another folder for each login, server and path, and for each folder of this computer', () => {
    const folderFor = (identity: string) => memoryFolder({}, identity, { env: {} })
    const folder = folderFor(identityOf(site, '/htdocs', here))
    const others = [
      identityOf(site, '/htdocs', { local: '/home/ann/other' }),
      identityOf(site, '/other', here),
      identityOf({ ...site, user: 'bob' }, '/htdocs', here),
      identityOf({ ...site, host: 'example.net' }, '/htdocs', here),
      identityOf({ ...site, port: 2121 }, '/htdocs', here),
    ]
    assert.equal(new Set([folder, ...others.map(folderFor)]).size, 6)
    assert.equal(folderFor(identityOf({ ...site, host: 'ftp.EXAMPLE.org' }, '/htdocs', here)), folder)
  })

  it('is with --state there, and for the same server the same, wherever the folder of this computer is', () => {
    const folderFor = (local: string) => {
      const state = '/cache'
      return memoryFolder({ state }, identityOf(site, '/htdocs', { state, local }), { env: {} })
    }
    assert.equal(folderFor('/home/ann/site'), folderFor('/builds/7/site'))
    assert.match(folderFor('/home/ann/site'), /^\/cache\/[0-9a-f]{32}$/)
  })
})
