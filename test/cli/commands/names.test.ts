/** Names that aren't UTF-8, on the command line: shown so that no byte is lost, and never written under another name. */

import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCli, type CliOutcome } from '../../support/cliRun.ts'
import { FtpServer } from '../../support/ftpServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts'

describe('A name that is not UTF-8, on the command line', () => {
  let folder: TemporaryFolder
  let server: FtpServer
  let url: string
  const inFolder = (...names: string[]) => join(folder.native, ...names)

  beforeEach(async () => {
    folder = await temporaryFolder()
    await mkdir(inFolder('site'))
    await writeFile(inFolder('site', 'café.txt'), 'coffee')
    await writeFile(inFolder('site', 'plain.txt'), 'plain')
    server = new FtpServer({ root: inFolder('site'), encoding: 'latin1' })
    const { port } = await server.start()
    url = `ftp://demo@127.0.0.1:${port}/.`
  })
  afterEach(async () => {
    await server.stop()
    await folder.remove()
  })

  function portside(...words: string[]): Promise<CliOutcome> {
    return runCli([...words, '--security', 'none'], { env: { PORTSIDE_PASSWORD: 'demo' } })
  }

  it('is shown with its bytes, and what to do about it', async () => {
    const { status, stdout, stderr } = await portside('ls', url)
    assert.equal(status, 0)
    assert.match(stdout, / caf\\xE9\.txt\n/)
    assert.match(stderr, /^portside: .*--charset.*\n$/)
    assert.deepEqual(await portside('ls', url, '--charset', 'windows-1252'), {
      status: 0,
      stdout: stdout.replace('\\xE9', 'é'),
      stderr: '',
    })
  })

  it('is in JSON as half a character, escaped: its last two digits are the byte', async () => {
    const { stdout } = await portside('ls', url, '--json')
    assert.doesNotMatch(stdout, /\p{Surrogate}/u)
    assert.match(stdout, /"name": "caf\\udce9\.txt"/)
    const { entries } = JSON.parse(stdout) as { entries: { name: string }[] }
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['caf\udce9.txt', 'plain.txt'],
    )
  })

  it('is left out of a download, and said, while the rest is there', async () => {
    const { status, stdout, stderr } = await portside('get', url, inFolder('here'))
    assert.deepEqual([status, stdout], [1, '1 file, 5 bytes, 1 left out\n'])
    assert.match(stderr, /^portside: "caf\\xE9\.txt" .*\nportside: .*--charset.*\n$/)
    assert.deepEqual(await readdir(inFolder('here')), ['plain.txt'])
    const { stdout: json } = await portside('get', url, inFolder('here'), '--json')
    assert.match(json, /"path": "\/caf\\udce9\.txt"/)
  })

  it('comes along with the charset it is in', async () => {
    const { status } = await portside('get', url, inFolder('here'), '--charset', 'windows-1252')
    assert.equal(status, 0)
    assert.deepEqual((await readdir(inFolder('here'))).sort(), ['café.txt', 'plain.txt'])
  })
})
