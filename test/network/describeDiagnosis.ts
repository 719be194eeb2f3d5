/**
 * `portside diagnose` in every network with one kind of server: it has to find out what works and who is in the way of the rest,
 * and what it advises is carried out as it stands, and has to help.
 *
 * One file and so one process for each kind: they wait for firewalls, and wait better side by side.
 */

import assert from 'node:assert/strict'
import type { Advice, Culprit, Recipe } from '../../src/diagnosis/diagnosis.ts'
import { stepIds } from '../../src/diagnosis/notebook.ts'
import type { StepId } from '../../src/diagnosis/observations.ts'
import type { DataMode } from '../../src/ftp/data/strategy.ts'
import type { Security } from '../../src/ftp/server.ts'
import { installServers } from '../servers/install.mjs'
import { password } from '../servers/launch.ts'
import type { ServerKind } from '../servers/realServer.ts'
import { carryOut, optionsOf, type Tools } from './advice.ts'
import { advisedScenarios, type AdvisedScenario } from './advisedScenarios.ts'
import { adviceOf, DiagnosedLab, diagnosisMs, toldBy, type Told } from './diagnosedLab.ts'
import { buildPortside } from './portside.ts'
import { scenarios, type Expectation } from './scenarios.ts'

const installMs = 300_000

/** Labs at a time. */
const atOnce = 4

const modes = ['passive', 'active'] as const

interface Cell {
  readonly scenario: AdvisedScenario
  readonly kind: ServerKind
  readonly security: Security
  readonly expected: Expectation
}

export function describeDiagnosis(kind: ServerKind): void {
  const cells = cellsOf(kind)
  const begun = new Map<Cell, Promise<DiagnosedLab>>()
  let program: string

  before(async function () {
    this.timeout(installMs)
    await installServers()
    program = await buildPortside()
  })

  /** The next are begun ahead: most of the time they wait. */
  const start = (cell: Cell): Promise<DiagnosedLab> => {
    const diagnosed = begun.get(cell) ?? DiagnosedLab.start({ ...cell, mode: failingOf(cell) ?? 'auto', program })
    begun.set(cell, diagnosed)
    return diagnosed
  }
  const startFrom = (index: number, cell: Cell) => {
    for (const next of cells.slice(index + 1, index + atOnce)) start(next).catch(() => {}) // it will be asked for again
    return start(cell)
  }
  /** Where it didn't start, nothing is left of it. */
  const stop = async (cell: Cell) =>
    begun.get(cell)?.then(
      (diagnosed) => diagnosed.stop(),
      () => {},
    )

  after(async () => {
    for (const cell of cells) await stop(cell) // those too that were begun ahead of tests that were not chosen
  })
  for (const [index, cell] of cells.entries())
    describeCell(
      cell,
      () => startFrom(index, cell),
      () => stop(cell),
    )
}

function cellsOf(kind: ServerKind): readonly Cell[] {
  return advisedScenarios
    .filter(({ extra }) => extra === undefined || extra[kind] !== undefined)
    .flatMap((scenario) => {
      const { expected, exceptions, overTls } = scenario
      const clear: Cell = { scenario, kind, security: 'none', expected: { ...expected, ...exceptions?.[kind] } }
      return overTls ? [clear, { scenario, kind, security: 'explicit', expected: overTls }] : [clear]
    })
}

/** None fails in more than one. */
function failingOf({ expected }: Cell): DataMode | undefined {
  return modes.find((mode) => expected[mode] === 'fails')
}

/** The site is set to the mode that fails, if there is one: then the status tells whether it has been mended. */
function describeCell(cell: Cell, start: () => Promise<DiagnosedLab>, stop: () => Promise<void>): void {
  const { scenario, kind, security, expected } = cell
  const failing = failingOf(cell)
  const tools: Tools = { firewall: scenario.firewall, settings: settingsTool(cell) }

  describe(`diagnosis of ${kind}, security ${security}, ${scenario.firewall}: ${scenario.name}`, function () {
    this.timeout(2 * diagnosisMs)
    let diagnosed: DiagnosedLab
    let told: Told

    before(async () => {
      diagnosed = await start()
      told = toldBy(diagnosed.outcome)
    })
    afterEach(function () {
      if (this.currentTest?.state === 'failed') console.log(told.verdict, told.dialogue.join('\n'), diagnosed.log().slice(-3000))
    })
    after(stop)

    it('finds out which modes work', () => {
      for (const mode of modes) assert.equal(told[mode].works, expected[mode] === 'works', told[mode].reason)
      assert.equal(diagnosed.outcome.status, failing ? 1 : 0)
    })

    it('takes every step, and tells no password', () => {
      const { stdout, stderr } = diagnosed.outcome
      assertSteps(told, security)
      assert.ok(!stdout.includes(password) && !stderr.includes(password))
      assert.match(stderr, /→ PASS \*/) // there it would have been
    })

    if (failing) describeRemedies(scenario, failing, tools, () => ({ diagnosed, told }))
    else it('finds nobody in the way', () => assertNobodyIsInTheWay(told))

    if (scenario.name === scenarios.serverNat.name)
      it('lets the server announce its public address', async () => {
        assert.deepEqual(addressesIn227(told), ['10.77.0.2'])
        const advice = adviceOf(told, 'announce-public-address')
        const after = toldBy(await diagnosed.diagnoseWith(await carryOut(diagnosed.lab, [advice], tools)))
        assert.deepEqual(addressesIn227(after), ['203.0.113.1'])
        assertNobodyIsInTheWay(after)
        // Pure-FTPd names AUTH TLS among its features also where it is switched off.
        assert.deepEqual(
          after.advice.filter(({ id }) => id !== 'use-encryption'),
          [],
        )
      })
  })
}

