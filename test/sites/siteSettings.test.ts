import assert from 'node:assert/strict'
import type { Site } from '../../src/sites/site.ts'
import { loginSettings, timeoutsOf, tlsSettings, transferSettings } from '../../src/sites/siteSettings.ts'

const site: Site = { id: 'one', name: 'One', host: 'one.example', user: 'ann', security: 'none', transferMode: 'passive' }

const read = async (path: string, field: string) => `${field}: text of ${path}`

describe('what a site says to the engine', () => {
  it('is nothing but its mode, if it says nothing', async () => {
    assert.deepEqual(transferSettings(site), { mode: 'passive' })
    assert.deepEqual(loginSettings(site), {})
    assert.deepEqual(timeoutsOf(site), {})
    assert.deepEqual(await tlsSettings(site, read), {})
  })

  it('is how it transfers', () => {
    const places = { activeAddress: 'home.example', dataPort: 'next', dataHost: '192.0.2.7' } as const
    assert.deepEqual(transferSettings({ ...site, ...places, transferMode: 'active', activePorts: '50000-50100' }), {
      mode: 'active',
      activePorts: { low: 50_000, high: 50_100 },
      ...places,
    })
  })

  it('is what is said at login', () => {
    const words = { charset: 'latin1', virtualHost: 'www.example', commandsAfterLogin: ['SITE UMASK 022'] }
    assert.deepEqual(loginSettings({ ...site, ...words }), words)
  })

  it('is how long to wait, in milliseconds', () => {
    assert.deepEqual(timeoutsOf({ ...site, timeouts: { connect: 1, dataIdle: 90 } }), { connectMs: 1000, dataIdleMs: 90_000 })
    assert.deepEqual(timeoutsOf({ ...site, timeouts: { reply: 2, dataConnect: 3 } }), { replyMs: 2000, dataConnectMs: 3000 })
  })

  it('is how to encrypt, with the texts of the files', async () => {
    const tls = { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ca: '/ca', clientCertificate: '/me', clientKey: '/key' } as const
    assert.deepEqual(await tlsSettings({ ...site, tls }, read), {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ca: 'ca: text of /ca',
      client: { certificate: 'clientCertificate: text of /me', key: 'clientKey: text of /key' },
    })
  })

  it('is a key in the file of the certificate, if no other is named', async () => {
    const { client } = await tlsSettings({ ...site, tls: { clientCertificate: '/me' } }, read)
    assert.equal(client?.key, client?.certificate)
  })
})
