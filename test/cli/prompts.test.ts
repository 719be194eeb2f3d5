import assert from 'node:assert/strict'
import { PassThrough, Readable, Writable } from 'node:stream'
import type { Io } from '../../src/cli/io.ts'
import { TerminalPrompts } from '../../src/cli/prompts.ts'

const server = { host: 'ftp.example.org', port: 21, user: 'ann', security: 'explicit' } as const
const nobody = { isAnonymous: false, fromUrl: undefined }

function ioOf({ env = {}, keyboard }: { env?: Io['env']; keyboard?: PassThrough }): Io & { readonly shown: string[] } {
  const shown: string[] = []
  const stream = () =>
    new Writable({
      write(chunk, _encoding, done) {
        shown.push(String(chunk))
        done()
      },
    })
  const stdin = keyboard ? Object.assign(keyboard, { isTTY: true, setRawMode: () => keyboard }) : Readable.from([])
  return { stdin, stdout: stream(), stderr: stream(), env, shown }
}

describe('The password on the command line', () => {
  it('comes from the environment first, then from the URL', async () => {
    const both = new TerminalPrompts(ioOf({ env: { PORTSIDE_PASSWORD: 'one' } }), { ...nobody, fromUrl: 'two' }, () => {})
    assert.equal(await both.password(server, undefined), 'one')
    const url = new TerminalPrompts(ioOf({}), { ...nobody, fromUrl: 'two' }, () => {})
    assert.equal(await url.password(server, undefined), 'two')
  })

  it('is not tried again, nor the other one, when it is refused', async () => {
    const prompts = new TerminalPrompts(ioOf({ env: { PORTSIDE_PASSWORD: 'one' } }), { ...nobody, fromUrl: 'two' }, () => {})
    await prompts.password(server, undefined)
    assert.equal(await prompts.password(server, '530 no'), undefined)
  })

  it('is what anonymous users send by custom', async () => {
    assert.equal(
      await new TerminalPrompts(ioOf({}), { isAnonymous: true, fromUrl: undefined }, () => {}).password(server, undefined),
      'anonymous@',
    )
  })

  it('is asked for at a terminal, and not shown', async () => {
    const keyboard = new PassThrough()
    const io = ioOf({ keyboard })
    const password = new TerminalPrompts(io, nobody, () => {}).password(server, undefined)
    keyboard.write('sesame\r')
    assert.equal(await password, 'sesame')
    assert.deepEqual(io.shown, ['Password for ann@ftp.example.org: ', '\n'])
  })

  it('is not given with Ctrl+C, which interrupts, nor with Ctrl+D', async () => {
    let interrupted = 0
    for (const key of ['\u0003', '\u0004']) {
      const keyboard = new PassThrough()
      const io = ioOf({ keyboard })
      const password = new TerminalPrompts(io, nobody, () => interrupted++).password(server, undefined)
      keyboard.write(key)
      assert.equal(await password, undefined)
    }
    assert.equal(interrupted, 1)
  })

  it('is no longer asked for when the login is given up', async () => {
    const abort = new AbortController()
    const password = new TerminalPrompts(ioOf({ keyboard: new PassThrough() }), nobody, () => {}).password(server, undefined, abort.signal)
    abort.abort()
    await assert.rejects(password, { name: 'AbortError' })
  })

  it('is missed in a sentence where there is no terminal', async () => {
    await assert.rejects(new TerminalPrompts(ioOf({}), nobody, () => {}).password(server, undefined), /PORTSIDE_PASSWORD/)
  })
})

describe('The password of a proxy on the command line', () => {
  const proxy = { kind: 'http', host: 'proxy.test', port: 3128, user: 'bob' } as const

  it('comes from the environment, and is not tried again when it is refused', async () => {
    const prompts = new TerminalPrompts(ioOf({ env: { PORTSIDE_PROXY_PASSWORD: 'gate' } }), nobody, () => {})
    assert.equal(await prompts.proxyPassword(proxy, undefined), 'gate')
    assert.equal(await prompts.proxyPassword(proxy, 'refused'), undefined)
  })

  it('is asked for at a terminal when the one in the environment is refused', async () => {
    const keyboard = new PassThrough()
    const io = ioOf({ keyboard, env: { PORTSIDE_PROXY_PASSWORD: 'gate' } })
    const password = new TerminalPrompts(io, nobody, () => {}).proxyPassword(proxy, 'refused')
    keyboard.write('sesame\r')
    assert.equal(await password, 'sesame')
    assert.deepEqual(io.shown, ['Password for the proxy http://bob@proxy.test:3128: ', '\n'])
  })

  it('is missed by name where nobody can be asked', async () => {
    await assert.rejects(new TerminalPrompts(ioOf({}), nobody, () => {}).proxyPassword(proxy, undefined), /PORTSIDE_PROXY_PASSWORD/)
  })
})

describe('The account on the command line', () => {
  it('comes from the environment, and is not tried again when it is refused', async () => {
    const prompts = new TerminalPrompts(ioOf({ env: { PORTSIDE_ACCOUNT: 'books' } }), nobody, () => {})
    assert.equal(await prompts.account(server, undefined), 'books')
    assert.equal(await prompts.account(server, '532 no'), undefined)
  })

  it('is asked for at a terminal, and not shown', async () => {
    const keyboard = new PassThrough()
    const io = ioOf({ keyboard })
    const account = new TerminalPrompts(io, nobody, () => {}).account(server, undefined)
    keyboard.write('books\r')
    assert.equal(await account, 'books')
    assert.deepEqual(io.shown, ['Account for ann@ftp.example.org: ', '\n'])
  })

  it('is missed by name where nobody can be asked', async () => {
    await assert.rejects(new TerminalPrompts(ioOf({}), nobody, () => {}).account(server, undefined), /PORTSIDE_ACCOUNT/)
  })
})