/** Debian keeps the settings of Pure-FTPd in files, elsewhere they are its options: each is tried. */
function settingsTool({ scenario, kind }: Cell): string {
  return kind === 'pureftpd' && scenario.firewall === 'nftables' ? 'pureftpd-debian' : kind
}

interface Seen {
  readonly diagnosed: DiagnosedLab
  readonly told: Told
}

function describeRemedies({ culprits, remedies }: AdvisedScenario, failing: DataMode, tools: Tools, seen: () => Seen): void {
  it(`finds who is in the way of the mode ${failing}`, () => {
    const { told } = seen()
    const culprit = culprits?.[failing]
    assert.equal(told[failing].culprit, culprit, told[failing].reason)
    if (isAtPorts(culprit)) assertPortsAreNamed(told, failing)
  })

  it('has files in the other mode, as advised', async () => {
    const { diagnosed, told } = seen()
    const { action } = adviceOf(told, failing === 'passive' ? 'use-active-mode' : 'use-passive-mode')
    assert.ok(action)
    assert.equal((await diagnosed.list(optionsOf(action))).status, 0)
  })

  if (!remedies) return

  it('advises the same for each firewall', () => {
    for (const id of remedies) assertSameInAll(adviceOf(seen().told, id))
  })

  it(`has files in the mode ${failing} after ${remedies.join(' and ')}`, async () => {
    const { diagnosed, told } = seen()
    assert.equal(told[failing].works, false)
    const advice = remedies.map((id) => adviceOf(told, id))
    const outcome = await diagnosed.diagnoseWith(await carryOut(diagnosed.lab, advice, tools))
    const after = toldBy(outcome)
    for (const { method, outcome: came, message } of after[failing].methods)
      assert.ok(came === 'works' || came === 'impossible', `${method}: ${came} ${message}`)
    assert.equal(outcome.status, 0)
    assertNobodyIsInTheWay(after)
  })
}

/** Not where a whole way is closed. */
function isAtPorts(culprit: Culprit | undefined): boolean {
  return culprit === 'serverFirewall' || culprit === 'serverRouter' || culprit === 'clientFirewall'
}

/** Those of the commands and replies themselves, whatever else was made of them. */
function assertPortsAreNamed({ verdict, dialogue }: Told, mode: DataMode): void {
  const sign = mode === 'passive' ? /← 229 .*\(\|\|\|(\d+)\|\)/ : /→ EPRT \|\d\|[^|]*\|(\d+)\|/
  const ports = dialogue.flatMap((line) => sign.exec(line)?.[1] ?? [])
  assert.equal(ports.length, 1, dialogue.join('\n'))
  assert.match(verdict, new RegExp(`\\b${ports.join()}\\b`))
}

function assertSteps({ steps, observations }: Told, security: Security): void {
  assert.deepEqual(
    steps.map(({ id }) => id),
    stepIds,
  )
  const impossible = observations.ways.filter(({ outcome }) => outcome === 'impossible').map(({ method }) => method)
  const needless: StepId[] = [...(security === 'none' ? (['encryption', 'sessionReuse'] as const) : []), ...impossible]
  const untried = steps.filter(({ id, status }) => status === 'untried' && !(id === 'lookup' && observations.proxy)).map(({ id }) => id)
  assert.deepEqual(untried.sort(), needless.sort())
  for (const { id, detail } of steps) assert.notEqual(detail, '', id)
}

function assertNobodyIsInTheWay({ verdict, passive, active }: Told): void {
  assert.equal(verdict, 'Both modes work.')
  assert.deepEqual([passive.culprit, active.culprit], [undefined, undefined])
}

function addressesIn227({ observations }: Told): readonly (string | undefined)[] {
  return observations.ways.filter(({ method }) => method === 'PASV').map(({ named }) => named?.address)
}

/** Some can't be run here: they hold the same ports and addresses as one that is. */
function assertSameInAll({ id, recipes }: Advice): void {
  const [run, ...others] = recipes.filter(({ tool }) => toolsWithRules.has(tool))
  for (const other of others) {
    if (/source-port port="20"/.test(other.text)) continue // a rule of firewalld goes by one end
    assert.deepEqual(endsIn(other), endsIn(run), `${id}: ${other.text}`)
  }
}

/** The macOS firewall goes by programs. */
const toolsWithRules: ReadonlySet<string> = new Set([
  ...['iptables', 'nftables', 'ufw', 'firewalld', 'windows'],
  ...['iptables-router', 'nftables-router'],
])

/** Addresses, and ranges of ports. */
function endsIn(recipe: Recipe | undefined): readonly string[] {
  const found = recipe?.text.match(/\b\d+(\.\d+){3}\b|\bfd00:[\da-f:]+|\b\d{4,5}[:–-]\d{4,5}\b/g) ?? []
  return [...new Set(found.map((end) => end.replace(/^(\d+)[:–](\d+)$/, '$1-$2')))].sort()
}
