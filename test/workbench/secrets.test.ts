import assert from 'node:assert/strict'
import type { ServerIdentity } from '../../src/ftp/server.ts'
import { Passwords, questionKey, TrustedCertificates } from '../../src/workbench/secrets.ts'

const server: ServerIdentity = { host: 'ftp.example.org', port: 21, user: 'ann', security: 'explicit' }

function storage() {
  const kept = new Map<string, string>()
  return {
    kept,
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
    keys: async () => [...kept.keys()],
    onDidChange: () => ({ dispose() {} }),
  }
}

function memento() {
  const kept = new Map<string, unknown>()
  return {
    keys: () => [...kept.keys()],
    get: (key: string): undefined => kept.get(key) as undefined,
    update: async (key: string, value: unknown) => {
      if (value === undefined) kept.delete(key)
      else kept.set(key, value)
    },
  }
}

describe('passwords', () => {
  it('are found again by another window', async () => {
    const shared = storage()
    await new Passwords(shared).set(server, 'geheim', true)
    assert.equal(await new Passwords(shared).get(server), 'geheim')
  })

  it('that are tried out are stored once they have worked', async () => {
    const shared = storage()
    const passwords = new Passwords(shared)
    await passwords.tryOut(server, 'geheim', true)
    assert.deepEqual([await passwords.get(server), shared.kept.size], ['geheim', 0])
    await passwords.proven(server, 'another')
    assert.equal(shared.kept.size, 0)
    await passwords.proven(server, 'geheim')
    assert.equal(await new Passwords(shared).get(server), 'geheim')
  })

  it('that are tried out and not to be stored never are', async () => {
    const shared = storage()
    const passwords = new Passwords(shared)
    await passwords.tryOut(server, 'geheim', true)
    await passwords.tryOut(server, 'geheim', false)
    await passwords.proven(server, 'geheim')
    assert.deepEqual([await passwords.get(server), shared.kept.size], ['geheim', 0])
  })

  it('are not stored if the user would rather not', async () => {
    const shared = storage()
    const passwords = new Passwords(shared)
    await passwords.set(server, 'old', true)
    await passwords.set(server, 'geheim', false)
    assert.equal(await passwords.get(server), 'geheim')
    assert.equal(shared.kept.size, 0)
  })

  it('do not go to another host, port, user or security', async () => {
    const passwords = new Passwords(storage())
    await passwords.set(server, 'geheim', true)
    for (const other of [{ host: 'evil.example' }, { port: 2121 }, { user: 'bob' }, { security: 'none' } as const]) {
      assert.equal(await passwords.get({ ...server, ...other }), undefined)
    }
  })

  it('of a server do not go to a proxy at the same address', async () => {
    const passwords = new Passwords(storage())
    await passwords.set({ ...server, security: 'none' }, 'geheim', true)
    const { host, port, user } = server
    for (const kind of ['socks5', 'http'] as const) assert.equal(await passwords.get({ kind, host, port, user }), undefined)
  })

  it('can be forgotten', async () => {
    const shared = storage()
    const passwords = new Passwords(shared)
    await passwords.set(server, 'geheim', true)
    await passwords.forget(server)
    assert.equal(await passwords.get(server), undefined)
    assert.equal(shared.kept.size, 0)
  })
})

describe('trusted certificates', () => {
  it('belong to a host and port, for any user', async () => {
    const certificates = new TrustedCertificates(memento())
    await certificates.trust(server, 'AA:BB')
    assert.equal(certificates.fingerprint({ ...server, host: 'FTP.example.org', user: 'bob' }), 'AA:BB')
    assert.equal(certificates.fingerprint({ ...server, port: 990 }), undefined)
  })

  it('can be forgotten', async () => {
    const certificates = new TrustedCertificates(memento())
    await certificates.trust(server, 'AA:BB')
    await certificates.forget(server)
    assert.equal(certificates.fingerprint(server), undefined)
  })

  it('are asked about for each server, also when two show the same one', () => {
    const question = questionKey(server, 'AA:BB')
    assert.equal(questionKey({ ...server, host: 'FTP.example.org', user: 'bob' }, 'AA:BB'), question)
    for (const other of [{ host: 'evil.example' }, { port: 990 }]) assert.notEqual(questionKey({ ...server, ...other }, 'AA:BB'), question)
    assert.notEqual(questionKey(server, 'CC:DD'), question)
  })
})
