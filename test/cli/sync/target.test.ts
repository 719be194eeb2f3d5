import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseCommand } from '../../../src/cli/arguments.ts'
import { findTarget, type SyncRun } from '../../../src/cli/sync/target.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts'

const site = { name: 'web', host: 'ftp.example.org', user: 'deploy' }
const mapping = { local: 'public', site: 'web', remote: '/htdocs' }

describe('What sync is about', () => {
  let folder: TemporaryFolder
  const inFolder = (...names: string[]) => join(folder.native, ...names)

  beforeEach(async () => {
    folder = await temporaryFolder()
    await mkdir(inFolder('project', 'public'), { recursive: true })
    await mkdir(inFolder('project', '.vscode'))
  })
  afterEach(() => folder.remove())

  async function project(content: object | string): Promise<void> {
    await writeFile(inFolder('project', '.vscode', 'portside.json'), typeof content === 'string' ? content : JSON.stringify(content))
  }

  function find(...words: string[]) {
    const parsed = parseCommand(['sync', ...words])
    assert.ok('command' in parsed && parsed.command.kind === 'sync', JSON.stringify(parsed))
    return findTarget(parsed.command, { XDG_STATE_HOME: inFolder('state'), LOCALAPPDATA: inFolder('state') })
  }

  async function runOf(...words: string[]): Promise<SyncRun> {
    const found = await find(...words)
    assert.ok('run' in found, JSON.stringify(found))
    return found.run
  }

  async function problemOf(...words: string[]): Promise<string> {
    const found = await find(...words)
    assert.ok('problem' in found)
    return found.problem
  }

  const named = (...words: string[]) => runOf(inFolder('project'), ...words)
  const problemNamed = (...words: string[]) => problemOf(inFolder('project'), ...words)

  it('is with a URL that folder, and the server alone is changed unless something else is said', async () => {
    const run = await runOf(inFolder('project'), 'ftp://deploy@ftp.example.org/htdocs', '--exclude', '*.map')
    assert.equal(run.local, inFolder('project'))
    assert.deepEqual([run.settings.direction, run.settings.rules.exclude], ['up', ['*.map']])
    const both = await runOf(inFolder('project'), 'ftp://ftp.example.org', '--direction', 'both')
    assert.equal(both.settings.direction, 'both')
  })

  it('is with a name the mapping of that site, as the project file has it', async () => {
    const all = { ...mapping, exclude: ['*.map'], include: ['**'], gitignore: true, fileMode: '640', folderMode: '750' }
    await project({ sites: [{ ...site, transferMode: 'passive' }], mappings: [all] })
    const run = await named('web', '--exclude', 'drafts/', '--mode', 'active', '--no-defaults', '--keep-undo', '0')
    assert.equal(run.local, inFolder('project', 'public'))
    assert.deepEqual(run.settings, {
      direction: 'both',
      rules: { include: ['**'], exclude: ['*.map', 'drafts/'], gitignore: true, withoutDefaults: true },
      fileMode: '640',
      folderMode: '750',
      undoBytes: 0,
    })
    const { host, user, path, transferMode, connections } = run.connection.site
    assert.deepEqual([host, user, path, transferMode, connections], ['ftp.example.org', 'deploy', '/htdocs', 'active', 4])
  })

  it('goes the way the mapping says, unless an option says another', async () => {
    await project({ sites: [site], mappings: [{ ...mapping, direction: 'down' }] })
    assert.equal((await named('web')).settings.direction, 'down')
    assert.equal((await named('web', '--direction', 'up')).settings.direction, 'up')
  })

  it('may be called by the environment or by the folder, where the site has more than one', async () => {
    await mkdir(inFolder('project', 'docs'))
    const docs = { ...mapping, local: 'docs', remote: '/docs', environment: 'staging' }
    await project({ sites: [site], mappings: [mapping, docs] })
    assert.equal((await named('staging')).local, inFolder('project', 'docs'))
    assert.equal((await named('public')).connection.site.path, '/htdocs')
    await project({ sites: [site], mappings: [mapping, { ...docs, local: '.' }] })
    assert.equal((await named('.')).local, inFolder('project'))
    await project({ sites: [site], mappings: [mapping, docs] })
    assert.match(await problemNamed('web'), /^"web" stands for 2 mappings: public to web, docs to web\. /)
  })

  it('takes a pin for a site, but none for one without encryption', async () => {
    const pin = 'ab'.repeat(32)
    await project({
      sites: [site, { ...site, name: 'plain', security: 'none' }],
      mappings: [mapping, { ...mapping, site: 'plain', local: '.' }],
    })
    assert.equal((await named('web', '--pin', pin)).connection.pin, pin)
    assert.match(await problemNamed('plain', '--pin', pin), /--pin.* mean nothing with --security none/)
  })

  it('does not overwrite where both sides may be right', async () => {
    await project({ sites: [site], mappings: [mapping] })
    assert.match(await problemNamed('web', '--overwrite'), /--direction up/)
    assert.equal((await named('web', '--overwrite', '--direction', 'up')).overwrite, true)
  })

  it('says what is wrong elsewhere in the project file, and where a password is', async () => {
    await project({ sites: [{ ...site, password: 'canary' }], mappings: [mapping, { ...mapping, exlude: [] }] })
    const { remarks, connection } = await named('web')
    assert.equal(remarks.length, 2)
    assert.match(remarks[0] ?? '', /portside\.json: Mapping 2: "exlude" is not known/)
    assert.match(remarks[1] ?? '', /There is a password in .*portside\.json, which others can read/)
    assert.doesNotMatch(JSON.stringify([remarks, connection]), /canary/)
  })

  describe('is not found', () => {
    it('without a project file: who meant a server is told how to write one', async () => {
      assert.match(await problemNamed('ftp.example.org'), /portside\.json, which is not there\. A URL begins with ftp:\/\/\.$/)
    })

    it('without such a mapping: those that are there are named', async () => {
      await project({ sites: [site], mappings: [mapping, { ...mapping, environment: 'staging' }] })
      assert.match(await problemNamed('wbe'), /There is staging\.$/)
      const whole = { ...mapping, local: '.', site: 'other' }
      await project({ sites: [site], mappings: [mapping, { ...mapping, local: 'docs', environment: 'staging' }, whole] })
      assert.match(await problemNamed('wbe'), /There are public, staging, docs, other, \.\.$/)
      await project({ sites: [site], mappings: [mapping, mapping] })
      assert.match(await problemNamed('wbe'), /None of its mappings has a name of its own: give each an environment\.$/)
      await project({})
      assert.match(await problemNamed('web'), /It has no mappings\.$/)
    })

    it('where the mapping has a mistake: that is said', async () => {
      await project({ sites: [site], mappings: [{ ...mapping, exlude: [] }] })
      assert.match(await problemNamed('web'), /"exlude" is not known\. Did you mean "exclude"\?$/)
      await project({ sites: [site], mappings: [mapping, { ...mapping, exlude: [] }] })
      assert.match(await problemNamed('wbe'), /There are web, public\. .*"exlude" is not known/)
      await project('{ "mappings": [')
      assert.match(await problemNamed('web'), /can't be read/)
    })

    it('where the site is in the settings of the editor', async () => {
      await project({ mappings: [mapping] })
      assert.match(await problemNamed('web'), /The site "web" is not in .* does not read the settings of the editor/)
    })

    it('where the folder is missing', async () => {
      await project({ sites: [site], mappings: [{ ...mapping, local: 'missing' }] })
      assert.match(await problemNamed('web'), /missing.*ENOENT/)
      assert.match(await problemOf(inFolder('nowhere'), 'ftp://ftp.example.org'), /nowhere.*ENOENT/)
    })

    it('where the folder is a file', async () => {
      await writeFile(inFolder('page.html'), '')
      assert.equal(
        await problemOf(inFolder('page.html'), 'ftp://ftp.example.org'),
        `${inFolder('page.html')} is a file; sync takes a folder.`,
      )
    })

    it('where a link leads out of the folder: others have written the file', async () => {
      await mkdir(inFolder('private'))
      await symlink(inFolder('private'), inFolder('project', 'link'))
      await project({ sites: [site], mappings: [{ ...mapping, local: 'link' }] })
      assert.match(await problemNamed('web'), /"link" of the mapping leads out of/)
    })
  })

  it('is not remembered inside of what is synced', async () => {
    const sync = (state: string) => find(inFolder('project'), 'ftp://ftp.example.org', '--state', state)
    await symlink(inFolder('project'), inFolder('link'))
    for (const state of [inFolder('project'), inFolder('project', 'a', 'b'), inFolder('link', 'a')])
      assert.ok('problem' in (await sync(state)), state)
    for (const state of [inFolder('project-state'), inFolder('..state'), inFolder('a', 'b')]) assert.ok('run' in (await sync(state)), state)
  })

  it('is not remembered in the usual place either where that is inside of it', async () => {
    const above = process.platform === 'darwin' ? homedir() : folder.native
    assert.ok('problem' in (await find(above, 'ftp://ftp.example.org')))
    assert.ok('run' in (await find(above, 'ftp://ftp.example.org', '--state', `${above}-state`)))
    assert.ok('run' in (await find(inFolder('project'), 'ftp://ftp.example.org')))
  })
})
