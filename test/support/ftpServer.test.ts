import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { FtpServer, hostPort, type FtpServerOptions } from './ftpServer.ts'
import { RawClient, readAll } from './rawClient.ts'
import { temporaryFolder, type TemporaryFolder } from './temporaryFolder.ts'
import { testCertificate } from './testCertificate.ts'

describe('the FTP server for tests', () => {
  let folder: TemporaryFolder
  let server: FtpServer
  let client: RawClient

  async function start(options: Partial<FtpServerOptions> = {}): Promise<void> {
    server = new FtpServer({ root: folder.native, ...options })
    client = await RawClient.connect(await server.start(), options.tls && testCertificate().cert)
  }

  async function startLoggedIn(options: Partial<FtpServerOptions> = {}): Promise<void> {
    await start(options)
    await client.logIn()
  }

  beforeEach(async () => {
    folder = await temporaryFolder()
    await writeFile(join(folder.native, 'hello.txt'), 'hello\n')
    await utimes(join(folder.native, 'hello.txt'), 1767323045, 1767323045)
  })

  afterEach(async () => {
    client.destroy()
    await server.stop()
    await folder.remove()
  })

  describe('control connection', () => {
    it('lets the user in with the right password only', async () => {
      await start({ users: { ada: 'secret' } })
      assert.equal(await client.reply(), '220 Portside test server')
      assert.equal(await client.send('PWD'), '530 Please log in with USER and PASS.')
      assert.match(await client.send('USER ada'), /^331 /)
      assert.match(await client.send('PASS wrong'), /^530 /)
      await client.send('USER ada')
      assert.match(await client.send('PASS secret'), /^230 /)
      assert.equal(await client.send('PWD'), '257 "/" is the current directory')
    })

    it('names its features, and none that it was told not to have', async () => {
      await start({ noFeatures: ['MLST', 'MLSD'], encoding: 'latin1' })
      await client.reply()
      assert.equal(await client.send('FEAT'), '211-Features:\n EPRT\n EPSV\n MDTM\n MFMT\n REST STREAM\n SIZE\n TVFS\n211 End')
      await client.send('USER demo')
      await client.send('PASS demo')
      assert.equal(await client.send('MLSD'), '500 Unknown command.')
    })

    it('answers pipelined commands strictly in order', async () => {
      await startLoggedIn()
      client.write('MKD new\r\nCWD new\r\nPWD\r\nCDUP\r\nRMD new\r\nSIZE hello.txt\r\nMDTM hello.txt\r\nNO')
      client.write('OP\n')
      const codes: string[] = []
      for (let index = 0; index < 8; index++) codes.push((await client.reply()).slice(0, 8))
      assert.deepEqual(codes, ['257 "/ne', '250 Dire', '257 "/ne', '250 Dire', '250 Remo', '213 6', '213 2026', '200 NOOP'])
    })

    it('changes names, times and permissions', async () => {
      await startLoggedIn()
      assert.match(await client.send('RNFR hello.txt'), /^350 /)
      assert.match(await client.send('RNTO  two  words'), /^250 /)
      assert.equal(await readFile(join(folder.native, ' two  words'), 'utf8'), 'hello\n')
      assert.equal(await client.send('MFMT 20200229010203  two  words'), '213 Modify=20200229010203;  two  words')
      assert.equal(await client.send('MDTM  two  words'), '213 20200229010203')
      assert.match(await client.send('SITE CHMOD 600  two  words'), /^200 /)
      assert.match(await client.send('MLST  two  words'), /type=file;size=6;modify=20200229010203;.*; \/ two {2}words/)
      assert.match(await client.send('DELE  two  words'), /^250 /)
      assert.match(await client.send('DELE  two  words'), /^550 /)
    })

    it('renames over an existing file unless told not to', async () => {
      await writeFile(join(folder.native, 'other.txt'), 'other')
      await startLoggedIn({ renameOver: false })
      await client.send('RNFR hello.txt')
      assert.match(await client.send('RNTO other.txt'), /^553 /)
    })

    it('does not let a path or a link lead out of its folder', async () => {
      await symlink('/', join(folder.native, 'out'))
      await startLoggedIn()
      assert.match(await client.send('CWD ../../..'), /^250 /)
      assert.equal(await client.send('PWD'), '257 "/" is the current directory')
      assert.equal(await client.send('CWD out'), '550 Permission denied.')
      assert.equal(await client.send('MKD out/new'), '550 Permission denied.')
      assert.match(await client.send('MLST out'), /type=OS\.unix=symlink;.* \/out/)
    })
  })

  describe('data connection', () => {
    it('lists with MLSD after EPSV and after PORT alike', async () => {
      await mkdir(join(folder.native, 'Grüße'))
      await symlink('hello.txt', join(folder.native, 'link'))
      await startLoggedIn()
      await client.send('OPTS MLST type;size;modify;')

      const passive = await client.passive()
      assert.match(await client.send('MLSD'), /^150 /)
      const listing = await readAll(passive)
      assert.match(await client.reply(), /^226 /)

      const lines = listing.split('\r\n')
      assert.deepEqual(
        lines.map((line) => line.replace(/size=\d+;modify=\d+;/, '…')),
        ['type=cdir;… .', 'type=pdir;… ..', 'type=dir;… Grüße', 'type=file;… hello.txt', 'type=OS.unix=symlink;… link', ''],
      )
      assert.equal(lines[3], 'type=file;size=6;modify=20260102030405; hello.txt')

      const listener = await client.active()
      client.write('MLSD\r\n')
      const [active] = (await once(listener, 'connection')) as [Socket]
      listener.close()
      assert.equal(await readAll(active), listing)
      assert.match(await client.reply(), /^150 /)
      assert.match(await client.reply(), /^226 /)
      await server.dataGone()
    })

    it('lists in Unix form, dot files on request, and in DOS form', async () => {
      await writeFile(join(folder.native, '.htaccess'), '')
      await symlink('hello.txt', join(folder.native, 'link'))
      await startLoggedIn()
      assert.match(await list('LIST'), /^-rw\S+ +1 \d+ +\d+ +6 Jan 02 .{5} hello\.txt\r\nl.* link -> hello\.txt\r\n$/)
      assert.match(await list('LIST -a'), /^d.* \.\r\nd.* \.\.\r\n-.* \.htaccess\r\n/)
      assert.equal(await list('NLST'), 'hello.txt\r\nlink\r\n')
    })

    it('lists in DOS form', async () => {
      await mkdir(join(folder.native, 'docs'))
      await utimes(join(folder.native, 'docs'), 1767366245, 1767366245)
      await startLoggedIn({ listingStyle: 'dos' })
      assert.equal(
        await list('LIST'),
        '01-02-26  03:04PM       <DIR>          docs\r\n01-02-26  03:04AM                    6 hello.txt\r\n',
      )
    })

    it('stores under a temporary name, says the size and renames over the old file', async () => {
      await startLoggedIn()
      assert.match(await store('STOR .new', 'first '), /^226 /)
      assert.match(await store('APPE .new', 'second'), /^226 /)
      await client.send('REST 6')
      assert.match(await store('STOR .new', 'SEC'), /^226 /)
      assert.equal(await client.send('SIZE .new'), '213 12')
      await client.send('RNFR .new')
      assert.match(await client.send('RNTO hello.txt'), /^250 /)
      assert.equal(await readFile(join(folder.native, 'hello.txt'), 'utf8'), 'first SECond')
      await client.send('REST 6')
      assert.equal(await list('RETR hello.txt'), 'SECond')
    })

    it('converts line ends in ASCII mode', async () => {
      await startLoggedIn()
      await client.send('TYPE A')
      assert.equal(await list('RETR hello.txt'), 'hello\r\n')
      assert.match(await client.send('SIZE hello.txt'), /^550 /)
    })

    it('refuses to dial anyone but the client', async () => {
      await startLoggedIn()
      assert.match(await client.send('PORT 127,0,0,2,4,51'), /^500 /)
      assert.match(await client.send('EPRT |1|10.0.0.1|1075|'), /^500 /)
      assert.match(await client.send('PORT 127,0,0,1,4,256'), /^501 /)
      assert.equal(await client.send('RETR hello.txt'), '425 Use PASV, EPSV, PORT or EPRT first.')
    })

    it('gives up waiting for a data connection and forgets the port', async () => {
      await startLoggedIn({ dataTimeoutMs: 20 })
      await client.send('PASV')
      assert.equal(server.openDataListeners, 1)
      assert.equal(await client.send('RETR hello.txt'), '425 Failed to establish connection.')
      await server.dataGone()
    })

    it('ends a transfer on ABOR', async () => {
      await startLoggedIn({
        handlers: {
          RETR: async (connection) => {
            connection.data.cut = { after: 3, by: 'silence' }
            await connection.default()
          },
        },
      })
      const data = await client.passive()
      assert.match(await client.send('RETR hello.txt'), /^150 /)
      const [chunk] = (await once(data, 'data')) as [Buffer]
      assert.equal(chunk.toString(), 'hel')
      assert.match(await client.send('ABOR'), /^426 /)
      assert.match(await client.reply(), /^226 /)
      await server.dataGone()
    })
  })

  describe('TLS', () => {
    it('protects both connections and demands the session of the first on the second', async () => {
      await start({ tls: { ...testCertificate(), required: true, sessionReuseRequired: true } })
      await client.reply()
      assert.match(await client.send('USER demo'), /^530 /)
      assert.match(await client.send('AUTH TLS'), /^234 /)
      await client.secure()
      await client.send('USER demo')
      await client.send('PASS demo')
      await client.send('PBSZ 0')
      await client.send('PROT P')

      const passive = await client.passive()
      client.write('NLST\r\n')
      assert.equal(await readAll(client.overTls(passive)), 'hello.txt\r\n')
      assert.match(await client.reply(), /^150 /)
      assert.match(await client.reply(), /^226 /)

      const listener = await client.active()
      client.write('STOR up\r\n')
      const [active] = (await once(listener, 'connection')) as [Socket]
      listener.close()
      client.overTls(active).end('over TLS')
      assert.match(await client.reply(), /^150 /)
      assert.match(await client.reply(), /^226 /)
      assert.equal(await readFile(join(folder.native, 'up'), 'utf8'), 'over TLS')
    })

    it('begins at once where it is implicit', async () => {
      await start({ tls: { ...testCertificate(), implicit: true } })
      await client.secure()
      assert.match(await client.reply(), /^220 /)
    })

    it('does not take what was sent in the clear behind AUTH', async () => {
      await start({ tls: testCertificate() })
      await client.reply()
      client.write('AUTH TLS\r\nUSER demo\r\n')
      assert.match(await client.reply(), /^503 /)
    })
  })

  describe('a test', () => {
    it('can answer a verb itself, or lie and go on as usual', async () => {
      await startLoggedIn({
        handlers: {
          EPSV: (connection) => connection.reply('500 what?'),
          PASV: async (connection) => {
            connection.reply(`227 Entering Passive Mode (${hostPort('10.1.2.3', await connection.data.listen())})`)
          },
          SIZE: async (connection) => {
            await connection.write('213-glued\r\n213 0\r\n2')
            await connection.write('00 unasked\r\n')
          },
          NOOP: (connection) => connection.destroyControl(),
        },
      })
      assert.equal(await client.send('EPSV'), '500 what?')
      assert.match(await client.send('PASV'), /\(10,1,2,3,\d+,\d+\)$/)
      assert.equal(await client.send('SIZE hello.txt'), '213-glued\n213 0')
      assert.equal(await client.reply(), '200 unasked')
      await assert.rejects(client.send('NOOP'), /closed the control connection/)
    })

    it('can cut a download short and claim success', async () => {
      await startLoggedIn()
      server.handlers.RETR = async (connection) => {
        connection.data.cut = { after: 2, by: 'end', reply: '226 Honestly.' }
        await connection.default()
      }
      const data = await client.passive()
      await client.send('RETR hello.txt')
      assert.equal(await readAll(data), 'he')
      assert.equal(await client.reply(), '226 Honestly.')
    })

    it('can reset the data connection in an upload', async () => {
      await startLoggedIn()
      server.handlers.STOR = async (connection) => {
        connection.data.cut = { after: 2, by: 'reset' }
        await connection.default()
      }
      const data = await client.passive()
      await client.send('STOR up')
      data.write('four')
      await assert.rejects(readAll(data), { code: 'ECONNRESET' })
      assert.match(await client.reply(), /^426 /)
      assert.equal(await readFile(join(folder.native, 'up'), 'utf8'), 'fo')
    })

    it('sees every command, and nothing is left open after the end', async () => {
      await startLoggedIn()
      const data = await client.passive()
      await client.send('PASV')
      assert.deepEqual(server.commands, ['USER demo', 'PASS demo', 'TYPE I', 'EPSV', 'PASV'])
      assert.equal(server.connections.size, 1)
      assert.equal(server.openDataListeners, 1)
      const [gone] = await Promise.all([once(data, 'close'), server.stop()])
      assert.ok(gone)
      assert.equal(server.connections.size, 0)
      assert.equal(server.openDataListeners + server.openDataSockets, 0)
    })

    it('learns at the end what its own handler threw', async () => {
      await startLoggedIn({
        handlers: {
          NOOP: () => {
            throw new Error('mine')
          },
        },
      })
      assert.match(await client.send('NOOP'), /^451 /)
      await assert.rejects(server.stop(), /mine/)
      server.failures.length = 0
    })
  })

  /** What comes over a data connection for `command`. */
  async function list(command: string): Promise<string> {
    const data = await client.passive()
    assert.match(await client.send(command), /^150 /)
    const text = await readAll(data)
    assert.match(await client.reply(), /^226 /)
    return text
  }

  async function store(command: string, text: string): Promise<string> {
    const data = await client.passive()
    assert.match(await client.send(command), /^150 /)
    data.end(text)
    return client.reply()
  }

  it('leaves no handle in the process, even with commands still in the queue', async () => {
    await setImmediate() // mocha's own timer is among them only now
    const before = handles()
    await startLoggedIn()
    await list('LIST')
    const data = await client.passive()
    await client.send('RETR hello.txt')
    client.write('PASV\r\nLIST\r\nPASV\r\n')
    await server.stop()
    client.destroy()
    data.destroy()
    for (let turn = 0; turn < 2; turn++) await setImmediate() // libuv closes handles at the end of a turn of its loop
    assert.deepEqual(handles(), before)
  })
})

/** Sockets, listeners and timers; files may still be on their way. */
function handles(): string[] {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS|Timeout)/.test(name))
}
