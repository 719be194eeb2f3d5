import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { parseCommand, type Command } from '../../src/cli/arguments.ts'
import { helpText } from '../../src/cli/help.ts'
import { commonOptions, syncOptions } from '../../src/cli/options.ts'

const common = { json: false, log: false, remoteForm: { isInto: false, isContents: false } }
const plain = { isInto: false, isContents: false }
const host = 'ftp.example.org'
const site = {
  id: 'command-line',
  name: host,
  host,
  user: 'anonymous',
  security: 'explicit',
  transferMode: 'auto',
  connections: 4,
} as const
const connection = { site }

function commandOf(line: string): Command {
  const parsed = parseCommand(line.split(' '))
  assert.ok('command' in parsed, `a command was expected: ${JSON.stringify(parsed)}`)
  return parsed.command
}

function problemOf(words: string[]): string {
  const parsed = parseCommand(words)
  assert.ok('problem' in parsed, `a problem was expected: ${JSON.stringify(parsed)}`)
  return parsed.problem
}

describe('Command line arguments', () => {
  it('name a command, a server and what to move', () => {
    assert.deepEqual(commandOf('ls ftp.example.org'), { kind: 'ls', ...common, connection })
    assert.deepEqual(commandOf('get ftp.example.org/a b'), {
      kind: 'get',
      ...common,
      local: 'b',
      localForm: plain,
      connection: { site: { ...site, path: '/a' } },
    })
    assert.deepEqual(commandOf('put b ftp.example.org'), { kind: 'put', ...common, local: 'b', localForm: plain, connection })
  })

  it('say how to connect', () => {
    const pin = 'AB:'.repeat(31) + 'AB'
    const command = commandOf(
      `ls ftp.example.org --security implicit --mode active --ca ca.pem --pin ${pin} --connections 2 --active-address home.example.org --active-ports 50000-50100 --json --log`,
    )
    assert.deepEqual(command, {
      kind: 'ls',
      json: true,
      log: true,
      remoteForm: plain,
      connection: {
        site: {
          ...site,
          security: 'implicit',
          transferMode: 'active',
          connections: 2,
          activeAddress: 'home.example.org',
          activePorts: '50000-50100',
          tls: { ca: resolve('ca.pem') },
        },
        pin,
      },
    })
  })

  it('say all that a site can say', () => {
    const command = commandOf(
      'ls ftp://ann:geheim@ftp.example.org:2121 --cert me.pem --key me.key --tls-min TLSv1 --tls-max TLSv1.2 --data-port next --data-host 192.0.2.7 --charset latin1 --virtual-host www.example.org --timeout 60 --proxy http://bob:pst@example.net:3128',
    )
    assert.ok('connection' in command)
    assert.deepEqual(command.connection, {
      site: {
        ...site,
        port: 2121,
        user: 'ann',
        tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', clientCertificate: resolve('me.pem'), clientKey: resolve('me.key') },
        dataPort: 'next',
        dataHost: '192.0.2.7',
        charset: 'latin1',
        virtualHost: 'www.example.org',
        timeouts: { connect: 60, reply: 60, dataIdle: 60 },
      },
      password: 'geheim',
      proxy: { kind: 'http', host: 'example.net', port: 3128, user: 'bob', password: 'pst' },
    })
  })

  for (const [line, security] of [
    ['ls ftp.example.org', 'explicit'],
    ['ls ftp://ftp.example.org', 'explicit'],
    ['ls ftpes://ftp.example.org', 'explicit'],
    ['ls ftps://ftp.example.org', 'implicit'],
    ['ls ftp://ftp.example.org --security none', 'none'],
    ['ls ftps://ftp.example.org --security explicit', 'explicit'],
  ] as const) {
    it(`make "${line}" ${security}`, () => {
      const command = commandOf(line)
      assert.ok('connection' in command)
      assert.equal(command.connection.site.security, security)
    })
  }

  for (const [line, form] of [
    ['put a host/b/', { isInto: true, isContents: false }],
    ['put a ftp://host/', { isInto: true, isContents: false }],
    ['get host/b/. a', { isInto: false, isContents: true }],
    ['get host/b a', plain],
    ['get host/b.. a', plain],
  ] as const) {
    it(`read the end of the URL in "${line}"`, () => {
      const command = commandOf(line)
      assert.ok('remoteForm' in command)
      assert.deepEqual(command.remoteForm, form)
    })
  }

  for (const [local, form] of [
    ['a/', { isInto: true, isContents: false }],
    ['.', { isInto: false, isContents: true }],
    ['a/.', { isInto: false, isContents: true }],
    ['..', plain],
    ['a.', plain],
  ] as const) {
    it(`read the end of ${local}`, () => {
      const command = commandOf(`put ${local} host`)
      assert.ok('localForm' in command)
      assert.deepEqual(command.localForm, form)
    })
  }

  for (const words of ['--help', '-h', 'help', 'ls --help', 'nonsense --help']) {
    it(`ask for help with "${words}"`, () => {
      assert.deepEqual(commandOf(words), { kind: 'help' })
    })
  }

  for (const words of ['sync --help', 'help sync', 'sync . ftp://host -h']) {
    it(`ask for help on sync with "${words}"`, () => assert.deepEqual(commandOf(words), { kind: 'help', about: 'sync' }))
  }

  for (const words of [
    [],
    ['cat', 'host'],
    ['toString', 'host'],
    ['ls'],
    ['ls', 'a', 'b'],
    ['get', 'host'],
    ['put', 'ftp://host/x', 'local'],
    ['get', 'host', ''],
    ['ls', 'http://host'],
    ['ls', 'host:99999'],
    ['ls', 'host', '--unknown'],
    ['ls', 'host', '--mode'],
    ['ls', 'host', '--mode', 'both'],
    ['ls', 'host', '--security', 'ssl'],
    ['ls', 'host', '--pin', 'abc'],
    ['ls', 'host', '--pin', 'ab'.repeat(32), '--security', 'none'],
    ['ls', 'host', '--connections', '0'],
    ['ls', 'host', '--connections', '17'],
    ['ls', 'host', '--connections', 'x'],
    ['ls', 'host', '--active-address', 'example.org:21'],
    ['ls', 'host', '--data-port', '20'],
    ['ls', 'host', '--data-host', 'a/b'],
    ['ls', 'host', '--proxy', 'https://proxy'],
    ['ls', 'host', '--proxy', ''],
    ['ls', 'host', '--charset', 'latin 1'],
    ['ls', 'host', '--virtual-host', 'a/b'],
    ['ls', 'host', '--timeout', '0'],
    ['ls', 'host', '--timeout', 'soon'],
    ['ls', 'host', '--tls-min', 'SSLv3'],
    ['ls', 'host', '--tls-max', 'TLSv1.1'],
    ['ls', 'host', '--key', 'me.key'],
    ['ls', 'host', '--cert', 'me.pem', '--security', 'none'],
    ['ls', 'host', '--active-ports', '9-1'],
    ['ls', 'host', '--json=yes'],
  ]) {
    it(`are refused with a sentence: ${JSON.stringify(words)}`, () => {
      assert.match(problemOf(words), /^.{5,200}[.?]$/)
    })
  }

  for (const [words, sentence] of [
    [['--mode', 'both'], '--mode is one of auto, passive, active.'],
    [['--tls-min', '1.2'], '--tls-min is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.'],
    [['--active-ports', '9-1'], '--active-ports is a range such as 50000-50100.'],
    [['--timeout', '1h'], '--timeout is a number from 1 to 3600.'],
    [['--key', 'me.key'], '--key needs a certificate, too.'],
  ] as const) {
    it(`are told by the name of the option: ${sentence}`, () => assert.equal(problemOf(['ls', 'host', ...words]), sentence))
  }

  it('never lead to a message with the password of a proxy in it', () => {
    for (const proxy of ['https://ann:canary@host', 'http://ann:canary@', 'socks5://ann:canary/x@host:1'])
      assert.doesNotMatch(problemOf(['ls', 'host', '--proxy', proxy]), /canary/, proxy)
  })

  it('never lead to a message with the password in it', () => {
    for (const url of ['ftp://user:canary@:21', 'ftp://user:canary/x@host', 'user:canary@host:x', 'http://user:canary@host']) {
      assert.doesNotMatch(problemOf(['ls', url]), /canary/, url)
    }
  })

  for (const [about, known] of [
    [undefined, commonOptions],
    ['sync', syncOptions],
  ] as const) {
    describe(`are explained by ${about ?? ''} --help`, () => {
      const text = helpText(about)

      it('all of them', () => {
        for (const option of Object.keys(known)) assert.match(text, new RegExp(`--${option}[ ,\n]`), option)
      })

      it('all ways to end', () => {
        for (const status of [0, 1, 2, 3, 130]) assert.match(text, new RegExp(`Exit status:[^:]*\\b${status} [a-z]`))
      })

      it('on one screen', () => {
        const lines = text.trimEnd().split('\n')
        assert.ok(lines.length <= 40, `${lines.length} lines`)
        assert.deepEqual(
          lines.filter((line) => line.length > 80),
          [],
        )
      })
    })
  }

  it('explain in either help no option that is not there', () => {
    const known = Object.keys({ ...commonOptions, ...syncOptions })
    for (const [, option = ''] of `${helpText()}${helpText('sync')}`.matchAll(/--([a-z-]+)/g)) assert.ok(known.includes(option), option)
  })
})
