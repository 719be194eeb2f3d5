import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import type { ClientCertificate, TlsSettings } from '../../src/ftp/server.ts'
import { otherCertificate, testCertificate } from '../support/testCertificate.ts'
import { Bench, failsWith } from './support.ts'

/** An encrypted form of a test's key. */
function encrypted(key: string, passphrase: string): string {
  return createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString()
}

const { cert: certificate, key } = testCertificate()
const locked = encrypted(key, 'open sesame')

describe('TLS settings', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  const wrong: readonly (readonly [string, TlsSettings, ...string[]])[] = [
    ['no version between the two', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }, 'TLSv1.3 (minVersion)', 'TLSv1.2 (maxVersion)'],
    ['a newest version older than the default for the oldest', { maxVersion: 'TLSv1.1' }, 'maxVersion', 'minVersion'],
    ['authorities that are none', { ca: 'no certificate' }, '(ca)'],
    ['authorities that are broken', { ca: certificate.replace(/M/g, 'A') }, '(ca)'],
    ['a certificate that is none', client({ certificate: 'nothing', key }), '(clientCertificate)'],
    ['a key that is none', client({ certificate, key: 'nothing' }), '(clientKey)', 'PEM'],
    ['a key of another certificate', client({ certificate, key: otherCertificate().key }), "don't belong together"],
    ['a key without its passphrase', client({ certificate, key: locked }), '(clientKey)', 'no passphrase'],
    ['a key with a wrong passphrase', client({ certificate, key: locked, passphrase: 'open rice' }), '(clientKey)', 'this passphrase'],
  ]

  for (const [what, tls, ...parts] of wrong) {
    it(`with ${what} are refused by name, and nothing is dialled`, async () => {
      const served = await bench.serve({ tls: testCertificate() })
      await assert.rejects(bench.connect(served, { security: 'explicit', tls }), failsWith('tlsFailed', ...parts))
      assert.equal(served.server.accepted, 0)
    })
  }

  it('are never shown with what is secret in them', async () => {
    const served = await bench.serve({ tls: testCertificate() })
    const tls = client({ certificate, key: locked, passphrase: 'open rice' })
    await assert.rejects(bench.connect(served, { security: 'explicit', tls }), (error) => !String(error).includes('open rice'))
  })
})

function client(its: ClientCertificate): TlsSettings {
  return { client: its }
}
