import assert from 'node:assert/strict'
import { describeProxy } from '../../src/sites/proxy.ts'
import type { Site } from '../../src/sites/site.ts'
import { Proxies, type EditorProxy, type GivenPassword } from '../../src/workbench/proxies.ts'
import { Passwords } from '../../src/workbench/secrets.ts'

const site: Site = { id: 'one', name: 'One', host: 'ftp.example.org', user: 'ann', security: 'none', transferMode: 'passive' }
const own: Site = { ...site, proxy: 'socks5://bob@proxy.example:1080' }

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

function proxiesWith(editor: Partial<EditorProxy>, answers: (GivenPassword | undefined)[] = [], secrets = storage()) {
  const warnings: string[] = []
  const asked: (string | undefined)[] = []
  const proxies = new Proxies({
    editorProxy: () => ({ url: '', except: [], support: '', ...editor }),
    passwords: new Passwords(secrets),
    ask: async (_proxy, doubtful) => {
      asked.push(doubtful)
      return answers.shift()
    },
    log: { warn: (message) => void warnings.push(message) },
  })
  return { proxies, warnings, asked, kept: secrets.kept }
}

describe('the proxy of a site', () => {
  const shown = (editor: Partial<EditorProxy>, of: Site = site) => {
    const proxy = proxiesWith(editor).proxies.of(of)
    return proxy && describeProxy(proxy)
  }

  it('is none if nobody says so', () => assert.equal(shown({}), undefined))

  it('is its own, or the one of the editor', () => {
    assert.equal(shown({ url: 'http://theirs.example:3128' }, own), 'socks5://bob@proxy.example:1080')
    assert.equal(shown({ url: 'http://theirs.example:3128' }), 'http://theirs.example:3128')
    assert.equal(shown({ url: 'socks5://theirs.example' }, { ...site, proxy: 'editor' }), 'socks5://theirs.example:1080')
  })

  it('is none if it says so, or if the editor uses none', () => {
    assert.equal(shown({ url: 'http://theirs.example:3128' }, { ...site, proxy: 'none' }), undefined)
    assert.equal(shown({ url: 'http://theirs.example:3128', support: 'off' }), undefined)
    assert.equal(shown({ url: 'http://theirs.example:3128', support: 'override' }), 'http://theirs.example:3128')
  })

  it('is not the one of the editor for this computer', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1'])
      assert.equal(shown({ url: 'http://theirs.example:3128' }, { ...site, host }), undefined, host)
  })

  for (const [pattern, isExcepted] of [
    ['example.org', true],
    ['.example.org', true],
    ['*.example.org', true],
    ['FTP.example.org', true],
    [' ftp.example.org ', true],
    ['*', true],
    ['example.org:21', true],
    ['example.org:22', false],
    ['ample.org', false],
    ['www.example.org', false],
    ['', false],
    [':21', false],
  ] as const) {
    it(`is ${isExcepted ? 'not ' : ''}the one of the editor with "${pattern}" in http.noProxy`, () =>
      assert.equal(shown({ url: 'http://theirs.example', except: ['other.example', pattern] }) === undefined, isExcepted))
  }

  it('is none where the editor has one of another kind, which is said once and without its password', () => {
    const { proxies, warnings } = proxiesWith({ url: 'https://ann:geheim@theirs.example' })
    assert.deepEqual([proxies.of(site), proxies.of(site), warnings.length], [undefined, undefined, 1])
    assert.match(warnings[0] ?? '', /https:\/\//)
    assert.doesNotMatch(warnings[0] ?? '', /geheim/)
  })
})

describe('the password of a proxy', () => {
  const passwordOf = (proxies: Proxies) => proxies.unlocked(own)?.password

  it('is not asked for where there is no user, or where it is given', async () => {
    const { proxies, asked } = proxiesWith({ url: 'http://ann:given@theirs.example' })
    await proxies.unlock({ ...site, proxy: 'http://proxy.example' })
    await proxies.unlock(site)
    assert.deepEqual([asked, proxies.unlocked(site)?.password], [[], 'given'])
  })

  it('is asked for once, also by two at a time', async () => {
    const { proxies, asked } = proxiesWith({}, [{ password: 'geheim', store: true }])
    await Promise.all([proxies.unlock(own), proxies.unlock(own)])
    await proxies.unlock(own)
    assert.deepEqual([asked.length, passwordOf(proxies)], [1, 'geheim'])
  })

  it('is stored once it has led to a connection, and found again by another window', async () => {
    const secrets = storage()
    const { proxies } = proxiesWith({}, [{ password: 'geheim', store: true }], secrets)
    await proxies.unlock(own)
    assert.equal(secrets.kept.size, 0)
    await proxies.proved(own, true)
    const other = proxiesWith({}, [], secrets)
    await other.proxies.unlock(own)
    assert.deepEqual([other.asked, passwordOf(other.proxies)], [[], 'geheim'])
  })

  it('is not stored if the user would rather not', async () => {
    const { proxies, kept } = proxiesWith({}, [{ password: 'geheim', store: false }])
    await proxies.unlock(own)
    await proxies.proved(own, true)
    assert.deepEqual([kept.size, passwordOf(proxies)], [0, 'geheim'])
  })

  it('that led to no connection is asked for again, with the stored one at hand', async () => {
    const secrets = storage()
    await new Passwords(secrets).set({ kind: 'socks5', host: 'proxy.example', port: 1080, user: 'bob' }, 'old', true)
    const { proxies, asked } = proxiesWith({}, [{ password: 'new', store: true }], secrets)
    await proxies.unlock(own)
    assert.equal(passwordOf(proxies), 'old')
    await proxies.proved(own, false)
    assert.equal(passwordOf(proxies), undefined)
    await proxies.unlock(own)
    await proxies.proved(own, true)
    assert.deepEqual([asked, passwordOf(proxies), [...secrets.kept.values()]], [['old'], 'new', ['new']])
  })

  it('that is not given ends it, as when a question is cancelled', async () => {
    const { proxies } = proxiesWith({}, [undefined])
    await assert.rejects(proxies.unlock(own), { name: 'AbortError' })
  })

  it('does not go to another proxy', async () => {
    const { proxies } = proxiesWith({}, [{ password: 'geheim', store: true }])
    await proxies.unlock(own)
    for (const proxy of ['socks5://bob@evil.example:1080', 'socks5://bob@proxy.example:1081', 'socks5://eve@proxy.example:1080'])
      assert.equal(proxies.unlocked({ ...site, proxy })?.password, undefined)
  })
})
