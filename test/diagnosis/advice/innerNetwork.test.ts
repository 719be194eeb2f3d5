import assert from 'node:assert/strict'
import type { Advice } from '../../../src/diagnosis/diagnosis.ts'
import type { Observations, Place } from '../../../src/diagnosis/observations.ts'
import { behindNat, dropsHere, inWsl, pasv, port } from '../samples.ts'
import { adviceNamed, adviceOf, idsOf, recipe, toolsOf } from './findings.ts'

describe('Advice on active mode from inside WSL or a container', () => {
  const hidden = (advice: readonly Advice[]) => JSON.stringify(adviceNamed(advice, 'forward-active-ports')).includes('172.20.5.6')
  /** Docker shows it 172.17.0.1 for all of its clients. */
  const serverInContainer: Partial<Observations> = {
    seenAs: '172.17.0.1',
    ways: [pasv({ named: { address: '172.17.0.2', port: 38842 } }), port()],
  }
  const adviceIn = (kind: Place['kind'], overrides: Partial<Observations> = {}) =>
    adviceOf(behindNat({ ...inWsl, place: { ...inWsl.place, kind }, ...overrides }), { active: 'clientRouter' })

  it('lets the router forward to the computer, and Windows to WSL', () => {
    const advice = adviceIn('wsl')
    assert.deepEqual(idsOf(advice), ['announce-active-address', 'forward-active-ports', 'allow-incoming-active', 'pass-ports-to-wsl'])
    assert.ok(!hidden(advice))
    assert.match(recipe(advice, 'forward-active-ports', 'iptables-router').join('\n'), /--to-destination ADDRESS_OF_THIS_COMPUTER$/m)
    assert.deepEqual(recipe(advice, 'pass-ports-to-wsl', 'wslconfig'), ['[wsl2]', 'networkingMode=mirrored'])
    assert.deepEqual(recipe(advice, 'pass-ports-to-wsl', 'portproxy'), [
      '50000..50010 | ForEach-Object { netsh interface portproxy add v4tov4 listenport=$_ connectaddress=172.20.5.6 connectport=$_ }',
    ])
    assert.match(adviceNamed(advice, 'pass-ports-to-wsl').why, /dataHost/)
  })

  it('lets the router forward to the computer that a container is on', () => {
    const advice = adviceIn('container')
    assert.deepEqual(idsOf(advice), ['announce-active-address', 'forward-active-ports', 'allow-incoming-active', 'publish-active-ports'])
    assert.ok(!hidden(advice))
  })

  it('forwards to the own address where the network is that of the computer', () => {
    const { control } = behindNat()
    assert.ok(control)
    for (const kind of ['wsl', 'container'] as const)
      assert.match(adviceNamed(adviceIn(kind, { control }), 'forward-active-ports').title, /192\.168\.77\.2$/)
    assert.ok(!idsOf(adviceIn('wsl', { control })).includes('pass-ports-to-wsl'))
  })

  describe('to a server with a private address', () => {
    const neighbour = { addresses: ['192.168.1.10'], seenAs: '192.168.1.20' }
    const from = (address: string) => ({
      ...neighbour,
      control: { local: { address, port: 51234 }, remote: { address: '192.168.1.10', port: 21 } },
    })

    it('announces nothing, for that changes nothing there, and shares the network', () => {
      for (const [kind, tools] of [
        ['wsl', ['wslconfig']],
        ['container', ['docker', 'devcontainer']],
      ] as const) {
        const advice = adviceIn(kind, from('172.20.5.6'))
        assert.deepEqual(idsOf(advice), ['share-network', 'choose-active-ports', 'allow-incoming-active'])
        assert.deepEqual(toolsOf(advice, 'share-network'), tools)
        assert.ok(!advice.some(({ action }) => action?.kind === 'setActive' && action.activeAddress !== undefined))
      }
    })

    it('turns to passive mode where there is a router between two private networks', () => {
      assert.deepEqual(idsOf(adviceIn('local', from('192.168.77.2'))), ['active-not-through-router'])
      assert.deepEqual(idsOf(adviceIn('wsl', from('192.168.77.2'))), ['active-not-through-router'])
    })
  })

  it('announces no address of a network that the server is in, as containers see everybody', () => {
    const hidden = adviceIn('local', { ...behindNat(serverInContainer), place: { kind: 'local', name: 'desk', platform: 'linux' } })
    assert.deepEqual(adviceNamed(hidden, 'announce-active-address').action, {
      kind: 'setActive',
      activePorts: { low: 50_000, high: 50_010 },
    })
  })

  it("begins with Windows' firewall for WSL, and has it nowhere else", () => {
    const toolsIn = (kind: Place['kind']) =>
      toolsOf(adviceOf(dropsHere({ place: { ...inWsl.place, kind } }), { active: 'clientFirewall' }), 'allow-incoming-active')
    assert.deepEqual(toolsIn('wsl').slice(0, 2), ['hyperv', 'windows'])
    assert.ok(!toolsIn('ssh').includes('hyperv'))
  })

  it('unblocks the program that the command line runs in, on macOS', () => {
    const place = { kind: 'local', name: 'desk', platform: 'darwin' } as const
    const advice = adviceOf(dropsHere({ place }), { active: 'clientFirewall' })
    assert.deepEqual(toolsOf(advice, 'allow-incoming-active').slice(0, 2), ['macos', 'macos-node'])
    assert.match(recipe(advice, 'allow-incoming-active', 'macos-node').join('\n'), /--unblockapp "\$\(node -p process\.execPath\)"$/)
  })
})
