import assert from 'node:assert/strict'
import { foldsCaseOf, otherCase } from '../../src/files/otherCase.ts'

describe('A name in the other case', () => {
  it('has each letter the other way', () => {
    assert.equal(otherCase('ReadMe.txt'), 'rEADmE.TXT')
    assert.equal(otherCase('été 1'), 'éTé 1')
  })

  it('is none without such letters', () => {
    for (const name of ['123', '日本語', 'éè', '']) assert.equal(otherCase(name), undefined)
  })
})

describe('Whether a folder takes two spellings for one', () => {
  const asked: string[] = []
  const answering = (answers: Readonly<Record<string, boolean>>) => async (name: string, other: string) => {
    asked.push(`${name} ${other}`)
    return answers[name]
  }
  beforeEach(() => void asked.splice(0))

  it('is what the first name says that can be looked at', async () => {
    assert.equal(await foldsCaseOf(['1', 'a', 'b', 'c'], answering({ b: true, c: false })), true)
    assert.deepEqual(asked, ['a A', 'b B'])
  })

  it('is false where both spellings are listed, without a look', async () => {
    assert.equal(await foldsCaseOf(['a', 'A'], answering({ a: true })), false)
    assert.deepEqual(asked, [])
  })

  it('is unknown where there are no letters, or no answers to a few questions', async () => {
    assert.equal(await foldsCaseOf(['1', '2'], answering({})), undefined)
    assert.equal(await foldsCaseOf([...'abcdefghijk'], answering({ k: true })), undefined)
    assert.equal(asked.length, 5)
  })
})
