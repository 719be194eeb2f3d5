import assert from 'node:assert/strict'
import {
  emptyProjectFile,
  passwordIn,
  placeOfMapping,
  placeOfSite,
  withExclude,
  withMapping,
  withoutSecret,
  withSiteFields,
} from '../../src/sites/projectEdits.ts'
import { parseProjectFile } from '../../src/sites/projectFile.ts'

const mapping = { local: 'public', site: 'production', remote: '/htdocs', direction: 'up' } as const

const written = `{
  // the shop
  "$schema": "x",
  "sites": [
    { "name": "staging", "host": "staging.example", "password": "hunter2", "user": "ann" }, // ask Bob
  ],
  "mappings": [
    { "site": "production", "local": "./public/", "remote": "/htdocs/", "exclude": ["*.map"] }
  ]
}
`

describe('what a mapping leaves out', () => {
  function excluded(text: string | undefined, index = 0): readonly string[] | undefined {
    return parseProjectFile(text ?? '').mappings[index]?.exclude
  }

  it('gets one more pattern, and all else stays', () => {
    const text = withExclude(written, mapping, '/css/')
    assert.deepEqual(excluded(text), ['*.map', '/css/'])
    for (const kept of ['// the shop', '// ask Bob']) assert.ok(text?.includes(kept), kept)
  })

  it('may be the first, and is not there twice', () => {
    const text = withExclude(withMapping('{}', mapping) ?? '', mapping, '*.log')
    assert.deepEqual(excluded(text), ['*.log'])
    assert.equal(withExclude(text ?? '', mapping, '*.log'), text)
  })

  it('is that of the environment alone', () => {
    const entry = (environment: string) => ({ ...mapping, environment })
    const text = JSON.stringify({ mappings: [entry('test'), entry('live')] })
    const changed = withExclude(text, entry('live'), '*.log')
    assert.deepEqual([excluded(changed), excluded(changed, 1)], [[], ['*.log']])
  })

  it('is not guessed where the mapping is not there', () => {
    assert.equal(withExclude(written, { ...mapping, site: 'other' }, '*.log'), undefined)
    assert.equal(withExclude('{', mapping, '*.log'), undefined)
  })
})

describe('the project file to begin with', () => {
  it('has no mistakes, and nothing in it', () => {
    const { sites, mappings, problems, secrets } = parseProjectFile(emptyProjectFile)
    assert.deepEqual({ sites, mappings, problems, secrets }, { sites: [], mappings: [], problems: [], secrets: [] })
  })
})

describe('a new mapping', () => {
  it('is read back as it was meant', () => {
    const { mappings, problems } = parseProjectFile(withMapping(emptyProjectFile, mapping) ?? '')
    assert.deepEqual(problems, [])
    assert.deepEqual(
      mappings.map(({ local, site, remote, direction }) => ({ local, site, remote, direction })),
      [mapping],
    )
  })

  it('may be about the whole folder', () => {
    const text = withMapping('{}', { ...mapping, local: '' })
    assert.equal(parseProjectFile(text ?? '').mappings[0]?.local, '')
  })

  it('comes behind the others, and all else stays', () => {
    const text = withMapping(written, { ...mapping, remote: '/other' }) ?? ''
    assert.deepEqual(
      parseProjectFile(text).mappings.map(({ remote }) => remote),
      ['/htdocs', '/other'],
    )
    assert.deepEqual(parseProjectFile(text).mappings[0], parseProjectFile(written).mappings[0])
    for (const kept of ['// the shop', '// ask Bob', '"$schema": "x"']) assert.ok(text.includes(kept), kept)
  })

  it('changes the direction where the folders are mapped already', () => {
    const { mappings } = parseProjectFile(withMapping(written, mapping) ?? '')
    assert.equal(mappings.length, 1)
    assert.equal(mappings[0]?.direction, 'up')
    assert.deepEqual(mappings[0].exclude, ['*.map'])
  })

  it('goes into no text that can not be read', () => {
    for (const text of ['', '[]', '{ "mappings": [', '{ "mappings": [} ]']) assert.equal(withMapping(text, mapping), undefined, text)
  })
})

describe('a site in the file', () => {
  it('gets other fields, and loses those that are undefined', () => {
    const text = withSiteFields(written, 'staging', { transferMode: 'active', user: undefined }) ?? ''
    const [site] = parseProjectFile(text).sites
    assert.equal(site?.transferMode, 'active')
    assert.equal(site.user, 'anonymous')
    assert.ok(text.includes('// ask Bob'))
  })

  it('is not made where there is none of the name', () => {
    assert.equal(withSiteFields(written, 'live', { transferMode: 'active' }), undefined)
  })

  it('is found by its name', () => {
    assert.ok(written.slice(placeOfSite(written, 'staging')).startsWith('{ "name": "staging"'))
  })
})

describe('a password in the file', () => {
  it('is told with the name of its site', () => {
    const [secret] = parseProjectFile(written).secrets
    assert.ok(secret)
    assert.deepEqual(passwordIn(written, secret), { site: 'staging', password: 'hunter2' })
  })

  it('is taken out, and nothing else', () => {
    const [secret] = parseProjectFile(written).secrets
    assert.ok(secret)
    const text = withoutSecret(written, secret)
    assert.ok(!text.includes('hunter2'))
    assert.deepEqual(parseProjectFile(text), { ...parseProjectFile(written), secrets: [] })
    assert.ok(text.includes('// ask Bob'))
  })

  it('is none where it is an account, or of no site', () => {
    for (const text of ['{ "sites": [{ "name": "a", "host": "a.example", "account": "x" }] }', '{ "password": "x" }']) {
      const [secret] = parseProjectFile(text).secrets
      assert.ok(secret)
      assert.equal(passwordIn(text, secret), undefined, text)
    }
  })
})

describe('the place of a mapping', () => {
  it('is where the text says the word', () => {
    const [first] = parseProjectFile(written).mappings
    assert.ok(first)
    assert.ok(written.slice(placeOfMapping(written, first, 'site')).startsWith('"production"'))
    assert.ok(written.slice(placeOfMapping(written, first, 'local')).startsWith('"./public/"'))
  })
})
