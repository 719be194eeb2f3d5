import assert from 'node:assert/strict'
import { dropsOutgoing } from '../samples.ts'
import { adviceOf, idsOf, recipe, toolsOf } from './findings.ts'

describe("Advice on active mode at the server's end", () => {
  function adviceFor(port: number, greeting: string) {
    const sample = dropsOutgoing({ greeting })
    return adviceOf({ ...sample, server: { ...sample.server, port } }, { active: 'serverFirewall' })
  }

  for (const [port, greeting, from] of [
    [21, '220 hello', 20],
    [2121, '220 hello', 2120],
    [990, '220 Microsoft FTP Service', 989],
    [2121, '220 (vsFTPd 3.0.3)', 20],
    [2121, '220---------- Welcome to Pure-FTPd ----------', 20],
  ] as const)
    it(`lets out what comes from port ${from} for ${greeting} on port ${port}`, () => {
      const [rule = ''] = recipe(adviceFor(port, greeting), 'allow-outgoing-active', 'iptables')
      assert.equal(rule, `iptables -I OUTPUT 1 -p tcp --sport ${from} --dport 1024:65535 -j ACCEPT`)
    })

  it('tells an unknown server to dial from the port that the rule is about', () => {
    const advice = adviceFor(2121, '220 hello')
    assert.deepEqual(recipe(advice, 'dial-from-data-port', 'vsftpd'), ['connect_from_port_20=YES', 'ftp_data_port=2120'])
    assert.deepEqual(toolsOf(advice, 'dial-from-data-port'), ['vsftpd']) // ProFTPD dials from no other low port than 20
  })

  it('has nothing to tell ProFTPD on another port than 21', () => {
    assert.deepEqual(idsOf(adviceFor(2121, '220 ProFTPD Server')), ['allow-outgoing-active', 'ask-server-owner'])
  })
})
