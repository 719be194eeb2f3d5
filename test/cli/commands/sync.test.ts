/** `portside sync`, as it is typed, against a server. What becomes of every kind of change is tested in `test/sync`. */

import assert from 'node:assert/strict'
import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runCli, type CliOutcome, type CliSetting } from '../../support/cliRun.ts'
import { FtpServer, type FtpServerOptions } from '../../support/ftpServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts'

interface Document {
  readonly direction: string
  readonly findings: readonly { readonly kind: string; readonly stops: boolean; readonly message: string }[]
  readonly rows: readonly { readonly path: string; readonly decision: string; readonly fate: string; readonly effects: readonly string[] }[]
  readonly isStopped: boolean
  readonly summary: {
    readonly uploads: { readonly items: number }
    readonly conflicts: number
    readonly withheld: number
    readonly equal: number
  }
  readonly outcome: { readonly isCancelled: boolean; readonly items: readonly { readonly path: string; readonly outcome: string }[] } | null
}

const password = 'canary'

describe('portside sync', function () {
  this.timeout(20_000)
  let folder: TemporaryFolder
  let server: FtpServer
  let url: string
  const here = (...names: string[]) => join(folder.native, 'local', ...names)
  const there = (...names: string[]) => join(folder.native, 'site', ...names)

  async function start(options: Partial<FtpServerOptions> = {}): Promise<void> {
    server = new FtpServer({ root: there(), users: { demo: password }, ...options })
    const { port } = await server.start()
    url = `ftp://demo@127.0.0.1:${port}/`
  }

  beforeEach(async () => {
    folder = await temporaryFolder()
    await Promise.all([mkdir(here('css'), { recursive: true }), mkdir(there())])
    await write(here('index.html'), 'index')
    await write(here('css', 'site.css'), 'css')
    await start()
  })
  afterEach(async () => {
    await server.stop()
    await folder.remove()
  })

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  async function filesIn(root: string): Promise<string[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort()
  }

  /** With the memory in a folder of the test's. */
  function portside(words: readonly string[], setting: CliSetting = {}): Promise<CliOutcome> {
    const env = { PORTSIDE_PASSWORD: password }
    return runCli(['sync', ...words, '--security', 'none', '--state', join(folder.native, 'state')], { env, ...setting })
  }

  const sync = (...words: string[]) => portside([here(), url, ...words])

  async function document(...words: string[]): Promise<Document & { readonly status: number }> {
    const { status, stdout } = await sync('--json', ...words)
    return { ...(JSON.parse(stdout) as Document), status }
  }

  it('uploads what is new, shows it first, and says that nothing is deleted the first time', async () => {
    const { status, stdout, stderr } = await sync()
    assert.equal(
      stdout,
      `Upload (3)
  css: new here
  css/site.css: new here, 3 bytes
  index.html: new here, 5 bytes
Will upload 3 (8 bytes).
Uploaded 3 (8 bytes).
`,
    )
    assert.match(stderr, /^portside: The first sync of these two folders: nothing is deleted\. .*state.*\.\n$/)
    assert.equal(status, 0)
    assert.deepEqual(await filesIn(there()), ['css/site.css', 'index.html'])
    assert.equal(await readFile(there('index.html'), 'utf8'), 'index')
  })

  it('has nothing to do the second time, and reads nothing that was not just being written', async () => {
    for (const path of ['index.html', 'css/site.css']) await utimes(here(path), 1_700_000_000, 1_700_000_000)
    await sync()
    const before = server.commands.length
    assert.deepEqual(await sync(), { status: 0, stdout: 'Nothing to do.\n', stderr: '' })
    assert.ok(!server.commands.slice(before).some((line) => /^(STOR|DELE|RETR|MKD|RNFR)/.test(line)))
  })

  it('uploads what has changed, and leaves alone what only the server has', async () => {
    await sync()
    await write(here('index.html'), 'changed')
    await write(there('guestbook.txt'), 'hello')
    const { status, stdout } = await sync()
    assert.match(
      stdout,
      /^Upload \(1\)\n {2}index\.html: changed here, 7 bytes\nLeft alone \(1\)\n {2}1 changed, or new, only on the server: guestbook\.txt\n/,
    )
    assert.equal(status, 0)
    assert.equal(await readFile(there('index.html'), 'utf8'), 'changed')
    assert.deepEqual(await filesIn(here()), ['css/site.css', 'index.html'])
  })

  it('shows everything in a dry run, and changes nothing', async () => {
    const { status, stdout, stderr } = await sync('--dry-run')
    assert.match(stdout, /Would upload 3 \(8 bytes\)\.\n$/)
    assert.equal(stderr, 'portside: The first sync of these two folders: nothing is deleted.\n')
    assert.equal(status, 0)
    assert.deepEqual(await readdir(there()), [])
    assert.ok(!server.commands.some((line) => /^(STOR|MKD|DELE|RNFR)/.test(line)))
    assert.match((await sync()).stderr, /The first sync/)
  })

  describe('deletes', () => {
    beforeEach(async () => {
      for (const name of ['a', 'b', 'c', 'd']) await write(here(`${name}.txt`), name)
      await sync()
      await rm(here('a.txt'))
    })

    it('nothing unless it may, and says so', async () => {
      const { status, stdout } = await sync()
      assert.equal(
        stdout,
        `Delete on the server (1)
  a.txt: deleted here; not done without --delete
Nothing is done; 1 deletion not done without --delete.
`,
      )
      assert.equal(status, 0)
      assert.ok((await filesIn(there())).includes('a.txt'))
    })

    it('what was deleted here with --delete, and nothing that was never synced', async () => {
      await write(there('guestbook.txt'), 'hello')
      const { status, stdout } = await sync('--delete')
      assert.match(stdout, /Will delete 1 on the server\.\nDeleted 1 on the server\.\n$/)
      assert.equal(status, 0)
      assert.deepEqual(await filesIn(there()), ['b.txt', 'c.txt', 'css/site.css', 'd.txt', 'guestbook.txt', 'index.html'])
    })

    it('nothing without the memory of the last sync', async () => {
      await rm(join(folder.native, 'state'), { recursive: true })
      const { status, stderr } = await sync('--delete')
      assert.equal(status, 0)
      assert.match(stderr, /The first sync/)
      assert.ok((await filesIn(there())).includes('a.txt'))
    })

    it('no more than usual, unless the number is allowed', async () => {
      for (const name of ['b', 'c', 'd']) await rm(here(`${name}.txt`))
      await write(here('new.txt'), 'new')
      const { status, stdout, stderr } = await sync('--delete')
      assert.equal(status, 3)
      assert.doesNotMatch(stdout, /Deleted|Uploaded|Will/)
      assert.match(stdout, /\nWould upload 1 .*, delete 4 on the server\.\n$/)
      assert.match(
        stderr,
        /^portside: 4 of \d+ files and folders would be deleted on the server\. .* --max-delete 4\.\nportside: Nothing was done\.\n$/,
      )
      assert.equal((await sync('--delete', '--max-delete', '3')).status, 3)
      assert.ok((await filesIn(there())).includes('a.txt'))
      assert.ok(!(await filesIn(there())).includes('new.txt'))
      assert.equal((await sync('--delete', '--max-delete', '4')).status, 0)
      assert.deepEqual(await filesIn(there()), ['css/site.css', 'index.html', 'new.txt'])
    })

    it('nothing where one side seems to have gone, unless that is confirmed', async () => {
      await rm(here(), { recursive: true })
      await mkdir(here())
      const { status, stderr } = await sync('--delete', '--max-delete', '100')
      assert.equal(status, 3)
      assert.match(
        stderr,
        /^portside: Nothing of the 7 files and folders synced before is on this computer any more\. .*--confirm sideEmpty\.\nportside: Nothing was done\.\n$/,
      )
      assert.equal((await filesIn(there())).length, 6)
      assert.equal((await sync('--delete', '--max-delete', '100', '--confirm', 'sideEmpty')).status, 0)
      assert.deepEqual(await filesIn(there()), [])
    })

    it('what can be brought back', async () => {
      await sync('--delete')
      assert.match(
        (await sync('--undo', '--dry-run')).stdout,
        /^Would take back 1 change of the sync of \d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d:\d\d\.\n$/,
      )
      const { status, stdout } = await sync('--undo')
      assert.equal(status, 0)
      assert.match(stdout, /^Taken back: 1 change of the sync of \d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d:\d\d\.\n$/)
      assert.equal(await readFile(there('a.txt'), 'utf8'), 'a')
    })

    it('what was not deleted but made goes again, sync by sync', async () => {
      await write(here('new.txt'), 'new')
      await sync('--delete')
      await sync('--undo')
      assert.ok(!(await filesIn(there())).includes('new.txt'))
      const { status, stdout } = await sync('--undo')
      assert.equal(status, 3)
      assert.match(
        stdout,
        /^ {2}a\.txt: What the sync has made here is the only copy left, so it stays\.\nTaken back: 6 changes of the sync of /,
      )
      assert.deepEqual(await filesIn(there()), ['a.txt'])
    })
  })

  describe('in a conflict', () => {
    beforeEach(async () => {
      await sync()
      await write(here('index.html'), 'mine, longer')
      await write(there('index.html'), 'theirs')
      await write(here('new.txt'), 'new')
    })

    it('leaves both as they are, does the rest, and ends with 3', async () => {
      const { status, stdout } = await sync()
      assert.match(stdout, /^Conflicts \(1\)\n {2}index\.html: changed on both sides; left as it is\nUpload \(1\)/)
      assert.match(stdout, /1 conflict needs you\.\nUploaded 1 \(3 bytes\)\.\n$/)
      assert.equal(status, 3)
      assert.equal(await readFile(there('index.html'), 'utf8'), 'theirs')
      assert.equal(await readFile(there('new.txt'), 'utf8'), 'new')
      assert.equal((await sync('--dry-run')).status, 3)
    })

    it('takes with --overwrite the side that is right', async () => {
      const { status, stdout } = await sync('--overwrite')
      assert.match(stdout, /Uploaded 2 \(15 bytes\)\.\n$/)
      assert.equal(status, 0)
      assert.equal(await readFile(there('index.html'), 'utf8'), 'mine, longer')
    })

    it('takes with --overwrite --direction down the server’s', async () => {
      assert.equal((await sync('--overwrite', '--direction', 'down')).status, 0)
      assert.equal(await readFile(here('index.html'), 'utf8'), 'theirs')
      assert.ok(!(await filesIn(there())).includes('new.txt'))
    })
  })

  it('carries over what has changed on either side with --direction both', async () => {
    await sync()
    await write(here('index.html'), 'changed')
    await write(there('css', 'site.css'), 'changed there')
    await write(there('guestbook.txt'), 'hello')
    const { status, stdout } = await sync('--direction', 'both')
    assert.match(stdout, /Uploaded 1 \(7 bytes\), downloaded 2 \(18 bytes\)\.\n$/)
    assert.equal(status, 0)
    assert.equal(await readFile(here('css', 'site.css'), 'utf8'), 'changed there')
    assert.equal(await readFile(here('guestbook.txt'), 'utf8'), 'hello')
  })

  it('leaves out what it is told to, and says by which rule', async () => {
    await write(here('.git', 'HEAD'), 'ref')
    await write(here('site.js.map'), 'map')
    const { stdout } = await sync('--exclude', '*.map')
    assert.match(stdout, /^Not synced \(2\): .*\.git/m)
    assert.match(stdout, /^Not synced \(2\): .*\*\.map/m)
    assert.deepEqual(await filesIn(there()), ['css/site.css', 'index.html'])
  })

  it('prints one JSON document', async () => {
    await sync()
    await rm(here('css', 'site.css'))
    await write(here('index.html'), 'mine, longer')
    await write(there('index.html'), 'theirs')
    await write(here('new.txt'), 'new')
    const { status, direction, findings, rows, isStopped, summary, outcome } = await document()
    assert.deepEqual([status, direction, findings, isStopped], [3, 'up', [], false])
    assert.deepEqual(
      rows.map(({ path, decision, fate, effects }) => [path, decision, fate, ...effects]),
      [
        ['css/site.css', 'up', 'delete', 'deleteFile remote'],
        ['index.html', 'leave', 'conflict', 'nothing'],
        ['new.txt', 'up', 'doing', 'copy remote'],
      ],
    )
    assert.deepEqual([summary.uploads.items, summary.conflicts, summary.withheld, summary.equal], [1, 1, 1, 1])
    assert.deepEqual(outcome, { isCancelled: false, items: [{ path: 'new.txt', outcome: 'done', bytes: 3 }] })
  })

  it('prints as JSON what has stopped it', async () => {
    await sync()
    await rm(here(), { recursive: true })
    await mkdir(here())
    const { status, isStopped, findings, outcome } = await document()
    assert.deepEqual([status, isStopped, outcome], [3, true, null])
    const stops = findings.filter((finding) => finding.stops)
    assert.deepEqual(
      stops.map(({ kind }) => kind),
      ['sideEmpty'],
    )
    assert.match(stops[0]?.message ?? '', /--confirm sideEmpty/)
  })

  it('knows with --state a fresh checkout elsewhere: nothing is copied for its new times, and what is gone from it is deleted', async () => {
    await sync()
    const checkout = join(folder.native, 'builds', '7')
    await write(join(checkout, 'index.html'), 'index')
    await mkdir(join(checkout, 'css'))
    const before = server.commands.length
    const { status, stdout } = await portside([checkout, url, '--delete'])
    assert.match(stdout, /^Delete on the server \(1\)\n {2}css\/site\.css: deleted here\n/)
    assert.match(stdout, /\nDeleted 1 on the server\.\n$/)
    assert.equal(status, 0)
    assert.ok(!server.commands.slice(before).some((line) => line.startsWith('STOR')))
    assert.deepEqual(await filesIn(there()), ['index.html'])
  })

  it('stops where another computer is at work, unless it is confirmed that none is', async () => {
    const more = ['1', '2', '3', '4'] // for a handful of changes nobody looks
    for (const name of more) await write(here(name), name)
    await mkdir(there('.portside.lock'))
    const { status, stderr } = await sync()
    assert.equal(status, 3)
    assert.match(stderr, /portside: Another computer is syncing this folder.* --confirm markOnServer\.\nportside: Nothing was done\.\n$/)
    assert.deepEqual(await filesIn(there()), [])
    assert.equal((await sync('--confirm', 'markOnServer')).status, 0)
    assert.deepEqual((await readdir(there())).sort(), [...more, 'css', 'index.html'])
  })

  it('is told a mapping by its name', async () => {
    const [, port] = /:(\d+)\/$/.exec(url) ?? []
    const site = { name: 'web', host: '127.0.0.1', port: Number(port), user: 'demo', security: 'none' }
    await write(
      here('.vscode', 'portside.json'),
      JSON.stringify({ sites: [site], mappings: [{ local: 'css', site: 'web', remote: '/styles' }] }),
    )
    await mkdir(there('styles'))
    const { status, stdout } = await portside([here(), 'web'])
    assert.match(stdout, /Uploaded 1 \(3 bytes\)\.\n$/)
    assert.equal(status, 0)
    assert.deepEqual(await filesIn(there()), ['styles/site.css'])
  })

  it('ends with 2 and a sentence where what is named is not there', async () => {
    const { status, stdout, stderr } = await portside([here(), 'web'])
    assert.deepEqual([status, stdout], [2, ''])
    assert.match(stderr, /^portside: .*portside\.json, which is not there\. A URL begins with ftp:\/\/\. See portside --help\.\n$/)
    assert.equal(server.accepted, 0)
  })

  it('says that the folder on the server is missing, and makes it with the first upload', async () => {
    const { status, stderr } = await portside([here(), `${url}missing`])
    assert.equal(status, 0)
    assert.match(stderr, /\/missing/)
    assert.deepEqual(await filesIn(there()), ['missing/css/site.css', 'missing/index.html'])
  })

  it('ends with 1 where files fail, does the rest, and does them the next time', async () => {
    server.handlers.STOR = (connection) => connection.reply('553 Not now.')
    const { status, stdout, stderr } = await sync()
    assert.equal(status, 1)
    assert.match(stdout, /\nUploaded 1 \(0 bytes\); 2 failed\.\n$/)
    assert.match(stderr, /^portside: css\/site\.css: .*553.*\.$/m)
    assert.match(stderr, /^portside: index\.html: .*553.*\.$/m)
    assert.deepEqual(await readdir(there()), ['css'])
    delete server.handlers.STOR
    assert.equal((await sync()).status, 0)
    assert.deepEqual(await filesIn(there()), ['css/site.css', 'index.html'])
  })

  it('ends with 130 when it is interrupted, leaves whole files only, and goes on the next time', async () => {
    for (let index = 0; index < 20; index++) await write(here(`${index}.txt`), 'x'.repeat(100))
    const abort = new AbortController()
    let stored = 0
    const onStderr = (text: string) => {
      if (text.includes('→ STOR') && ++stored === 5) abort.abort()
    }
    const { status, stderr } = await portside([here(), url, '--log'], { signal: abort.signal, onStderr })
    assert.equal(status, 130)
    assert.match(stderr, /portside: Interrupted\. Run it again to go on\.\n/)
    const done = await filesIn(there())
    assert.ok(done.length < 22)
    for (const name of done.filter((path) => path.endsWith('.txt'))) assert.equal((await readFile(there(name), 'utf8')).length, 100, name)
    await server.clientsGone()
    const again = await sync()
    assert.equal(again.status, 0, again.stderr)
    assert.equal((await filesIn(there())).length, 22)
    assert.deepEqual((await sync()).stdout, 'Nothing to do.\n')
  })

  it('shows on a terminal how far it is, and clears the line', async () => {
    const { stderr } = await portside([here(), url], { terminal: true })
    assert.ok(stderr.includes('\r\u001b[KLooking at both sides: '))
    assert.ok(stderr.lastIndexOf('\r\u001b[K') > stderr.lastIndexOf('Syncing: '))
  })

  it('never shows the password', async () => {
    const { stdout, stderr } = await portside([here(), url, '--log', '--json'])
    assert.doesNotMatch(stdout + stderr, /canary/)
    const withPassword = await portside([here(), url.replace('demo@', `demo:${password}@`), '--json'], { env: {} })
    assert.equal(withPassword.status, 0)
    assert.doesNotMatch(withPassword.stdout + withPassword.stderr, /canary/)
  })
})
