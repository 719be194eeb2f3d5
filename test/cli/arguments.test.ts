import assert from 'node:assert/strict'
import { options, parseCommand, type Command } from '../../src/cli/arguments.ts'
import { help } from '../../src/cli/help.ts'

const common = { json: false, log: false, remoteForm: { isInto: false, isContents: false } }
const plain = { isInto: false, isContents: false }
const address = { host: 'ftp.example.org' }
const connection = { address, security: 'explicit', mode: 'auto', connections: 4 } as const

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
      connection: { ...connection, address: { ...address, path: '/a' } },
    })
    assert.deepEqual(commandOf('put b ftp.example.org'), { kind: 'put', ...common, local: 'b', localForm: plain, connection })
  })

  it('say how to connect', () => {
    const pin = 'AB:'.repeat(31) + 'AB'
    const command = commandOf(
      `ls ftp.example.org --security implicit --mode active --ca ca.pem --pin ${pin} --connections 2 --active-address 203.0.113.1 --active-ports 50000-50100 --json --log`,
    )
    assert.deepEqual(command, {
      kind: 'ls',
      json: true,
      log: true,
      remoteForm: plain,
      connection: {
        address,
        security: 'implicit',
        mode: 'active',
        connections: 2,
        caFile: 'ca.pem',
        pin,
        activeAddress: '203.0.113.1',
        activePorts: { low: 50000, high: 50100 },
      },
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
      assert.equal(command.connection.security, security)
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
    ['ls', 'host', '--active-address', 'example.org'],
    ['ls', 'host', '--active-ports', '9-1'],
    ['ls', 'host', '--json=yes'],
  ]) {
    it(`are refused with a sentence: ${JSON.stringify(words)}`, () => {
      assert.match(problemOf(words), /^.{5,200}[.?]$/)
    })
  }

  it('never lead to a message with the password in it', () => {
    for (const url of ['ftp://user:canary@:21', 'ftp://user:canary/x@host', 'user:canary@host:x', 'http://user:canary@host']) {
      assert.doesNotMatch(problemOf(['ls', url]), /canary/, url)
    }
  })

  it('are all explained by --help', () => {
    for (const option of Object.keys(options)) assert.ok(help.includes(`--${option}`), option)
  })
})
