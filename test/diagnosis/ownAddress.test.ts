import assert from 'node:assert/strict'
import { seenAddress } from '../../src/diagnosis/ownAddress.ts'

const own = '192.168.77.2'
const server = '203.0.113.2'

describe('the address a server sees this computer at', () => {
  for (const [says, seen] of [
    ['FTP server status:      Connected to 203.0.113.1      Logged in as tester', '203.0.113.1'], // vsftpd
    ['FTP server status:      Connected to ::ffff:203.0.113.1      Logged in as tester', '203.0.113.1'], // vsftpd that listens on IPv6
    ["Status of 'test'  Connected from client.example.org (203.0.113.1)", '203.0.113.1'], // ProFTPD that looks names up
    ["Status of 'test'  Connected from 203.0.113.1 (203.0.113.1)", '203.0.113.1'], // ProFTPD
    ["I won't open a connection to 192.168.77.2 (only to 203.0.113.1)", '203.0.113.1'], // Pure-FTPd, to PORT
    ['Connected to 192.168.77.2', own],
    ['Connected to: 203.0.113.2:21', undefined], // pyftpdlib: its own
    ['Connected to: 10.77.0.2:21', undefined], // pyftpdlib behind NAT: its own, too
    ['https://www.pureftpd.org/', undefined],
    ['version 3.0.3.1.2, build 999.1.2.3', undefined],
    ['Connected to 203.0.113.1, connected from 198.51.100.7', undefined], // which?
    ["I won't open a connection to 198.51.100.7 (only to 203.0.113.1)", '203.0.113.1'], // Pure-FTPd, told an outdated activeAddress
    ["Can't connect to 198.51.100.7:50000", undefined], // what was announced
    ['Not connected to 198.51.100.7', undefined],
    ['Serv-U FTP Server v15.1.6.25 status', undefined],
  ] as const) {
    it(`is ${seen ?? 'not known'} after "${says}"`, () => {
      assert.equal(seenAddress([says], own, server, []), seen)
    })
  }

  it('is not an IPv4 address over IPv6', () => {
    assert.equal(seenAddress(['Connected to 203.0.113.1'], '2001:db8::1', '2001:db8::2', []), undefined)
  })

  it('is none of the addresses the server has for itself', () => {
    assert.equal(seenAddress(['Connected to 198.51.100.7'], own, server, ['198.51.100.7']), undefined)
  })

  it('may be a private one between neighbours', () => {
    assert.equal(seenAddress(['Connected to 10.0.0.9'], '172.17.0.2', '10.0.0.1', []), '10.0.0.9')
  })
})
