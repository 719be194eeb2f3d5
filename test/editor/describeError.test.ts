import assert from 'node:assert/strict'
import { FileError } from '../../src/files/fileError.ts'
import { FtpError } from '../../src/ftp/ftpError.ts'
import { describeError } from '../../src/workbench/describeError.ts'
import { fileSystemError, unavailable } from '../../src/workbench/fileSystemErrors.ts'
import { couldNot } from '../../src/workbench/sentences.ts'

describe('what the user reads of an error', () => {
  it('says what failed, why, what to do, and what the server said', () => {
    const reply = { code: 425, lines: ['No data connection.'] }
    const cause = new FtpError('dataConnection', '', { otherMode: 'active', likelyCause: 'serverFirewall', reply })
    const { message } = describeError(new FileError('unavailable', '/www', '', cause), 'Could not list /www on example.org')
    assert.equal(
      message,
      "Could not list /www on example.org: No data connection could be opened. The server's firewall may block its passive ports. Try active mode. The server said: 425 No data connection.",
    )
  })

  it('leaves the word to the engine where it says no cause', () => {
    const { message } = describeError(new FtpError('dataConnection', 'The proxy may not let it through.'), 'Could not list /www')
    assert.equal(message, 'Could not list /www: No data connection could be opened. The proxy may not let it through.')
  })

  for (const [likelyCause, otherMode, words] of [
    ['serverFirewall', 'active', "The server's firewall may block its passive ports. Try active mode."],
    ['clientFirewall', 'passive', "This computer's firewall or router may block the server's connection. Try passive mode."],
    ['bothFirewalls', undefined, 'A firewall may block data connections in both directions. Diagnose the connection to learn more.'],
    ['refused', 'active', 'The server refuses to open data connections this way. Try active mode.'],
    ['thisComputer', 'passive', "Check the site's ports and address for active mode. Try passive mode."],
    ['proxy', undefined, "The proxy may not let connections to the server's data ports through. Diagnose the connection to learn more."],
    ['activeThroughProxy', 'passive', "Active mode can't work through a proxy: the server can't reach this computer. Try passive mode."],
    [
      'encryption',
      undefined,
      'The data connection was opened, and the server did not accept its encryption. Diagnose the connection to learn more.',
    ],
    ['server', 'active', 'The server gave up on the data connection. Try active mode.'],
  ] as const) {
    it(`names the likely cause: ${likelyCause}`, () => {
      const error = new FtpError('dataConnection', 'in the words of the engine', { likelyCause, otherMode })
      assert.equal(describeError(error, 'Could not list /').message, `Could not list /: No data connection could be opened. ${words}`)
    })
  }

  it('takes the file’s trouble before the connection’s', () => {
    const cause = new FtpError('refused', '', { reply: { code: 550, lines: ['Nope'] } })
    assert.equal(describeError(new FileError('noPermission', '/x', '', cause), 'x').problem, 'Permission denied.')
  })

  it('never lets the server write on the screen', () => {
    const reply = { code: 550, lines: [`\u001b[31m[click](command:evil)\u202e${'x'.repeat(600)}`] }
    const { message } = describeError(new FtpError('refused', '', { reply }), 'x')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    assert.doesNotMatch(message, /[\u0000-\u001f\u202e]/)
    assert.ok(message.length < 650)
  })

  it('never has a link in it, whether the server or a name would make one', () => {
    const link = '[Fix](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D)'
    const reply = { code: 550, lines: [`Denied. ${link}`] }
    for (const description of [
      describeError(new FtpError('refused', '', { reply }), 'Could not save /a on S'),
      describeError(new FileError('notFound', '/x', ''), couldNot.save(`/${link}`, link)),
      describeError(new Error(link), 'x'),
    ]) {
      assert.match(description.message, /\[Fix\]/)
      assert.doesNotMatch(description.message, /\]\(/)
    }
    assert.doesNotMatch(unavailable(link).message, /\]\(/)
  })

  it('has words for what nobody expected', () => {
    assert.match(describeError(new Error('boom'), 'Could not save').message, /^Could not save: boom/)
  })
})

describe('the code the editor gets', () => {
  it('is Unavailable for whatever may pass', () => {
    for (const reason of ['unavailable', 'incomplete'] as const) {
      assert.equal(fileSystemError(new FileError(reason, '/x', ''), '').code, 'Unavailable')
    }
    assert.equal(fileSystemError(new Error('boom'), '').code, 'Unavailable')
  })

  it('is FileNotFound for a true absence only', () => {
    assert.equal(fileSystemError(new FileError('notFound', '/x', ''), '').code, 'FileNotFound')
  })

  it('is NoPermissions for what trying again does not help', () => {
    for (const reason of ['noPermission', 'full', 'notEmpty', 'badName', 'unsupported'] as const) {
      assert.equal(fileSystemError(new FileError(reason, '/x', ''), '').code, 'NoPermissions')
    }
  })
})
