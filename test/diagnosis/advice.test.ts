import assert from 'node:assert/strict'
import type { Culprit } from '../../src/diagnosis/diagnosis.ts'
import type { Observations, Place } from '../../src/diagnosis/observations.ts'
import type { DataMode } from '../../src/ftp/data/strategy.ts'
import { adviceNamed, adviceOf, idsOf, recipe, toolsOf } from './advice/findings.ts'
import {
  behindNat,
  dropsHere,
  dropsOutgoing,
  dropsPassive,
  encrypted,
  encryption,
  endedAt,
  eprt,
  everythingWorks,
  notForwarded,
  observationsOf,
  overIpv6,
  pasv,
  port,
  rejectsPassive,
  serverBehindNat,
  throughProxy,
} from './samples.ts'

describe('Advice', () => {
  it('is not given where everything works', () => {
    assert.deepEqual(adviceOf(everythingWorks()), [])
  })

  describe('on the transfer mode', () => {
    it('begins with a switch to the mode that works, if the site is set to the other', () => {
      const [first] = adviceOf(dropsPassive({ settings: { mode: 'passive' } }), { passive: 'serverFirewall' })
      assert.deepEqual(first?.action, { kind: 'setMode', mode: 'active' })
      const [other] = adviceOf(behindNat({ settings: { mode: 'active' } }), { active: 'clientRouter' })
      assert.deepEqual(other?.action, { kind: 'setMode', mode: 'passive' })
    })

    it('has no switch where the mode is auto, where neither works, or where both do', () => {
      const auto = adviceOf(dropsPassive(), { passive: 'serverFirewall' })
      const neither = adviceOf(dropsPassive({ settings: { mode: 'passive' } }), { passive: 'serverFirewall', active: 'clientFirewall' })
      const both = adviceOf(everythingWorks({ settings: { mode: 'passive' } }))
      for (const advice of [auto, neither, both]) assert.ok(!advice.some(({ action }) => action?.kind === 'setMode'))
    })

    it('deals with the mode of the site first', () => {
      const culprits = { passive: 'serverFirewall', active: 'clientFirewall' } as const
      const passive = idsOf(adviceOf(dropsPassive({ settings: { mode: 'passive' } }), culprits))
      const active = idsOf(adviceOf(dropsPassive({ settings: { mode: 'active' } }), culprits))
      assert.equal(passive[0], 'limit-passive-ports')
      assert.equal(active[0], 'choose-active-ports')
    })
  })

  describe("where the server's firewall blocks passive ports", () => {
    const advice = adviceOf(rejectsPassive(), { passive: 'serverFirewall' })

    it('gives the server a range and opens the same in its firewall', () => {
      assert.deepEqual(idsOf(advice), ['limit-passive-ports', 'open-passive-ports', 'allow-outgoing-passive', 'ask-server-owner'])
      assert.deepEqual(recipe(advice, 'limit-passive-ports', 'vsftpd'), ['pasv_min_port=50000', 'pasv_max_port=50100'])
      assert.deepEqual(recipe(advice, 'limit-passive-ports', 'proftpd'), ['PassivePorts 50000 50100'])
      assert.deepEqual(recipe(advice, 'limit-passive-ports', 'pureftpd'), ['-p 50000:50100'])
      assert.deepEqual(recipe(advice, 'limit-passive-ports', 'pyftpdlib'), ['handler.passive_ports = range(50000, 50101)'])
      assert.deepEqual(recipe(advice, 'open-passive-ports', 'iptables'), [
        'iptables -I INPUT 1 -p tcp --dport 50000:50100 -j ACCEPT',
        'iptables -I OUTPUT 1 -p tcp --sport 50000:50100 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      ])
      assert.deepEqual(recipe(advice, 'open-passive-ports', 'nftables'), ['nft insert rule inet filter input tcp dport 50000-50100 accept'])
      assert.deepEqual(recipe(advice, 'open-passive-ports', 'ufw'), ['ufw prepend allow in proto tcp from any to any port 50000:50100'])
    })

    it('names the ports that were seen', () => {
      assert.match(adviceNamed(advice, 'limit-passive-ports').why, /41233 and 38842/)
    })

    it('puts the program that the server says it is first, and keeps the others', () => {
      const firstFor = (greeting: string) =>
        toolsOf(adviceOf(dropsPassive({ greeting }), { passive: 'serverFirewall' }), 'limit-passive-ports')
      assert.equal(firstFor('220 (vsFTPd 3.0.3)')[0], 'vsftpd')
      assert.deepEqual(firstFor('220---------- Welcome to Pure-FTPd ----------').slice(0, 2), ['pureftpd', 'pureftpd-debian'])
      assert.equal(firstFor('220 Microsoft FTP Service')[0], 'iis')
      assert.equal(firstFor('220 hello').length, 7)
    })

    it("puts Windows' firewall first for a server of Windows, and never this computer's program", () => {
      const tools = toolsOf(
        adviceOf(dropsPassive({ greeting: '220 Microsoft FTP Service' }), { passive: 'serverFirewall' }),
        'open-passive-ports',
      )
      assert.deepEqual(tools, ['windows', 'iptables', 'nftables', 'ufw', 'firewalld'])
    })

    it('uses ip6tables over IPv6', () => {
      assert.match(
        recipe(adviceOf(overIpv6(), { passive: 'serverFirewall' }), 'open-passive-ports', 'iptables').join('\n'),
        /^ip6tables.*\nip6tables/,
      )
    })
  })

  describe('where the server is behind a router', () => {
    it('forwards the passive ports to the address that the server names, and announces the one that was dialled', () => {
      const advice = adviceOf(serverBehindNat({ outcome: 'unanswered' }), { passive: 'serverRouter' })
      assert.deepEqual(recipe(advice, 'forward-passive-ports', 'iptables-router').slice(0, 2), [
        'iptables -t nat -I PREROUTING 1 -p tcp -d 203.0.113.1 --dport 50000:50100 -j DNAT --to-destination 10.77.0.2',
        'iptables -I FORWARD 1 -p tcp -d 10.77.0.2 --dport 50000:50100 -j ACCEPT',
      ])
      assert.deepEqual(recipe(advice, 'announce-public-address', 'vsftpd'), ['pasv_address=203.0.113.1'])
      assert.deepEqual(recipe(advice, 'announce-public-address', 'proftpd'), ['MasqueradeAddress 203.0.113.1'])
      assert.deepEqual(recipe(advice, 'announce-public-address', 'pureftpd'), ['-P 203.0.113.1'])
    })

    it('says that other clients may fail where passive works all the same, and asks nobody', () => {
      const advice = adviceOf(serverBehindNat())
      assert.deepEqual(idsOf(advice), ['announce-public-address'])
      assert.match(adviceNamed(advice, 'announce-public-address').why, /10\.77\.0\.2.*Other clients may fail/)
    })

    it('has a placeholder where the server names no address of its own', () => {
      const advice = adviceOf(dropsPassive(), { passive: 'serverRouter' })
      assert.match(recipe(advice, 'forward-passive-ports', 'iptables-router').join('\n'), /--to-destination PRIVATE_ADDRESS_OF_THE_SERVER/)
      assert.match(adviceNamed(advice, 'forward-passive-ports').why, /PRIVATE_ADDRESS_OF_THE_SERVER/)
    })

    it('neither forwards nor announces where the server is a container of this computer', () => {
      const loopback = { address: '127.0.0.1', port: 21 }
      const named = { address: '172.17.0.2', port: 38842 }
      const container = observationsOf({
        addresses: ['127.0.0.1'],
        control: { local: loopback, remote: loopback },
        ways: [pasv({ named })],
      })
      const advice = adviceOf(container, { passive: 'serverRouter', active: 'serverRouter' })
      assert.deepEqual(idsOf(advice), ['limit-passive-ports', 'publish-passive-ports', 'active-not-through-tunnel', 'ask-server-owner'])
      assert.deepEqual(idsOf(adviceOf(container)), [])
    })
  })

  describe("where the server's firewall lets nothing out", () => {
    it('lets out what comes from port 20, and the answers back in', () => {
      const advice = adviceOf(dropsOutgoing(), { active: 'serverFirewall' })
      assert.deepEqual(recipe(advice, 'allow-outgoing-active', 'iptables'), [
        'iptables -I OUTPUT 1 -p tcp --sport 20 --dport 1024:65535 -j ACCEPT',
        'iptables -I INPUT 1 -p tcp --sport 1024:65535 --dport 20 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
      ])
      assert.deepEqual(recipe(advice, 'allow-outgoing-active', 'nftables'), [
        'nft insert rule inet filter output tcp sport 20 tcp dport 1024-65535 accept',
        'nft insert rule inet filter input tcp sport 1024-65535 tcp dport 20 ct state established accept',
      ])
      assert.deepEqual(recipe(advice, 'dial-from-data-port', 'vsftpd'), ['connect_from_port_20=YES', 'ftp_data_port=20'])
      assert.deepEqual(recipe(advice, 'dial-from-data-port', 'proftpd'), ['RootRevoke off'])
    })

    it('goes by the address and ports of this computer for a server that dials from any port', () => {
      const ports = { low: 50_000, high: 50_010 }
      const greeting = '220 pyftpdlib 1.5.7 ready.'
      const advice = adviceOf(dropsOutgoing({ greeting, settings: { mode: 'auto', activePorts: ports } }), { active: 'serverFirewall' })
      assert.deepEqual(idsOf(advice), ['allow-outgoing-active', 'ask-server-owner'])
      assert.equal(
        recipe(advice, 'allow-outgoing-active', 'iptables')[0],
        'iptables -I OUTPUT 1 -p tcp -d 10.9.0.1 --dport 50000:50010 -j ACCEPT',
      )
      assert.match(recipe(advice, 'allow-outgoing-active', 'windows').join('\n'), /-RemotePort 50000-50010 -RemoteAddress 10\.9\.0\.1$/)
    })

    it('names no address where the server sees another that is not known', () => {
      const { seenAs: _, ...unseen } = behindNat({ greeting: '220 ProFTPD Server' })
      const advice = adviceOf(unseen, { active: 'serverFirewall' })
      assert.equal(recipe(advice, 'allow-outgoing-active', 'iptables')[0], 'iptables -I OUTPUT 1 -p tcp --dport 1024:65535 -j ACCEPT')
    })
  })

  describe("where this computer's firewall lets nobody in", () => {
    it('chooses a range and lets in the server alone', () => {
      const advice = adviceOf(dropsHere(), { active: 'clientFirewall' })
      assert.deepEqual(idsOf(advice), ['choose-active-ports', 'allow-incoming-active'])
      assert.deepEqual(adviceNamed(advice, 'choose-active-ports').action, {
        kind: 'setActive',
        activePorts: { low: 50_000, high: 50_010 },
      })
      const expected = 'iptables -I INPUT 1 -p tcp -s 10.9.0.2 --dport 50000:50010 -j ACCEPT'
      assert.equal(recipe(advice, 'allow-incoming-active', 'iptables')[0], expected)
      assert.match(recipe(advice, 'allow-incoming-active', 'windows').join('\n'), /-LocalPort 50000-50010 -RemoteAddress 10\.9\.0\.2$/)
    })

    it("keeps the site's own range", () => {
      const settings = { mode: 'auto', activePorts: { low: 6000, high: 6000 } } as const
      const advice = adviceOf(dropsHere({ settings }), { active: 'clientFirewall' })
      assert.deepEqual(idsOf(advice), ['allow-incoming-active'])
      assert.match(recipe(advice, 'allow-incoming-active', 'nftables').join('\n'), /ip saddr 10\.9\.0\.2 tcp dport 6000 accept/)
    })

    it('begins with the firewall of the system that Portside runs on', () => {
      const firstOn = (platform: NodeJS.Platform) => {
        const place = { kind: 'local', name: 'desk', platform } as const
        return toolsOf(adviceOf(dropsHere({ place }), { active: 'clientFirewall' }), 'allow-incoming-active')[0]
      }
      assert.deepEqual([firstOn('linux'), firstOn('win32'), firstOn('darwin')], ['iptables', 'windows', 'macos'])
    })

    it('says on which machine it is to be done', () => {
      const placed = (kind: Place['kind']) =>
        adviceOf(dropsHere({ place: { kind, name: 'box7', platform: 'linux' } }), { active: 'clientFirewall' })
      assert.match(adviceNamed(placed('ssh'), 'allow-incoming-active').why, /box7/)
      assert.match(adviceNamed(placed('wsl'), 'allow-incoming-active').why, /WSL/)
      assert.deepEqual(recipe(placed('container'), 'publish-active-ports', 'docker'), ['-p 50000-50010:50000-50010'])
      assert.deepEqual(idsOf(placed('codespaces')), ['active-not-from-here'])
    })

    it("advises on both ends where it can't be told whose firewall it is", () => {
      const ids = idsOf(adviceOf(dropsHere(), { active: 'someFirewall' }))
      for (const id of ['allow-incoming-active', 'allow-outgoing-active', 'ask-server-owner']) assert.ok(ids.includes(id), id)
    })
  })

  describe('where a router hides this computer', () => {
    it('announces the address that the server sees, and forwards the range from the server alone', () => {
      const advice = adviceOf(behindNat(), { active: 'clientRouter' })
      assert.deepEqual(adviceNamed(advice, 'announce-active-address').action, {
        kind: 'setActive',
        activePorts: { low: 50_000, high: 50_010 },
        activeAddress: '203.0.113.1',
      })
      assert.deepEqual(recipe(advice, 'forward-active-ports', 'iptables-router').slice(0, 2), [
        'iptables -t nat -I PREROUTING 1 -p tcp -s 203.0.113.2 --dport 50000:50010 -j DNAT --to-destination 192.168.77.2',
        'iptables -I FORWARD 1 -p tcp -s 203.0.113.2 -d 192.168.77.2 --dport 50000:50010 -j ACCEPT',
      ])
      assert.match(recipe(advice, 'forward-active-ports', 'router').join('\n'), /Forward TCP 50000–50010 to 192\.168\.77\.2/)
    })

    it('has a placeholder, and sets no address, where the address is not known', () => {
      const { seenAs: _, ...unseen } = behindNat()
      const announce = adviceNamed(adviceOf(unseen, { active: 'clientRouter' }), 'announce-active-address')
      assert.deepEqual(announce.action, { kind: 'setActive', activePorts: { low: 50_000, high: 50_010 } })
      assert.match(announce.recipes[0]?.text ?? '', /"activeAddress": "YOUR_PUBLIC_ADDRESS"/)
    })

    it('only forwards where the address is announced already', () => {
      assert.deepEqual(idsOf(adviceOf(notForwarded(), { active: 'clientRouter' })), ['forward-active-ports', 'allow-incoming-active'])
    })
  })

  describe("where the site's settings are in the way", () => {
    it('corrects an address that is not the one the server sees', () => {
      const settings = { mode: 'active', activeAddress: '198.51.100.9' } as const
      const advice = adviceNamed(adviceOf(behindNat({ settings }), { active: 'settings' }), 'correct-active-address')
      assert.deepEqual(advice.action, { kind: 'setActive', activeAddress: '203.0.113.1' })
    })

    it('names the other address of a server that dials from there, and does not set it', () => {
      const strangers = [{ address: '10.9.0.7', port: 20 }]
      const advice = adviceOf(observationsOf({ ways: [eprt({ outcome: 'nobodyCame', strangers }), port()] }), { active: 'settings' })
      assert.deepEqual(recipe(advice, 'name-data-host', 'site'), ['"dataHost": "10.9.0.7"'])
      assert.equal(adviceNamed(advice, 'name-data-host').action, undefined)
    })

    it('looks at them where this computer could not listen', () => {
      const { announced: _, ...silent } = eprt({ outcome: 'cannotListen' })
      assert.deepEqual(idsOf(adviceOf(observationsOf({ ways: [silent] }), { active: 'settings' })), ['check-active-settings'])
    })
  })

  it('turns to passive mode, or away from the proxy, where there is one', () => {
    const advice = adviceOf(throughProxy({ settings: { mode: 'active' } }), { active: 'proxy' })
    assert.deepEqual(idsOf(advice), ['use-passive-mode', 'active-without-proxy'])
    assert.deepEqual(idsOf(adviceOf(throughProxy(), { passive: 'proxy' })), ['proxy-data-ports'])
  })

  it('lets data connections have a TLS session of their own, said once for both modes', () => {
    const advice = adviceOf(encrypted(), { passive: 'encryption', active: 'encryption' })
    assert.deepEqual(idsOf(advice), ['no-session-reuse', 'ask-server-owner'])
    assert.deepEqual(recipe(advice, 'no-session-reuse', 'vsftpd'), ['require_ssl_reuse=NO'])
    assert.deepEqual(recipe(advice, 'no-session-reuse', 'proftpd'), ['TLSOptions NoSessionReuseRequired'])
  })

  it('tells a mode that is turned off from one that the server gives up on', () => {
    const refusal = observationsOf({ ways: [pasv({ outcome: 'commandRefused' }), port({ outcome: 'commandRefused' })] })
    assert.deepEqual(idsOf(adviceOf(refusal, { passive: 'server', active: 'server' })), [
      'allow-passive-mode',
      'allow-active-mode',
      'ask-server-owner',
    ])
    const failing = observationsOf({ ways: [pasv({ outcome: 'serverGaveUp' }), port({ outcome: 'serverGaveUp' })] })
    assert.deepEqual(idsOf(adviceOf(failing, { passive: 'server', active: 'server' })), ['look-at-server-log', 'ask-server-owner'])
  })

  describe('where the login was not reached', () => {
    it('trusts a certificate by its fingerprint', () => {
      const fingerprint = Array.from({ length: 32 }, () => 'A1').join(':')
      const observations = endedAt('encryption', 'certificate', '')
      const withCertificate = (shown: string): Observations => {
        const certificate = { ...encryption.certificate, fingerprint: shown }
        return { ...observations, failure: { step: 'encryption', reason: 'certificate', message: '', isTimeUp: false, certificate } }
      }
      const [advice] = adviceOf(withCertificate(fingerprint))
      assert.deepEqual(advice?.action, { kind: 'trustCertificate', fingerprint })
      assert.equal(adviceOf(withCertificate('AB:CD'))[0]?.action, undefined)
      assert.equal(adviceOf(observations)[0]?.action, undefined)
    })

    it('has no click to trust another certificate than the one that was trusted', () => {
      const [old, shown] = ['A1', 'B2'].map((pair) => Array.from({ length: 32 }, () => pair).join(':'))
      const observations = endedAt('encryption', 'certificate', '')
      assert.ok(observations.failure && old && shown)
      const certificate = { ...encryption.certificate, fingerprint: shown }
      const [advice, ...more] = adviceOf({ ...observations, failure: { ...observations.failure, certificate, expectedFingerprint: old } })
      assert.deepEqual([advice?.id, advice?.who, advice?.action, more], ['certificate-changed', 'client', undefined, []])
      assert.ok(advice?.why.includes(old) && advice.why.includes(shown))
    })

    it('does not open the port of a server that has answered before', () => {
      assert.deepEqual(idsOf(adviceOf(endedAt('login', 'connectionRefused', ''))), ['try-later'])
    })

    it('opens the port of the server where nothing answers, if it is the right one', () => {
      const advice = adviceOf(endedAt('connect', 'timeout', ''))
      assert.deepEqual(idsOf(advice), ['check-address', 'open-control-port', 'ask-server-owner'])
      assert.equal(recipe(advice, 'open-control-port', 'iptables')[0], 'iptables -I INPUT 1 -p tcp --dport 21 -j ACCEPT')
    })

    it('opens no port where one is closed: nothing listens there', () => {
      assert.deepEqual(idsOf(adviceOf(endedAt('connect', 'connectionRefused', ''))), ['check-port'])
    })

    it('is about the proxy where that was as far as it went', () => {
      const proxy = { kind: 'socks5', host: 'p', port: 1080 } as const
      assert.deepEqual(idsOf(adviceOf(endedAt('connect', 'connectionRefused', '', { proxy }))), ['check-proxy-address'])
    })

    for (const [reason, id] of [
      ['hostNotFound', 'check-host'],
      ['notFtp', 'check-protocol'],
      ['tlsRefused', 'check-security'],
      ['tlsFailed', 'check-tls'],
      ['loginRefused', 'check-login'],
      ['proxyRefused', 'check-proxy'],
      ['tooManyConnections', 'fewer-connections'],
    ] as const) {
      it(`says what to do after ${reason}`, () => {
        assert.deepEqual(idsOf(adviceOf(endedAt('login', reason, ''))), [id])
      })
    }
  })

  describe('to be sent', () => {
    const message = (observations: Observations, culprits: Partial<Record<DataMode, Culprit>>) =>
      adviceNamed(adviceOf(observations, culprits), 'ask-server-owner').recipes[0]?.text ?? ''

    it('says where, when, what was seen and what would help', () => {
      const text = message(dropsPassive(), { passive: 'serverFirewall' })
      for (const part of [
        'ftp.example.org (10.9.0.2), port 21',
        'Seen at 2026-03-04 05:06 UTC, from 10.9.0.1:',
        'EPSV: nothing answered on port 41233.',
        '- Active mode works.',
        '- Let incoming TCP connections to these ports through',
      ])
        assert.ok(text.includes(part), `${part}\nis not in\n${text}`)
    })

    it("repeats the server's replies, but not the user's name", () => {
      const refusing = (text: string) => observationsOf({ ways: [port({ outcome: 'commandRefused', reply: { code: 500, text } })] })
      assert.match(
        message(refusing('Illegal PORT command.'), { active: 'server' }),
        /PORT: the server refused the command\. It said: 500 Illegal PORT command\.$/m,
      )
      assert.doesNotMatch(message(refusing('Not you, BENCH.'), { active: 'server' }), /bench/i)
    })

    it('does not say of a connection that was made that it could not be', () => {
      const reply = { code: 522, text: 'SSL connection failed' }
      const failing = encrypted({
        ways: [pasv({ ...pasv(), outcome: 'serverGaveUp', reply }), port({ ...port(), outcome: 'serverGaveUp', reply })],
      })
      const text = message(failing, { passive: 'encryption', active: 'encryption' })
      assert.match(text, /PASV: the data connection to port 38842 was made, and failed after that\. It said: 522/)
      assert.match(text, /PORT: the data connection to port 50124 of 10\.9\.0\.1 was made, and failed/)
      assert.doesNotMatch(text, /could not connect/)
    })

    it('is not there where only this side can do something', () => {
      assert.ok(!idsOf(adviceOf(dropsHere(), { active: 'clientFirewall' })).includes('ask-server-owner'))
    })
  })
})
