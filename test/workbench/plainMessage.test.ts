import assert from 'node:assert/strict'
import { readSources, usesIn } from '../support/sources.ts'
import { plainMessage, shownName } from '../../src/workbench/plainMessage.ts'

/** What VS Code takes for a link in a notification or a prompt; as `linkedText.ts` has it. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i

describe('text on the screen', () => {
  it('has no links in it', () => {
    const text = 'Denied. [Fix](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D) [b](https://evil.example "x")'
    assert.match(text, link)
    assert.doesNotMatch(plainMessage(text), link)
    assert.match(plainMessage(text), /\[Fix\] \(command:/)
  })

  it('has no link that is put together from two names', () => {
    assert.doesNotMatch(plainMessage(['[Fix]', '(command:evil)'].join('')), link)
  })

  it('has no icons in it', () => {
    assert.equal(plainMessage('$(lock) encrypted'), '$ (lock) encrypted')
  })

  it('is a name and nothing else where a name stands', () => {
    assert.equal(shownName({ name: '$(lock)\u202e[a](command:b)' }), '$ (lock)\\u{202e}[a] (command:b)')
  })

  it('gets there in one place for notifications and questions', () => {
    const isShowing = (name: string) => /\.show(Error|Warning|Information)Message$/.test(name)
    const uses = Object.entries(readSources('src')).flatMap(([path, text]) => usesIn(path, text, isShowing))
    assert.deepEqual(
      uses.filter((use) => !use.startsWith('src/workbench/messages.ts')),
      [],
    )
  })
})
