import assert from 'node:assert/strict'
import { describeError, toJson } from '../../src/cli/messages.ts'
import { FileError } from '../../src/files/fileError.ts'
import { FtpError } from '../../src/ftp/ftpError.ts'

const context = { refusedCertificate: undefined } as const

describe('Messages of the command line', () => {
  it('are whole sentences', () => {
    assert.equal(describeError(new Error('The server is gone')), 'The server is gone.')
    assert.equal(describeError('Really?'), 'Really?')
  })

  it('carry nothing a terminal would act on', () => {
    assert.equal(describeError(new Error('550 \u001b[2Jgone\r\n')), '550 \\u{1b}[2Jgone\\u{d}\\u{a}.')
  })

  it('say what to do next, for the cause behind the failure', () => {
    const failure = (error: FtpError) => describeError(new FileError('unavailable', '/', error.message, error), context)
    assert.match(failure(new FtpError('tlsRefused', 'No TLS.')), /--security none\.$/)
    assert.match(failure(new FtpError('dataConnection', 'No data connection.', { otherMode: 'active' })), /--mode active/)
    assert.equal(failure(new FtpError('dataConnection', 'Not through a proxy.')), 'Not through a proxy.')
    assert.match(failure(new FtpError('proxyRefused', 'No.')), /--proxy.*PORTSIDE_PROXY_PASSWORD/)
    assert.equal(failure(new FtpError('timeout', 'No answer.')), 'No answer.')
  })

  it('are JSON that means the same to a parser', () => {
    const names = ['plain', '\u001b[2J', '\u009b', '\u202egnp.exe', 'é 日本語']
    const json = toJson(names)
    assert.deepEqual(JSON.parse(json), names)
    assert.doesNotMatch(json, /[\u009b\u202e]/)
  })
})
