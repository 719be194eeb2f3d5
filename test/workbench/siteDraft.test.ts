import assert from 'node:assert/strict'
import type { Site } from '../../src/sites/site.ts'
import { draftOf, emptySite, siteOf, withAddress } from '../../src/workbench/siteDraft.ts'

const old: Site = {
  id: 'old',
  name: 'Old',
  host: 'old.example',
  port: 2121,
  user: 'ann',
  security: 'none',
  transferMode: 'active',
  path: '/www',
  activePorts: '50000-50100',
  proxy: 'none',
  dataHost: 'data.example',
  virtualHost: 'www.old.example',
}

describe('a site being filled in', () => {
  it('takes from an address all that it says', () => {
    const draft = withAddress(draftOf(emptySite('new')), 'ftps://ann:geheim@ftp.example.org/www')
    assert.equal(draft.password, 'geheim')
    assert.deepEqual(siteOf(draft), {
      id: 'new',
      name: 'ftp.example.org',
      host: 'ftp.example.org',
      user: 'ann',
      security: 'implicit',
      transferMode: 'auto',
      path: '/www',
    })
  })

  it('never has a password in what is saved', () => {
    const draft = withAddress(draftOf(emptySite('new')), 'ftp://ann:geheim@ftp.example.org')
    assert.ok(!JSON.stringify(siteOf(draft)).includes('geheim'))
  })

  it('leaves out the usual port', () => {
    assert.equal(siteOf(withAddress(draftOf(emptySite('new')), 'ftp.example.org:21')).port, undefined)
    assert.equal(siteOf(withAddress(draftOf(emptySite('new')), 'ftp.example.org:2121')).port, 2121)
  })

  it('logs in as anonymous without a user', () => {
    assert.equal(siteOf(withAddress(draftOf(emptySite('new')), 'ftp.example.org')).user, 'anonymous')
  })

  it('is unchanged when its own address is accepted', () => {
    const draft = draftOf(old)
    assert.equal(draft.addressText, 'old.example:2121/www')
    assert.deepEqual(siteOf(withAddress(draft, draft.addressText)), old)
  })

  it('loses with the old server all that was its address, and keeps the rest', () => {
    const { port: _port, path: _path, dataHost: _dataHost, virtualHost: _virtualHost, ...rest } = old
    assert.deepEqual(siteOf(withAddress(draftOf(old), 'new.example')), { ...rest, host: 'new.example' })
  })

  it('writes an IPv6 address so that it can be read again', () => {
    const { addressText } = draftOf({ ...old, host: '2001:db8::1' })
    assert.equal(addressText, '[2001:db8::1]:2121/www')
  })
})
