import assert from 'node:assert/strict'
import { Bench, failsWith } from './support.ts'

describe('commands after the login', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  it('are sent in their order, before the folder is asked for', async () => {
    const served = await bench.serve({ handlers: { SITE: (connection) => connection.reply('200 ok') } }, { 'sub/': '' })
    const session = await bench.connect(served, { login: { commandsAfterLogin: ['SITE UMASK 022', ' cwd /sub ', 'NOOP'] } })
    assert.deepEqual(served.server.commands.slice(-6), ['OPTS UTF8 ON', 'SITE UMASK 022', 'CWD /sub', 'NOOP', 'TYPE I', 'PWD'])
    assert.equal(session.loginFolder, '/sub')
  })

  it('may be refused', async () => {
    const served = await bench.serve({ handlers: { SITE: (connection) => connection.reply('502 no SITE here') } })
    await bench.connect(served, { login: { commandsAfterLogin: ['SITE UMASK 022', 'NOOP'] } })
    assert.ok(served.server.commands.includes('NOOP'))
    assert.equal(bench.log.count('warn SITE after the login was refused: 502 no SITE here'), 1)
  })

  const refused = 'RETR STOR APPE STOU LIST NLST MLSD REST PORT EPRT PASV EPSV AUTH CCC PROT PBSZ USER PASS REIN QUIT TYPE MODE STRU'.split(
    ' ',
  )

  for (const line of [...refused.map((verb) => `${verb} x`), 'prot C', '  quit  ', 'STOR\tx', '', '\u00ff\u00f4ABOR']) {
    it(`${JSON.stringify(line)} is none, and never leaves`, async () => {
      const served = await bench.serve()
      await bench.connect(served, { login: { commandsAfterLogin: [line] } })
      assert.deepEqual(served.server.commands, ['USER demo', 'PASS demo', 'FEAT', 'OPTS UTF8 ON', 'TYPE I', 'PWD'])
      assert.equal(bench.log.count('warn not sent after the login'), 1)
    })
  }

  it('hold no second command', async () => {
    const served = await bench.serve()
    await assert.rejects(bench.connect(served, { login: { commandsAfterLogin: ['SITE x\r\nDELE /a'] } }), failsWith('badName'))
    assert.ok(!served.server.commands.some((command) => /SITE|DELE/.test(command)))
  })

  it('show no secret', async () => {
    const served = await bench.serve({ handlers: { ACCT: (connection) => connection.reply('230 ok') } })
    await bench.connect(served, { login: { commandsAfterLogin: ['acct hunter2'] } })
    assert.ok(served.server.commands.includes('ACCT hunter2'))
    assert.equal(bench.log.count('hunter2'), 0)
  })
})
