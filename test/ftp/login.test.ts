import assert from 'node:assert/strict'
import { isAbort } from '../../src/base/abort.ts'
import { FtpError } from '../../src/ftp/ftpError.ts'
import { Login, LostWhileAsking, type Secrets } from '../../src/ftp/login.ts'
import type { ProxySettings } from '../../src/ftp/server.ts'
import { AnsweringPrompts, failsWith, identity, replyOf } from './support.ts'

const server = identity({ host: 'ftp.test', port: 21 })
const proxy: ProxySettings = { kind: 'http', host: 'proxy.test', port: 3128, user: 'bob' }
const { signal } = new AbortController()

/** A server that takes one password. */
function door(right: string): { readonly tried: string[]; readonly open: (secrets: Secrets) => Promise<string> } {
  const tried: string[] = []
  const open = async ({ password }: Secrets) => {
    const given = await password()
    tried.push(given)
    if (given !== right) throw new FtpError('loginRefused', 'refused', { reply: replyOf('530 Login incorrect.') })
    return 'welcome'
  }
  return { tried, open }
}

describe('a login', () => {
  it('asks for the password once', async () => {
    const prompts = new AnsweringPrompts('right')
    const login = new Login(server, prompts)
    const { open } = door('right')
    for (let count = 0; count < 3; count++) assert.equal(await login.attempt(open, signal), 'welcome')
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('asks for none where the server wants none', async () => {
    const prompts = new AnsweringPrompts()
    assert.equal(await new Login(server, prompts).attempt(async () => 'welcome', signal), 'welcome')
    assert.deepEqual(prompts.asked, [])
  })

  it("asks again with the server's words when the password is refused", async () => {
    const prompts = new AnsweringPrompts('wrong', 'right')
    const { open, tried } = door('right')
    assert.equal(await new Login(server, prompts).attempt(open, signal), 'welcome')
    assert.deepEqual(prompts.asked, [undefined, 'Login incorrect.'])
    assert.deepEqual(tried, ['wrong', 'right'])
  })

  it('asks for no other password when the refusal is about something else', async () => {
    const prompts = new AnsweringPrompts('right', 'another')
    const open = async ({ password }: Secrets): Promise<never> => {
      await password()
      throw new FtpError('loginRefused', 'refused', { reply: replyOf('500 OOPS: cannot change directory:/home/ann') })
    }
    await assert.rejects(new Login(server, prompts).attempt(open, signal), failsWith('loginRefused'))
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('is tried three times at most', async () => {
    const prompts = new AnsweringPrompts('1', '2', '3', '4')
    const { open, tried } = door('right')
    await assert.rejects(new Login(server, prompts).attempt(open, signal), failsWith('loginRefused'))
    assert.deepEqual(tried, ['1', '2', '3'])
    assert.equal(prompts.asked.length, 3)
  })

  it('does not try the same password twice', async () => {
    const { open, tried } = door('right')
    await assert.rejects(new Login(server, new AnsweringPrompts('wrong', 'wrong')).attempt(open, signal), failsWith('loginRefused'))
    assert.deepEqual(tried, ['wrong'])
  })

  it('forgets a refused password', async () => {
    const prompts = new AnsweringPrompts('wrong', undefined, 'right')
    const login = new Login(server, prompts)
    const { open } = door('right')
    await assert.rejects(login.attempt(open, signal), failsWith('loginRefused'))
    assert.equal(await login.attempt(open, signal), 'welcome')
  })

  it('ends as cancelled when no password is given', async () => {
    await assert.rejects(new Login(server, new AnsweringPrompts(undefined)).attempt(door('right').open, signal), isAbort)
  })

  it('hands on what is not about the password', async () => {
    const prompts = new AnsweringPrompts('right', 'other')
    const full = async ({ password }: Secrets) => {
      await password()
      throw new FtpError('tooManyConnections', 'full')
    }
    await assert.rejects(new Login(server, prompts).attempt(full, signal), failsWith('tooManyConnections'))
    assert.equal(prompts.asked.length, 1)
  })

  it('does not ask again for a password that other connections are logged in with', async () => {
    const prompts = new AnsweringPrompts('right', 'other')
    const login = new Login(server, prompts)
    await login.attempt(door('right').open, signal)
    await assert.rejects(login.attempt(door('changed').open, signal, true), failsWith('loginRefused'))
    assert.equal(await login.attempt(door('right').open, signal, true), 'welcome')
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('does not ask when the user name alone was refused', async () => {
    const prompts = new AnsweringPrompts('right')
    const refusing = () => Promise.reject(new FtpError('loginRefused', 'no such user', { reply: replyOf('530 No.') }))
    await assert.rejects(new Login(server, prompts).attempt(refusing, signal), failsWith('loginRefused'))
    assert.deepEqual(prompts.asked, [])
  })

  it('asks no proxy for a better password because the server refused the user', async () => {
    const prompts = new AnsweringPrompts()
    prompts.proxyPasswords.push('right', 'other')
    const refused = async ({ proxyPassword }: Secrets): Promise<never> => {
      await proxyPassword(proxy)
      throw new FtpError('loginRefused', 'no such user', { reply: replyOf('530 No.') })
    }
    await assert.rejects(new Login(server, prompts).attempt(refused, signal), failsWith('loginRefused'))
    assert.deepEqual(prompts.asked, [undefined])
  })

  it('does not give the password of one proxy to another', async () => {
    const prompts = new AnsweringPrompts()
    prompts.proxyPasswords.push('one', 'two', 'three')
    const login = new Login(server, prompts)
    const passwordOf = (other: Partial<ProxySettings>) =>
      login.attempt(({ proxyPassword }) => proxyPassword({ ...proxy, ...other }), signal)
    const given = [await passwordOf({}), await passwordOf({ host: 'evil.test' }), await passwordOf({ user: 'eve' }), await passwordOf({})]
    assert.deepEqual(given, ['one', 'two', 'three', 'one'])
  })

  it('says who took which secret, and nothing of those who refused', async () => {
    const prompts = new AnsweringPrompts('wrong', 'right')
    await new Login(server, prompts).attempt(door('right').open, signal)
    assert.deepEqual(prompts.taken, ['right@21'])
  })

  it('is tried once more with the password that was found too late', async () => {
    const prompts = new AnsweringPrompts('right')
    const { open } = door('right')
    let connections = 0
    const impatient = async (secrets: Secrets) => {
      if (++connections === 1) await hangUpAfter(secrets.password())
      return open(secrets)
    }
    assert.equal(await new Login(server, prompts).attempt(impatient, signal), 'welcome')
    assert.deepEqual([prompts.asked, connections], [[undefined], 2])
  })

  it('is tried once more for each secret that is looked for', async () => {
    const prompts = new AnsweringPrompts('right')
    prompts.accounts.push('books')
    let connections = 0
    const impatient = async ({ password, account }: Secrets) => {
      connections++
      await (connections === 1 ? hangUpAfter(password()) : password())
      await hangUpAfter(account())
    }
    await assert.rejects(new Login(server, prompts).attempt(impatient, signal), LostWhileAsking)
    assert.deepEqual([prompts.asked, connections], [[undefined, undefined], 3])
  })
})

async function hangUpAfter(secret: Promise<string>): Promise<never> {
  await secret
  throw new LostWhileAsking('connectionLost', 'Timeout.')
}
