import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { directions, mappingFields } from '../../src/sites/parseMapping.ts'
import { parseProjectFile, personalSiteFields, projectFields, projectSiteFields, type ProjectFile } from '../../src/sites/projectFile.ts'
import { dataPorts, securities, transferModes } from '../../src/sites/site.ts'

const least = { local: '.', site: 'production', remote: '/htdocs' }
const leastMapping = {
  local: '',
  site: 'production',
  remote: '/htdocs',
  direction: 'both',
  include: [],
  exclude: [],
  gitignore: false,
  alwaysPreview: false,
}
const nothing: ProjectFile = { sites: [], mappings: [], problems: [], secrets: [] }

function withMapping(fields: object): ProjectFile {
  return parseProjectFile(JSON.stringify({ mappings: [{ ...least, ...fields }] }))
}

function withSite(fields: object): ProjectFile {
  return parseProjectFile(JSON.stringify({ sites: [{ name: 'production', host: 'example.org', ...fields }] }))
}

/** The only problem, and the text it points at. */
function problemIn(text: string): { readonly message: string; readonly at: string } {
  const { problems } = parseProjectFile(text)
  assert.equal(problems.length, 1, JSON.stringify(problems))
  const [problem] = problems
  return { message: problem?.message ?? '', at: text.slice(problem?.offset, (problem?.offset ?? 0) + 12) }
}

