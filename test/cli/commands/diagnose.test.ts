/** `portside diagnose`, as it is typed. What it says of real networks is tested in `test/network`. */

import assert from 'node:assert/strict'
import { placeOf } from '../../../src/cli/place.ts'
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import type { Step } from '../../../src/diagnosis/observations.ts'
import { runCli, type CliOutcome, type CliSetting } from '../../support/cliRun.ts'
import { FtpServer, type FtpConnection, type Handlers } from '../../support/ftpServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts'

const password = 'canary'
const refuse = (connection: FtpConnection) => connection.reply('500 Not here.')

describe('portside diagnose', () => {
  let folder: TemporaryFolder
  let server: FtpServer | undefined

  beforeEach(async () => (folder = await temporaryFolder()))
  afterEach(async () => {
    await server?.clientsGone()
    await server?.stop()
    await folder.remove()
  })

  async function diagnose(handlers: Handlers, words: readonly string[] = [], setting: CliSetting = {}): Promise<CliOutcome> {
    server = new FtpServer({ root: folder.native, handlers, users: { demo: password } })
    const { port } = await server.start()
    const env = { PORTSIDE_PASSWORD: password }
    return runCli(['diagnose', `ftp://demo@127.0.0.1:${port}/`, '--security', 'none', ...words], { env, ...setting })
  }

  it('begins with the verdict', async () => {
    const { status, stdout, stderr } = await diagnose({})
    assert.match(stdout, /^Both modes work\.\n/)
    assert.deepEqual([status, stderr], [0, ''])
  })

  it('gives the verdict, the steps, both modes and the advice as JSON, and no password', async () => {
    const { status, stdout } = await diagnose({ EPRT: refuse, PORT: refuse }, ['--json'])
    const { verdict, steps, passive, active, advice } = JSON.parse(stdout) as Diagnosis & { readonly steps: readonly Step[] }
    assert.match(verdict, /^Passive works\. Active can't work: /)
    assert.deepEqual([passive.works, active.works, active.culprit], [true, false, 'server'])
    assert.deepEqual(
      active.methods.map(({ method, outcome }) => `${method} ${outcome}`),
      ['EPRT commandRefused', 'PORT commandRefused'],
    )
    assert.equal(steps.find(({ id }) => id === 'PORT')?.status, 'failed')
    assert.ok(advice.length > 0)
    assert.ok(!stdout.includes(password))
    assert.equal(status, 0)
  })

  it('fails where files can not be transferred in the mode that was asked for', async () => {
    assert.equal((await diagnose({ EPRT: refuse, PORT: refuse }, ['--mode', 'active'])).status, 1)
  })

  it('fails where the login does, and says why', async () => {
    const { status, stdout } = await diagnose({ PASS: (connection) => connection.reply('530 Login incorrect.') })
    assert.match(stdout, /^127\.0\.0\.1 refused the login of demo: 530 Login incorrect/)
    assert.equal(status, 1)
  })

  it('shows on a terminal how far it is', async () => {
    const { stderr } = await diagnose({}, [], { terminal: true })
    assert.ok(stderr.includes('\r\u001b[KDiagnosing: EPSV (passive)…'))
    assert.ok(stderr.endsWith('\r\u001b[K'))
  })

  it('ends when it is interrupted', async () => {
    const interrupting = new AbortController()
    const { status, stdout, stderr } = await diagnose({ EPSV: () => interrupting.abort() }, [], { signal: interrupting.signal })
    assert.deepEqual([status, stdout, stderr], [130, '', 'portside: Interrupted.\n'])
  })
})

describe('where the command line runs', () => {
  const here = (env: Record<string, string>, ...files: string[]) => placeOf({ env }, (path) => files.includes(path)).kind

  it('is this computer, unless something says otherwise', () => {
    assert.equal(here({}), 'local')
    assert.equal(here({ WSL_DISTRO_NAME: 'Debian' }), 'wsl')
    assert.equal(here({ SSH_CONNECTION: '192.0.2.1 5 192.0.2.2 22' }), 'ssh')
    assert.equal(here({ SSH_CONNECTION: '' }, '/.dockerenv'), 'container')
    assert.equal(here({ CODESPACES: 'true' }, '/.dockerenv'), 'codespaces')
  })
})
