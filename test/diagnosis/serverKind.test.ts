import assert from 'node:assert/strict'
import { serverKindOf } from '../../src/diagnosis/serverKind.ts'

describe('the kind of a server', () => {
  for (const [says, kind] of [
    ['(vsFTPd 3.0.3)', 'vsftpd'],
    ['ProFTPD Server (Debian) [::ffff:192.0.2.4]', 'proftpd'],
    ['---------- Welcome to Pure-FTPd [privsep] [TLS] ----------', 'pureftpd'],
    ['pyftpdlib 1.5.7 ready.', 'pyftpdlib'],
    ['FileZilla Server 1.8.0', 'filezilla'],
    ['Microsoft FTP Service', 'iis'],
    ['Welcome', 'unknown'],
  ] as const) {
    it(`is ${kind} after "${says}"`, () => {
      assert.equal(serverKindOf(says, undefined), kind)
    })
  }

  it('is read from its status where the greeting says nothing', () => {
    assert.equal(serverKindOf('Hello', 'https://www.pureftpd.org/'), 'pureftpd')
  })
})
