/**
 * Browsing through every network with one kind of server, by the command line as it is shipped: in the mode `auto` wherever any
 * mode can work, and in each mode alone as the scenario says.
 *
 * One file and so one process for each kind: they wait for firewalls, and wait better side by side.
 */

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Security, TransferMode } from '../../src/ftp/server.ts'
import { installServers } from '../servers/install.mjs'
import type { ServerKind } from '../servers/realServer.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import type { Outcome } from './host.ts'
import { startLab, type Lab } from './lab.ts'
import { buildPortside, runPortside, securityOptions, urlOf } from './portside.ts'
import { scenarios, type Expectation, type Scenario } from './scenarios.ts'
import { fileName, fileText, serve } from './served.ts'

const installMs = 300_000

/** Who browses doesn't wait for longer, whatever is in the way. */
const patienceMs = 10_000

export function describeNetwork(kind: ServerKind): void {
  let program: string

  before(async function () {
    this.timeout(installMs)
    await installServers()
    program = await buildPortside()
  })

  for (const scenario of Object.values<Scenario>(scenarios)) {
    if (scenario.extra && !scenario.extra[kind]) continue
    describeCell(scenario, kind, 'none', { ...scenario.expected, ...scenario.exceptions?.[kind] }, () => program)
    if (scenario.overTls) describeCell(scenario, kind, 'explicit', scenario.overTls, () => program)
  }
}

function describeCell(scenario: Scenario, kind: ServerKind, security: Security, expected: Expectation, program: () => string): void {
  describe(`${kind}, security ${security}: ${scenario.name}`, function () {
    this.timeout(3 * patienceMs)
    let lab: Lab | undefined
    let served: ServedFolder | undefined
    let local: TemporaryFolder | undefined

    before(async () => {
      local = await temporaryFolder()
      lab = await startLab(scenario)
      served = await serve(lab, { kind, security })
    })
    afterEach(function () {
      if (this.currentTest?.state === 'failed') console.log(served?.server.log().slice(-3000))
    })
    after(async () => {
      await served?.stop()
      await lab?.stop()
      await local?.remove()
    })

    const run = (mode: TransferMode, verb: string, path: string, ...rest: readonly string[]) => {
      assert.ok(lab && served, 'the server should be up')
      const options = ['--mode', mode, '--log', ...securityOptions(served), ...(scenario.options ?? [])]
      return runPortside(lab, program(), [verb, urlOf(lab, path), ...rest, ...options], { timeoutMs: patienceMs })
    }

    it('lists a folder in the mode auto', async () => {
      assertListed(await run('auto', 'ls', '/'))
    })

    it('gets a file in the mode auto', async () => {
      const copy = join(local?.native ?? '', fileName)
      assertStatus(await run('auto', 'get', `/${fileName}`, copy), 0)
      assert.equal(await readFile(copy, 'utf8'), fileText)
    })

    for (const mode of ['passive', 'active'] as const) {
      it(`${expected[mode] === 'works' ? 'lists a folder' : 'has no data connection'} in the mode ${mode}`, async () => {
        const outcome = await run(mode, 'ls', '/', '--json')
        if (expected[mode] === 'works') assertListed(outcome)
        else assertNoDataConnection(outcome)
      })
    }
  })
}

function assertStatus({ status, stdout, stderr }: Outcome, expected: number): void {
  assert.equal(status, expected, `${stdout}${stderr}`)
}

function assertListed(outcome: Outcome): void {
  assertStatus(outcome, 0)
  assert.ok(outcome.stdout.includes(fileName), outcome.stdout)
}

/** The login went well, so it is the data connection that failed. With `--json` and `--log`. */
function assertNoDataConnection(outcome: Outcome): void {
  assertStatus(outcome, 1)
  const { error } = JSON.parse(outcome.stdout) as { readonly error: { readonly reason: string } }
  assert.equal(error.reason, 'unavailable', outcome.stderr)
  assert.match(outcome.stderr, /← 230 /)
}
