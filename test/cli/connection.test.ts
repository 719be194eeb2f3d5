import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FtpServer, type FtpServerOptions } from '../support/ftpServer.ts'
import { runCli, type CliOutcome, type CliSetting } from '../support/cliRun.ts'
import { ProxyServer } from '../support/proxyServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { testCertificate } from '../support/testCertificate.ts'

describe('The connection of the command line', () => {
  let folder: TemporaryFolder
  let server: FtpServer
  let proxy: ProxyServer
  let url = ''
  const inFolder = (name: string) => join(folder.native, name)

  beforeEach(async () => {
    folder = await temporaryFolder()
    await mkdir(inFolder('site'))
    server = new FtpServer({ root: inFolder('site') })
    proxy = new ProxyServer({ login: { user: 'bob', password: 'geheim' } })
  })
  afterEach(async () => {
    await server.stop()
    await proxy.stop()
    await folder.remove()
  })

  async function start(options: Partial<FtpServerOptions> = {}): Promise<void> {
    server = new FtpServer({ root: inFolder('site'), ...options })
    const { port } = await server.start()
    url = `ftp://demo:demo@127.0.0.1:${port}`
  }

  function ls(words: readonly string[], setting: CliSetting = {}): Promise<CliOutcome> {
    const security = words.includes('--cert') ? [] : ['--security', 'none']
    return runCli(['ls', url, ...words, ...security], setting)
  }

  it('reads names in another charset', async () => {
    await start({ encoding: 'latin1' })
    await writeFile(join(inFolder('site'), '5 \u0080'), '')
    assert.match((await ls(['--charset', 'windows-1252'])).stdout, /5 €\n/)
  })

  it('dials from the port after its own', async () => {
    await start()
    const { status, stderr } = await ls(['--data-port', 'next', '--mode', 'active', '--log'])
    assert.equal(status, 0)
    assert.match(stderr, /(EPRT|PORT) /)
  })

  it('shows a certificate of its own', async () => {
    const certificate = testCertificate()
    await writeFile(inFolder('me.pem'), `${certificate.cert}\n${certificate.key}`)
    await writeFile(inFolder('ca.pem'), certificate.cert)
    await start({ tls: { ...certificate, clientCertificate: certificate.cert, sessionIdContext: 'test' } })
    const words = ['--ca', inFolder('ca.pem'), '--cert', inFolder('me.pem')]
    assert.deepEqual(await ls(words), { status: 0, stdout: '', stderr: '' })
    assert.match((await ls([...words, '--key', inFolder('no.key')])).stderr, /no\.key/)
  })

  for (const kind of ['socks5', 'http']) {
    describe(`through a proxy (${kind})`, () => {
      let address = ''
      beforeEach(async () => {
        await start()
        const { host, port } = await proxy.start()
        address = `${host}:${port}`
      })

      it('takes the password in its URL', async () => {
        const { status, stderr } = await ls(['--proxy', `${kind}://bob:geheim@${address}`, '--log'])
        assert.equal(status, 0)
        assert.ok(proxy.targets.includes(url.replace('ftp://demo:demo@', '')))
        assert.doesNotMatch(stderr, /geheim/)
      })

      it('takes the password in the environment, or as it is typed', async () => {
        const words = ['--proxy', `${kind}://bob@${address}`]
        assert.equal((await ls(words, { env: { PORTSIDE_PROXY_PASSWORD: 'geheim' } })).status, 0)
        const { status, stderr } = await ls(words, { typed: 'geheim\r' })
        assert.deepEqual([status, stderr], [0, `Password for the proxy ${kind}://bob@${address}: \n`])
      })

      it('says how to give a password where nobody can be asked', async () => {
        const { status, stderr } = await ls(['--proxy', `${kind}://bob@${address}`])
        assert.equal(status, 1)
        assert.match(stderr, /PORTSIDE_PROXY_PASSWORD/)
      })

      it('asks for another password when the proxy refuses it', async () => {
        const words = ['--proxy', `${kind}://bob@${address}`]
        assert.equal((await ls(words, { env: { PORTSIDE_PROXY_PASSWORD: 'old' }, typed: 'geheim\r' })).status, 0)
      })

      it('ends with Ctrl+C at the question', async () => {
        assert.equal((await ls(['--proxy', `${kind}://bob@${address}`], { typed: '\u0003' })).status, 130)
      })

      it('does not go round a proxy that refuses', async () => {
        const { status, stderr } = await ls(['--proxy', `${kind}://bob:canary@${address}`])
        assert.deepEqual([status, server.accepted], [1, 0])
        assert.match(stderr, /PORTSIDE_PROXY_PASSWORD/)
        assert.doesNotMatch(stderr, /canary/)
      })
    })
  }
})
