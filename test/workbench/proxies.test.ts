import assert from 'node:assert/strict'
import { describeProxy } from '../../src/sites/proxy.ts'
import type { Site } from '../../src/sites/site.ts'
import { Proxies, type EditorProxy } from '../../src/workbench/proxies.ts'

const site: Site = { id: 'one', name: 'One', host: 'ftp.example.org', user: 'ann', security: 'none', transferMode: 'passive' }
const own: Site = { ...site, proxy: 'socks5://bob@proxy.example:1080' }

function proxiesWith(editor: Partial<EditorProxy>) {
  const warnings: string[] = []
  const editorProxy = () => ({ url: '', except: [], support: '', ...editor })
  return { warnings, proxies: new Proxies(editorProxy, { warn: (message) => void warnings.push(message) }) }
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
