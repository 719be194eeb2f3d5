import assert from 'node:assert/strict'
import { seenAddress } from '../../src/diagnosis/ownAddress.ts'

const own = '192.168.77.2'
const server = '203.0.113.2'

describe('the address a server sees this computer at', () => {
  for (const [says, seen] of [
    ['FTP server status:      Connected to 203.0.113.1      Logged in as tester', '203.0.113.1'], // vsftpd
    ["Status of 'test'  Connected from 203.0.113.1 (203.0.113.1)", '203.0.113.1'], // ProFTPD
    ["I won't open a connection to 192.168.77.2 (only to 203.0.113.1)", '203.0.113.1'], // Pure-FTPd, to PORT
    ['Connected to 192.168.77.2', own],
    ['Connected to: 203.0.113.2:21', undefined], // pyftpdlib: its own
    ['Connected to: 10.77.0.2:21', undefined], // pyftpdlib behind NAT: its own, too
    ['https://www.pureftpd.org/', undefined],
    ['version 3.0.3.1.2, build 999.1.2.3', undefined],
    ['203.0.113.1 or 198.51.100.7', undefined], // which?
  ] as const) {
    it(`is ${seen ?? 'not known'} after "${says}"`, () => {
      assert.equal(seenAddress([says], own, server, []), seen)
    })
  }

  it('is none of the addresses the server has for itself', () => {
    assert.equal(seenAddress(['Connected to 198.51.100.7'], own, server, ['198.51.100.7']), undefined)
  })

  it('may be a private one between neighbours', () => {
    assert.equal(seenAddress(['Connected to 10.0.0.9'], '172.17.0.2', '10.0.0.1', []), '10.0.0.9')
  })
})
