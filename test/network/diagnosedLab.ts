/** A lab with a server in it, whose connection is diagnosed, mended as was advised, and diagnosed again. */

import assert from 'node:assert/strict'
import type { Advice, Diagnosis } from '../../src/diagnosis/diagnosis.ts'
import type { Observations } from '../../src/diagnosis/observations.ts'
import type { Security, TransferMode } from '../../src/ftp/server.ts'
import type { ServerKind } from '../servers/realServer.ts'
import type { ServedFolder } from '../servers/servedFolder.ts'
import type { Changes } from './advice.ts'
import type { Outcome } from './host.ts'
import { startLab, type Lab } from './lab.ts'
import { runPortside, securityOptions, urlOf } from './portside.ts'
import type { Scenario } from './scenarios.ts'
import { serve } from './served.ts'

/** No diagnosis takes longer, whatever is in the way. */
export const diagnosisMs = 30_000

export interface DiagnosedLabOptions {
  readonly scenario: Scenario
  readonly kind: ServerKind
  readonly security: Security
  /** What the site is set to. */
  readonly mode: TransferMode
  /** The file of the command line. */
  readonly program: string
}

/** As `portside diagnose --json` tells it. */
export interface Told extends Pick<Diagnosis, 'verdict' | 'passive' | 'active' | 'advice'>, Pick<Observations, 'steps' | 'dialogue'> {
  readonly observations: Omit<Observations, 'steps' | 'dialogue'>
}

export class DiagnosedLab {
  readonly lab: Lab
  /** Of the first diagnosis, before anything was mended. */
  readonly outcome: Outcome
  private readonly options: DiagnosedLabOptions
  private served: ServedFolder

  private constructor(lab: Lab, outcome: Outcome, options: DiagnosedLabOptions, served: ServedFolder) {
    this.lab = lab
    this.outcome = outcome
    this.options = options
    this.served = served
  }

  /** Rejects too if the diagnosis takes longer than one may. */
  static async start(options: DiagnosedLabOptions): Promise<DiagnosedLab> {
    const lab = await startLab(options.scenario)
    let served: ServedFolder | undefined
    try {
      served = await serve(lab, options)
      return new DiagnosedLab(lab, await diagnose(lab, served, options), options, served)
    } catch (error) {
      await served?.stop()
      await lab.stop()
      throw error
    }
  }

  list(more: readonly string[]): Promise<Outcome> {
    return run('ls', more, this.lab, this.served, this.options)
  }

  /** Starts the server again, if it was told anything new, and diagnoses anew. */
  async diagnoseWith({ options, extra }: Changes): Promise<Outcome> {
    const { scenario, kind, security } = this.options
    if (extra.length > 0) {
      await this.served.stop()
      this.served = await serve(this.lab, { kind, security, extra: [...(scenario.extra?.[kind] ?? []), ...extra] })
    }
    return diagnose(this.lab, this.served, this.options, options)
  }

  /** What the server has logged. */
  log(): string {
    return this.served.server.log()
  }

  /** Twice is fine. */
  async stop(): Promise<void> {
    await this.served.stop()
    await this.lab.stop()
  }
}

/** With everything that there is to be seen of it: the log too. */
function diagnose(lab: Lab, served: ServedFolder, options: DiagnosedLabOptions, more: readonly string[] = []): Promise<Outcome> {
  return run('diagnose', ['--json', '--log', ...more], lab, served, options)
}

function run(
  verb: string,
  more: readonly string[],
  lab: Lab,
  served: ServedFolder,
  { scenario, mode, program }: DiagnosedLabOptions,
): Promise<Outcome> {
  const options = ['--mode', mode, ...securityOptions(served), ...(scenario.options ?? []), ...more]
  return runPortside(lab, program, [verb, urlOf(lab, '/'), ...options], { timeoutMs: diagnosisMs })
}

export function toldBy({ stdout, stderr }: Outcome): Told {
  assert.ok(stdout.startsWith('{'), `${stdout}${stderr}`)
  return JSON.parse(stdout) as Told
}

/** Fails if it is not there. */
export function adviceOf({ advice }: Told, id: string): Advice {
  const found = advice.find((each) => each.id === id)
  assert.ok(found, `There should be ${id} among ${advice.map((each) => each.id).join(', ')}`)
  return found
}