describe('A project file', () => {
  it('may have nothing in it but braces', () => {
    assert.deepEqual(parseProjectFile('{}'), nothing)
  })

  it('may have comments and trailing commas', () => {
    const { mappings, problems } = parseProjectFile(`
      // where it goes
      { "mappings": [ { "local": ".", "site": "production", /* the web's */ "remote": "/htdocs", }, ], }`)
    assert.deepEqual([mappings, problems], [[leastMapping], []])
  })

  it('says all of a mapping', () => {
    const all = {
      local: './public//html/',
      site: 'production',
      remote: '/www/../htdocs/',
      direction: 'up',
      include: ['*.html'],
      exclude: ['**/*.map'],
      gitignore: true,
      fileMode: '644',
      folderMode: '755',
      environment: 'live',
      alwaysPreview: true,
    }
    const { mappings, problems } = withMapping(all)
    assert.deepEqual(problems, [])
    assert.deepEqual(mappings, [{ ...all, local: 'public/html', remote: '/htdocs' }])
    assert.deepEqual(Object.keys(all).sort(), [...mappingFields].sort())
  })

  it('says of a site what the settings say, without an id', () => {
    assert.deepEqual(withSite({ user: 'ann', path: 'www', charset: 'latin1', connections: 2 }).sites, [
      {
        id: '',
        name: 'production',
        host: 'example.org',
        user: 'ann',
        security: 'explicit',
        transferMode: 'auto',
        path: '/www',
        charset: 'latin1',
        connections: 2,
      },
    ])
    assert.equal(withSite({ id: 'web-1' }).sites[0]?.id, 'web-1')
  })

  for (const local of [
    '',
    '/',
    '/etc',
    '..',
    '../x',
    'a/../..',
    'a/..',
    'C:',
    'c:/x',
    'a\\b',
    '~',
    '~/x',
    './~',
    './/C:',
    'a\u0000',
    1,
    null,
  ]) {
    it(`can not map ${JSON.stringify(local)}`, () => {
      const { mappings, problems } = withMapping({ local })
      assert.deepEqual(mappings, [])
      assert.match(problems[0]?.message ?? '', /^Mapping 1: "local" is a folder inside this one, .*such as/)
    })
  }

  for (const [field, value] of [
    ['site', ''],
    ['site', 3],
    ['remote', 'htdocs'],
    ['remote', ''],
    ['remote', '/a\r\nDELE b'],
    ['direction', 'Up'],
    ['exclude', '*.map'],
    ['exclude', ['']],
    ['include', [1]],
    ['gitignore', 'yes'],
    ['fileMode', 644],
    ['fileMode', '0644'],
    ['folderMode', '799'],
    ['environment', 1],
    ['alwaysPreview', 1],
  ] as const) {
    it(`leaves out a mapping whose ${field} is ${JSON.stringify(value)}, and says so there`, () => {
      const text = JSON.stringify({ mappings: [{ ...least, [field]: value }, least] })
      const { mappings, problems } = parseProjectFile(text)
      assert.deepEqual(mappings, [leastMapping])
      assert.match(problems[0]?.message ?? '', new RegExp(`^Mapping 1: "${field}" is .+\\.$`))
      assert.ok(text.slice(problems[0]?.offset).startsWith(JSON.stringify(value)))
    })
  }

  it('leaves out a mapping with a misspelt word, and asks what was meant', () => {
    const text = '{ "mappings": [{ "local": ".", "site": "a", "remote": "/", "exlude": ["secret/**"] }] }'
    assert.deepEqual(parseProjectFile(text).mappings, [])
    assert.deepEqual(problemIn(text), { message: 'Mapping 1: "exlude" is not known. Did you mean "exclude"?', at: '"exlude": ["' })
  })

  it('names the words there are where nothing like it is known', () => {
    assert.equal(problemIn('{ "profiles": [] }').message, 'The file: "profiles" is not known. There are $schema, sites, mappings.')
  })

  it('leaves out a mapping that says the same twice', () => {
    const text = '{ "mappings": [{ "local": ".", "site": "a", "remote": "/", "exclude": ["keys/**"], "exclude": [] }] }'
    assert.deepEqual(parseProjectFile(text).mappings, [])
    assert.deepEqual(problemIn(text), { message: 'Mapping 1: "exclude" is there twice. Keep one of them.', at: '"exclude": [' })
  })

  it('can not hide a word behind a prototype', () => {
    const text = '{ "mappings": [{ "local": ".", "site": "a", "remote": "/", "__proto__": { "local": ".." } }] }'
    assert.deepEqual(parseProjectFile(text).mappings, [])
    assert.match(problemIn(text).message, /"__proto__" is not known/)
  })

  it('is left out whole where it breaks off: what is missing may have been meant to be there', () => {
    const text = '{ "mappings": [{ "local": ".", "site": "a", "remote": "/", "exclude": ["keys/**"'
    const { sites, mappings, problems } = parseProjectFile(text)
    assert.deepEqual([sites, mappings], [[], []])
    assert.deepEqual(problems, [{ message: "The file can't be read: a closing ] is missing here.", offset: text.length }])
  })

  for (const [text, sentence] of [
    ['', /^Nothing is in the file/],
    ['// nothing yet', /^Nothing is in the file/],
    ['[]', /not an object/],
    ['{ "mappings": {} }', /Mappings are a list/],
    ['{ "sites": [1] }', /Site 1 is not an object/],
    ['{} {}', /something follows the end/],
    ['{ "mappings": [{ "local": "a\\b', /can't be read/],
    ['['.repeat(100_000), /20 deep/],
    ['{"a":'.repeat(100_000), /20 deep/],
    [`{}${' '.repeat(1024 * 1024)}`, /1 MiB/],
  ] as const) {
    it(`can not be ${text.length > 40 ? `${text.slice(0, 5)} ${text.length} times as long` : JSON.stringify(text)}`, () => {
      const { problems, sites, mappings } = parseProjectFile(text)
      assert.match(problems[0]?.message ?? '', sentence)
      assert.deepEqual([sites, mappings], [[], []])
    })
  }

  describe('has sites', () => {
    it('with a name of their own', () => {
      assert.match(withSite({ name: '' }).problems[0]?.message ?? '', /^Site 1: "name" is missing/)
      const { sites, problems } = parseProjectFile('{ "sites": [{ "name": "a", "host": "b" }, { "name": "a", "host": "c" }] }')
      assert.deepEqual(
        sites.map(({ host }) => host),
        ['b'],
      )
      assert.match(problems[0]?.message ?? '', /^Site "a": there is another site of that name/)
    })

    it('with known words only: "secuirty" must not pass for no security', () => {
      const { sites, problems } = withSite({ secuirty: 'implicit' })
      assert.deepEqual(sites, [])
      assert.equal(problems[0]?.message, 'Site "production": "secuirty" is not known. Did you mean "security"?')
    })

    it('that are left out if a word has a wrong value', () => {
      const { sites, problems } = withSite({ timeouts: { connect: 'soon' } })
      assert.deepEqual(sites, [])
      assert.equal(problems[0]?.message, 'Site "production": "timeouts.connect" is a number from 1 to 3600.')
    })

    for (const [field, value] of [
      ['proxy', 'socks5://evil.example:1080'],
      ['tls', { ca: '/home/ann/.ssh/id_rsa' }],
      ['commandsAfterLogin', ['SITE EXEC x']],
      ['dataHost', 'evil.example'],
      ['activeAddress', 'evil.example'],
      ['activePorts', '22'],
    ] as const) {
      it(`that don't say ${field}: that is for whoever owns this computer`, () => {
        const { sites, problems } = withSite({ [field]: value })
        assert.deepEqual(sites, [])
        assert.match(problems[0]?.message ?? '', new RegExp(`^Site "production": "${field}" can't come with a folder. .*your own settings`))
      })
    }
  })

  describe('with a secret in it', () => {
    for (const word of ['password', 'pass', 'passphrase', 'PASSWORD'])
      it(`tells where the ${word} is, and keeps none of it`, () => {
        const text = `{ "sites": [{ "name": "a", "host": "b", "${word}": "canary" }] }`
        const { secrets, ...rest } = parseProjectFile(text)
        assert.deepEqual(
          secrets.map(({ field, offset, length }) => [field, text.slice(offset, offset + length)]),
          [[word, '"canary"']],
        )
        assert.equal(rest.sites.length, 1)
        assert.doesNotMatch(JSON.stringify(rest), /canary/)
      })

    it('finds it in a proxy, in an address, in a mapping, and in a file that breaks off', () => {
      const of = (text: string) => parseProjectFile(text).secrets.map(({ field }) => field)
      assert.deepEqual(of('{ "sites": [{ "proxy": "socks5://ann:canary@host" }] }'), ['proxy'])
      assert.deepEqual(of('{ "sites": [{ "host": "ftp://ann:canary@host" }] }'), ['host'])
      assert.deepEqual(of('{ "mappings": [{ "password": "canary" }] }'), ['password'])
      assert.deepEqual(of('{ "password": "canary", '), ['password'])
      assert.deepEqual(of('{ "sites": [{ "host": "ftp://ann@host", "password": "" }] }'), [])
    })

    it('never says it in a sentence', () => {
      for (const fields of [{ host: 'ftp://ann:canary@host' }, { proxy: 'http://ann:canary@host' }, { user: 1, pass: 'canary' }])
        assert.doesNotMatch(JSON.stringify(withSite(fields).problems), /canary/)
    })
  })

  it('gives a result for any text', () => {
    const words = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '//',
      '/*',
      'null',
      '1',
      '"mappings"',
      '"sites"',
      '"local"',
      '"."',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(words).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const { sites, mappings, problems, secrets } = parseProjectFile(text)
        assert.ok([...problems, ...secrets].every(({ offset }) => offset >= 0 && offset <= text.length))
        assert.ok(problems.every(({ message }) => /[.?]$/.test(message)))
        assert.ok(problems.length > 0 || (sites.length === 0 && mappings.length === 0))
      }),
      { numRuns: 500 },
    )
  })

  it('never leads out of the folder', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', 'C:', '~', '\\', '..\\', 'b c')
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const [mapping] = withMapping({ local: segments.join('/') }).mappings
        assert.ok(mapping === undefined || !/(^|\/)\.\.?(\/|$)|^\/|^~(\/|$)|\\|^[a-z]:/i.test(mapping.local), mapping?.local)
      }),
    )
  })
})

