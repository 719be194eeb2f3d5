import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FtpServer, type FtpServerOptions } from '../support/ftpServer.ts'
import { runCli, type CliSetting } from '../support/cliRun.ts'
import { someBytes } from '../support/streams.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { testCertificate } from '../support/testCertificate.ts'

const env = { PORTSIDE_PASSWORD: 'demo' }

describe('The command line', function () {
  this.timeout(20_000)
  let folder: TemporaryFolder
  let server: FtpServer
  let url = ''
  const site = (...names: string[]) => join(folder.native, 'site', ...names)
  const local = (...names: string[]) => join(folder.native, 'local', ...names)

  async function start(options: Partial<FtpServerOptions> = {}): Promise<void> {
    server = new FtpServer({ root: site(), ...options })
    const { port } = await server.start()
    url = `ftp://demo@127.0.0.1:${port}`
  }

  /** In the clear unless the test says otherwise. */
  const portside = (words: string[], setting: CliSetting = {}) => {
    const security = words.includes('--security') ? [] : ['--security', 'none']
    return runCli([...words, ...security], { env, ...setting })
  }

  beforeEach(async () => {
    folder = await temporaryFolder()
    await mkdir(site('images'), { recursive: true })
    await mkdir(local())
    server = new FtpServer({ root: site() })
    await writeFile(site('index.html'), 'index')
    await writeFile(site('images', 'ship.png'), 'ship')
    await utimes(site('index.html'), 1_600_000_000, 1_600_000_000)
  })
  afterEach(async () => {
    await server.stop()
    await folder.remove()
  })

  describe('without a server', () => {
    it('explains itself', async () => {
      const { status, stdout } = await runCli(['--help'])
      assert.equal(status, 0)
      assert.match(stdout, /portside get URL LOCAL/)
    })

    it('tells its version', async () => {
      assert.deepEqual(await runCli(['--version']), { status: 0, stdout: 'portside 1.2.3\n', stderr: '' })
    })

    it('ends with 2 and one line when it is not understood', async () => {
      const { status, stdout, stderr } = await runCli(['fetch'])
      assert.deepEqual([status, stdout], [2, ''])
      assert.match(stderr, /^portside: .*\. See portside --help\.\n$/)
    })

    it('ends with 1 and one line when the server does not answer', async () => {
      await start()
      await server.stop()
      const { status, stderr } = await portside(['ls', url])
      assert.equal(status, 1)
      assert.match(stderr, /^portside: 127\.0\.0\.1 .*\n$/)
    })
  })

  describe('ls', () => {
    beforeEach(() => start())

    it('lists a folder', async () => {
      const { status, stdout, stderr } = await portside(['ls', url])
      assert.deepEqual([status, stderr], [0, ''])
      assert.match(stdout, /^d +\S+ \S+ {2}images\/\n- +5 {2}2020-09-1\d \d\d:\d\d {2}index\.html\n$/)
    })

    it('lists a folder as JSON', async () => {
      const { status, stdout } = await portside(['ls', url, '--json'])
      assert.equal(status, 0)
      const { entries, complete } = JSON.parse(stdout) as {
        entries: { name: string; type: string; size?: number; modified: string }[]
        complete: boolean
      }
      assert.equal(complete, true)
      assert.deepEqual(
        entries.map(({ name, type }) => [name, type]),
        [
          ['images', 'folder'],
          ['index.html', 'file'],
        ],
      )
      assert.deepEqual([entries[1]?.size, entries[1]?.modified], [5, '2020-09-13T12:26:40.000Z'])
    })

    it('shows a single file', async () => {
      const { stdout } = await portside(['ls', `${url}/images/ship.png`])
      assert.match(stdout, /^- +4 .* ship\.png\n$/)
    })

    it('can not be made to move the cursor by a name', async () => {
      await writeFile(site('evil\u009b2J\u202e'), '')
      for (const form of [[], ['--json']]) {
        const { stdout } = await portside(['ls', url, ...form])
        assert.match(stdout, /evil/)
        assert.doesNotMatch(stdout, /[\u009b\u202e]/)
      }
    })

    it('ends with 1 when the folder is missing', async () => {
      const { status, stdout, stderr } = await portside(['ls', `${url}/missing`])
      assert.deepEqual([status, stdout], [1, ''])
      assert.match(stderr, /^portside: .*\/missing.*\n$/)
    })

    it('shows the dialogue with --log, but not the password', async () => {
      const { stderr } = await portside(['ls', url, '--log'], { env: { PORTSIDE_PASSWORD: 'demo' } })
      assert.match(stderr, /→ USER demo\n/)
      assert.match(stderr, /→ PASS/)
      assert.doesNotMatch(stderr, /PASS demo/)
    })
  })

  describe('get', () => {
    beforeEach(() => start())

    it('downloads a file under a new name, with its time', async () => {
      const { status, stdout, stderr } = await portside(['get', `${url}/index.html`, local('new', 'name.html')])
      assert.deepEqual([status, stdout, stderr], [0, '1 file, 5 bytes\n', ''])
      assert.equal(await readFile(local('new', 'name.html'), 'utf8'), 'index')
      assert.equal((await stat(local('new', 'name.html'))).mtimeMs, 1_600_000_000_000)
    })

    it('downloads a file into a folder that exists, or is named with a slash', async () => {
      await portside(['get', `${url}/index.html`, local()])
      await portside(['get', `${url}/index.html`, `${local('new')}/`])
      assert.equal(await readFile(local('index.html'), 'utf8'), 'index')
      assert.equal(await readFile(local('new', 'index.html'), 'utf8'), 'index')
    })

    it('downloads a folder under its name, under a new name, or what is in it', async () => {
      await portside(['get', `${url}/images`, local()])
      await portside(['get', `${url}/images`, local('pictures')])
      await portside(['get', `${url}/images/.`, local('.')])
      assert.deepEqual((await readdir(local(), { recursive: true })).sort(), [
        'images',
        'images/ship.png',
        'pictures',
        'pictures/ship.png',
        'ship.png',
      ])
    })

    it('downloads a large file whole, and a folder into one whose parents are missing', async () => {
      const large = someBytes(5_000_000)
      await writeFile(site('images', 'large.bin'), large)
      const { status, stderr } = await portside(['get', `${url}/images`, local('a', 'b', 'c')])
      assert.deepEqual([status, stderr], [0, ''])
      assert.ok((await readFile(local('a', 'b', 'c', 'large.bin'))).equals(large))
    })

    it('says as JSON too that nothing came of it', async () => {
      const { status, stdout } = await portside(['get', `${url}/missing`, local('x'), '--json'])
      assert.equal(status, 1)
      assert.equal((JSON.parse(stdout) as { error: { reason: string } }).error.reason, 'notFound')
    })

    it('downloads all there is from a server without a path', async () => {
      const { status, stdout } = await portside(['get', url, local(), '--json'])
      assert.equal(status, 0)
      assert.deepEqual(JSON.parse(stdout), { files: 2, bytes: 9, failed: [] })
      assert.deepEqual((await readdir(local(), { recursive: true })).sort(), ['images', 'images/ship.png', 'index.html'])
    })

    it('reports what failed, keeps what was there, and ends with 1', async () => {
      await mkdir(local('images', 'ship.png'), { recursive: true })
      const { status, stdout, stderr } = await portside(['get', `${url}/.`, local(), '--json'])
      assert.equal(status, 1)
      const { files, failed } = JSON.parse(stdout) as { files: number; failed: { path: string; reason: string }[] }
      assert.equal(files, 1)
      assert.deepEqual(
        failed.map(({ path, reason }) => [path, reason]),
        [['/images/ship.png', 'isAFolder']],
      )
      assert.match(stderr, /^portside: .*ship\.png.*\n$/)
    })

    it('keeps the old file when the download is cut short', async () => {
      await writeFile(local('index.html'), 'old')
      server.handlers.RETR = (connection) => connection.reply('451 disk trouble')
      const { status } = await portside(['get', `${url}/index.html`, local()])
      assert.equal(status, 1)
      assert.equal(await readFile(local('index.html'), 'utf8'), 'old')
      assert.deepEqual(await readdir(local()), ['index.html'])
    })

    it('shows its progress on a terminal only', async () => {
      const { stderr } = await portside(['get', `${url}/index.html`, local()], { terminal: true })
      assert.ok(stderr.includes('5 bytes') && stderr.endsWith('\r\u001b[K'), JSON.stringify(stderr))
    })
  })

  describe('put', () => {
    beforeEach(async () => {
      await start()
      await mkdir(local('www', 'css'), { recursive: true })
      await writeFile(local('www', 'page.html'), 'page')
      await writeFile(local('www', 'css', 'style.css'), 'style')
      await writeFile(local('big.bin'), someBytes(3_000_000))
    })

    it('uploads a file under a new name, making the folders above', async () => {
      const { status, stdout, stderr } = await portside(['put', local('big.bin'), `${url}/a/b/c.bin`])
      assert.deepEqual([status, stdout, stderr], [0, '1 file, 3.0 MB\n', ''])
      assert.ok((await readFile(site('a', 'b', 'c.bin'))).equals(someBytes(3_000_000)))
    })

    it('uploads a file into a folder that exists, or is named with a slash, or the login folder', async () => {
      await portside(['put', local('www', 'page.html'), `${url}/images`])
      await portside(['put', local('www', 'page.html'), `${url}/new/`])
      await portside(['put', local('www', 'page.html'), url])
      for (const path of [site('images', 'page.html'), site('new', 'page.html'), site('page.html')])
        assert.equal(await readFile(path, 'utf8'), 'page')
    })

    it('uploads a folder under its name, under a new name, or what is in it', async () => {
      await portside(['put', local('www'), url])
      await portside(['put', local('www'), `${url}/new`])
      await portside(['put', `${local('www')}/.`, `${url}/images`])
      for (const path of [site('www'), site('new'), site('images')]) {
        assert.equal(await readFile(join(path, 'page.html'), 'utf8'), 'page')
        assert.equal(await readFile(join(path, 'css', 'style.css'), 'utf8'), 'style')
      }
    })

    it('leaves out links that lead out of the folder, and says so', async () => {
      await symlink('../big.bin', local('www', 'outside'))
      await symlink('page.html', local('www', 'inside'))
      const { status, stderr } = await portside(['put', `${local('www')}/.`, `${url}/new`])
      assert.equal(status, 1)
      assert.match(stderr, /^portside: .*outside.*\n$/)
      assert.deepEqual((await readdir(site('new'))).sort(), ['css', 'inside', 'page.html'])
    })

    it('works in active mode', async () => {
      const { status } = await portside(['put', local('www'), url, '--mode', 'active'])
      assert.equal(status, 0)
      assert.ok(server.commands.some((line) => /^(EPRT|PORT) /.test(line)))
      assert.ok(!server.commands.some((line) => /^(EPSV|PASV)/.test(line)))
    })

    it('opens no more connections than asked for', async () => {
      for (let index = 0; index < 40; index++) await writeFile(local('www', `${index}.txt`), 'x')
      assert.equal((await portside(['put', local('www'), url, '--connections', '1'])).status, 0)
      assert.equal(server.accepted, 1)
    })

    it('ends with 130 when interrupted, and leaves the old file and no temporary one', async () => {
      await writeFile(site('big.bin'), 'old')
      const abort = new AbortController()
      const onStderr = (text: string) => {
        if (text.includes('→ STOR')) abort.abort()
      }
      const { status, stderr } = await portside(['put', local('big.bin'), url, '--log'], { signal: abort.signal, onStderr })
      assert.equal(status, 130)
      assert.match(stderr, /portside: Interrupted\.\n/)
      assert.equal(await readFile(site('big.bin'), 'utf8'), 'old')
      assert.deepEqual((await readdir(site())).sort(), ['big.bin', 'images', 'index.html'])
    })

    it('ends with 1 when there is nothing to upload', async () => {
      const { status, stderr } = await portside(['put', local('missing'), url])
      assert.equal(status, 1)
      assert.match(stderr, /^portside: Could not look up .*missing: it is not there \(ENOENT\)\.\n$/)
    })
  })

  describe('the password', () => {
    beforeEach(() => start())

    it('may be in the URL', async () => {
      const { status } = await portside(['ls', url.replace('demo@', 'demo:demo@')], { env: {} })
      assert.equal(status, 0)
    })

    it('may be typed at a terminal', async () => {
      const { status, stderr } = await portside(['ls', url], { env: {}, typed: 'demo\r' })
      assert.deepEqual([status, stderr], [0, `Password for ${url.replace('ftp://', '')}: \n`])
    })

    it('that is wrong is not shown, and ends with 1', async () => {
      const { status, stdout, stderr } = await portside(['ls', url, '--log'], { env: { PORTSIDE_PASSWORD: 'canary' } })
      assert.equal(status, 1)
      assert.doesNotMatch(stdout + stderr, /canary/)
      assert.equal(server.commands.filter((line) => line.startsWith('PASS')).length, 1)
    })

    it('that is missing is asked for in a sentence', async () => {
      const { status, stderr } = await portside(['ls', url], { env: {} })
      assert.equal(status, 1)
      assert.match(stderr, /PORTSIDE_PASSWORD/)
    })

    it('interrupts with Ctrl+C at its prompt', async () => {
      const { status } = await portside(['ls', url], { env: {}, typed: '\u0003' })
      assert.equal(status, 130)
    })
  })

  describe('encryption', () => {
    const certificate = testCertificate()
    const { fingerprint256 } = new X509Certificate(certificate.cert)
    const list = (...words: string[]) => portside(['ls', url, ...words, '--security', 'explicit'])

    it('is required unless told otherwise', async () => {
      await start()
      const { status, stderr } = await runCli(['ls', url], { env })
      assert.equal(status, 1)
      assert.match(stderr, /--security none\.\n$/)
      assert.ok(!server.commands.some((line) => /^(USER|PASS)/.test(line)))
    })

    it('does not trust an unknown certificate, and says how to', async () => {
      await start({ tls: certificate })
      const { status, stderr } = await list()
      assert.equal(status, 1)
      assert.match(stderr, new RegExp(`pass --pin ${fingerprint256}\\.\\n$`))
      assert.ok(!server.commands.some((line) => /^(USER|PASS)/.test(line)))
    })

    it('trusts a certificate by --pin', async () => {
      await start({ tls: certificate })
      assert.equal((await list('--pin', fingerprint256)).status, 0)
      assert.equal((await list('--pin', fingerprint256.replaceAll(':', '').toLowerCase())).status, 0)
    })

    it('refuses another certificate than the pinned one, and does not offer to trust it', async () => {
      await start({ tls: certificate })
      const { status, stderr } = await list('--pin', 'ab'.repeat(32))
      assert.equal(status, 1)
      assert.doesNotMatch(stderr, /pass --pin/)
    })

    it('trusts a certificate by --ca', async () => {
      await start({ tls: certificate })
      await writeFile(local('ca.pem'), certificate.cert)
      assert.deepEqual((await list('--ca', local('ca.pem'))).stderr, '')
    })

    it('says which file of certificates can not be read', async () => {
      await start({ tls: certificate })
      assert.match((await list('--ca', local('missing.pem'))).stderr, /missing\.pem/)
    })

    it('may be implicit', async () => {
      await start({ tls: { ...certificate, implicit: true } })
      const { status } = await runCli(['ls', url.replace('ftp:', 'ftps:'), '--pin', fingerprint256], { env })
      assert.equal(status, 0)
    })
  })
})
