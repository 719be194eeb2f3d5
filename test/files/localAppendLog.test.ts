import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFileError } from '../../src/files/fileError.ts'
import { LocalAppendLog } from '../../src/files/localAppendLog.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'

describe('A log on this computer', () => {
  let folder: TemporaryFolder
  let log: LocalAppendLog

  beforeEach(async () => {
    folder = await temporaryFolder()
    log = new LocalAppendLog(`${folder.path}/sync/journal.log`)
  })
  afterEach(async () => {
    await log.close()
    await folder.remove()
  })

  const native = () => join(folder.native, 'sync', 'journal.log')
  const another = () => new LocalAppendLog(`${folder.path}/sync/journal.log`)

  it('has no lines before the first, and makes its folder for that one, for this user alone', async () => {
    assert.deepEqual(await log.lines(), [])
    assert.deepEqual(await readdir(folder.native), [])
    await log.append('one')
    assert.equal(await readFile(native(), 'utf8'), 'one\n')
    assert.equal((await stat(join(folder.native, 'sync'))).mode & 0o777, 0o700)
    assert.equal((await stat(native())).mode & 0o777, 0o600)
  })

  it('keeps the lines, blank ones and foreign ones too, for whoever comes later', async () => {
    for (const line of ['one', '', 'zwei — 二']) await log.append(line)
    await log.close()
    assert.deepEqual(await another().lines(), ['one', '', 'zwei — 二'])
  })

  it('keeps the order of the calls, waited for or not', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`)
    await Promise.all(lines.map((line) => log.append(line)))
    assert.deepEqual(await log.lines(), lines)
  })

  it('gives the lines that were appended before it is asked', async () => {
    void log.append('one')
    assert.deepEqual(await log.lines(), ['one'])
  })

  it('drops a last line that was cut off, and does not go on in it', async () => {
    await log.append('one')
    await log.close()
    await appendFile(native(), 'two, cut')
    assert.deepEqual(await log.lines(), ['one'])
    await log.append('three')
    assert.deepEqual(await log.lines(), ['one', 'three'])
  })

  it('goes on in a file that holds nothing but part of a line', async () => {
    await mkdir(join(folder.native, 'sync'))
    await writeFile(native(), 'cut')
    await log.append('one')
    assert.deepEqual(await log.lines(), ['one'])
  })

  it('is empty after it was cleared, and takes lines again', async () => {
    await log.clear() // there is nothing yet
    void log.append('one')
    const cleared = log.clear()
    const appended = log.append('two')
    await Promise.all([cleared, appended])
    assert.deepEqual(await log.lines(), ['two'])
    await log.clear()
    assert.deepEqual(await readdir(join(folder.native, 'sync')), [])
  })

  it('tells who appends that it could not be written, and is not lost for good', async () => {
    await mkdir(native(), { recursive: true })
    const both = await Promise.allSettled([log.append('one'), log.append('two')])
    assert.deepEqual(
      both.map((outcome) => outcome.status === 'rejected' && isFileError(outcome.reason, 'isAFolder')),
      [true, true],
    )
    const elsewhere = new LocalAppendLog(`${folder.path}/sync/other.log`)
    await elsewhere.append('three')
    assert.deepEqual(await elsewhere.lines(), ['three'])
    await elsewhere.close()
  })

  it('has every line that was said to be there, however its process ended', async () => {
    const said = await linesSaidBeforeDeath(`${folder.path}/sync/journal.log`, 40)
    const lines = await log.lines()
    assert.ok(said >= 40)
    assert.ok(lines.length >= said, `${said} were said to be there, ${lines.length} are`)
    for (const [index, line] of lines.entries()) assert.equal(line, `${index} ${'x'.repeat(index * 10)}`)
    await log.append('after')
    assert.deepEqual((await log.lines()).at(-1), 'after')
  }).timeout(20_000)
})

/** Appends in another process until that is killed in the midst of it; gives how many lines had been confirmed. */
async function linesSaidBeforeDeath(path: string, enough: number): Promise<number> {
  const source = new URL('../../src/files/localAppendLog.ts', import.meta.url).href
  const script = `
    const { LocalAppendLog } = await import(${JSON.stringify(source)})
    const log = new LocalAppendLog(${JSON.stringify(path)})
    for (let index = 0; ; index++) {
      await log.append(index + ' ' + 'x'.repeat(index * 10))
      process.stdout.write('done\\n')
    }`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let said = 0
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString().split('\n').length - 1
    if (said >= enough) child.kill('SIGKILL')
  })
  await closed
  return said
}