describe('The schema of project files', () => {
  interface Schema {
    readonly enum?: readonly string[]
    readonly default?: unknown
    readonly description?: string
    readonly deprecationMessage?: string
    readonly additionalProperties?: boolean
    readonly properties?: Readonly<Record<string, Schema>>
    readonly items?: Schema
    readonly pattern?: string
  }
  const schema = JSON.parse(readFileSync(new URL('../../media/project.schema.json', import.meta.url), 'utf8')) as Schema
  const site = schema.properties?.['sites']?.items?.properties ?? {}
  const mapping = schema.properties?.['mappings']?.items?.properties ?? {}

  it('has the words that are read, and no others but those it warns of', () => {
    const usable = (fields: Readonly<Record<string, Schema>>) => Object.keys(fields).filter((name) => !fields[name]?.deprecationMessage)
    assert.deepEqual(Object.keys(schema.properties ?? {}), projectFields)
    assert.deepEqual(usable(site).sort(), [...projectSiteFields].sort())
    assert.deepEqual(Object.keys(mapping).sort(), [...mappingFields].sort())
    const warnedOf = Object.keys(site).filter((name) => site[name]?.deprecationMessage)
    assert.deepEqual(warnedOf.sort(), [...personalSiteFields, 'password'].sort())
  })

  it('explains every word', () => {
    for (const [name, field] of Object.entries({ ...schema.properties, ...site, ...mapping }))
      assert.match(field.description ?? field.deprecationMessage ?? '', /\.$/, name)
  })

  it('refuses other words', () => {
    for (const part of [schema, schema.properties?.['sites']?.items, schema.properties?.['mappings']?.items])
      assert.equal(part?.additionalProperties, false)
  })

  it('has the choices and the defaults of the code', () => {
    assert.deepEqual(site['security']?.enum, securities)
    assert.deepEqual(site['transferMode']?.enum, transferModes)
    assert.deepEqual(site['dataPort']?.enum, dataPorts)
    assert.deepEqual(mapping['direction']?.enum, directions)
    for (const [name, { default: value }] of Object.entries(mapping))
      if (value !== undefined) assert.deepEqual(withMapping({ [name]: value }).mappings, withMapping({}).mappings, name)
    for (const [name, { default: value }] of Object.entries(site))
      if (value !== undefined) assert.deepEqual(withSite({ [name]: value }).sites, withSite({}).sites, name)
  })

  it('draws the line where the code does', () => {
    for (const [name, ...values] of [
      ['local', '.', 'a/b', './a', '/a', '../a', 'a/..', 'a\\b', 'C:/a', '~/a', './/~', './C:', '~a', '..a', 'a..b/c'],
      ['remote', '/', '/a', 'a'],
      ['fileMode', '644', '0644', '888'],
      ['folderMode', '755', '75'],
    ] as const)
      for (const value of values)
        assert.equal(new RegExp(mapping[name]?.pattern ?? '', 'u').test(value), withMapping({ [name]: value }).mappings.length === 1, value)
  })
})
