/** The laboratory itself: hosts that are apart from the rest, links that are slow, servers that can be set up anew, and nothing left behind. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { installed, installServers } from '../servers/install.mjs'
import type { ServerKind } from '../servers/realServer.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import type { Host } from './host.ts'
import { startLab, type Lab } from './lab.ts'
import { farApart } from './layouts.ts'
import { urlOf } from './portside.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import { fileName, serve } from './served.ts'

const installMs = 300_000

const expected = { passive: 'works', active: 'works' } as const

/** What makes each announce another address in its answer to PASV. */
const announcing = {
  vsftpd: ['pasv_address=203.0.113.1'],
  proftpd: ['MasqueradeAddress 203.0.113.1'],
  pureftpd: ['-P', '203.0.113.1'],
} as const satisfies Partial<Record<ServerKind, readonly string[]>>

describe('network laboratory', function () {
  this.timeout(30_000)

  before(async function () {
    this.timeout(installMs)
    await installServers()
  })

  async function withLab(scenario: Scenario, work: (lab: Lab) => Promise<void>): Promise<void> {
    const lab = await startLab(scenario)
    try {
      await work(lab)
    } finally {
      await lab.stop()
    }
  }

  it('has as many labs as are wanted, with the same addresses', async () => {
    await withLab(scenarios.open, async (first) => {
      await withLab(scenarios.open, async (second) => {
        const [one, other] = [
          await serve(first, { kind: 'vsftpd', security: 'none' }),
          await serve(second, { kind: 'proftpd', security: 'none' }),
        ]
        assert.match(await greeting(first), /vsFTPd/)
        assert.match(await greeting(second), /ProFTPD/)
        await Promise.all([one.stop(), other.stop()])
      })
    })
  })

  it('ends a program that takes too long, and what that has started', async () => {
    await withLab(scenarios.open, async ({ client }) => {
      const networks = [networkOf(client)]
      await assert.rejects(client.exec(['sh', '-c', 'sleep 60 & echo waiting; wait'], { timeoutMs: 300 }), /300 ms.*waiting/s)
      await untilNobodyIsIn(networks, [client.pid])
    })
  })

  it('says which line for a host has failed', async () => {
    await withLab(scenarios.open, async ({ router, server }) => {
      assert.equal(router, undefined)
      await assert.rejects(server.run(['true', 'iptables -A NOWHERE -j ACCEPT']), /iptables -A NOWHERE/)
    })
  })

  it('has links that take their time', async () => {
    await withLab({ name: 'slow', layout: farApart({ ms: 40, lostPerMille: 0 }), expected }, async (lab) => {
      const served = await serve(lab, { kind: 'vsftpd', security: 'none' })
      const { stdout } = await curl(lab, '--write-out', '%{time_connect}')
      await served.stop()
      const connectMs = Number(stdout.trim().split('\n').at(-1)) * 1000
      assert.ok(connectMs >= 80 && connectMs < 1000, stdout)
    })
  })

  it('has links that lose what they are told to lose', async () => {
    await withLab({ name: 'lost', layout: farApart({ ms: 1, lostPerMille: 1000 }), expected }, async ({ client, serverAddress }) => {
      await assert.rejects(client.exec(['bash', '-c', '<>"/dev/tcp/$0/21"', serverAddress], { timeoutMs: 500 }))
    })
  })

  for (const [kind, extra] of Object.entries(announcing) as [keyof typeof announcing, readonly string[]][]) {
    it(`starts ${kind} again with more in its configuration`, async () => {
      await withLab(scenarios.serverNat, async (lab) => {
        const first = await serve(lab, { kind, security: 'none' })
        assert.match((await curl(lab, '--disable-epsv')).stderr, /^< 227 .*10,77,0,2,/m)
        await first.stop()
        const second = await serve(lab, { kind, security: 'none', extra })
        assert.match((await curl(lab, '--disable-epsv')).stderr, /^< 227 .*203,0,113,1,/m)
        await second.stop()
      })
    })
  }

  it('goes away with the test run, even when that is killed', async () => {
    const module = (name: string) => JSON.stringify(new URL(name, import.meta.url))
    const start = `
      import { startLab } from ${module('lab.ts')}
      import { scenarios } from ${module('scenarios.ts')}
      import { serve } from ${module('served.ts')}
      const labs = await Promise.all([startLab(scenarios.delay), startLab(scenarios.socksProxy)])
      for (const lab of labs) await serve(lab, { kind: 'vsftpd', security: 'none' })
      console.log(labs.flatMap(({ client, router, server }) => [client, router, server]).flatMap((host) => host?.pid ?? []).join())
      setInterval(() => {}, 1000)`
    const temporary = await temporaryFolder() // what they serve stays behind
    const testRun = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', start], {
      env: { ...process.env, TMPDIR: temporary.native },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [pids] = (await once(testRun.stdout, 'data')) as [Buffer]
    const networks = String(pids)
      .trim()
      .split(',')
      .map((pid) => networkOf({ pid: Number(pid) }))
    assert.equal(networks.length, 5)
    assert.ok(processesIn(networks).length > 5, 'the servers should be there too')
    testRun.kill('SIGKILL')
    await untilNobodyIsIn(networks)
    await temporary.remove()
  })
})

/** What the client gets to read when it connects. */
async function greeting({ client, serverAddress }: Lab): Promise<string> {
  return (await client.exec(['bash', '-c', 'exec 3<>"/dev/tcp/$0/21"; head -n 1 <&3', serverAddress])).stdout
}

function curl(lab: Lab, ...options: readonly string[]) {
  const url = urlOf(lab, `/${fileName}`).replace('@', ':secret@')
  return lab.client.exec([installed.curl, '--silent', '--verbose', '--max-time', '5', ...options, url])
}

/** `net:[4026532456]`. */
function networkOf({ pid }: Pick<Host, 'pid'>): string {
  return readlinkSync(`/proc/${pid}/ns/net`)
}

function processesIn(networks: readonly string[]): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => {
    try {
      return networks.includes(networkOf({ pid }))
    } catch {
      return false // it has just ended
    }
  })
}

/** The processes are not our children, so their end is no event here. */
async function untilNobodyIsIn(networks: readonly string[], butFor: readonly number[] = []): Promise<void> {
  const deadline = Date.now() + 5000
  for (;;) {
    const left = processesIn(networks).filter((pid) => !butFor.includes(pid))
    if (left.length === 0) return
    assert.ok(Date.now() < deadline, `Processes ${left.join()} are still there`)
    await delay(20)
  }
}
