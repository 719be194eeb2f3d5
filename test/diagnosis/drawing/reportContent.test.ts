import assert from 'node:assert/strict'
import type { Advice, Diagnosis } from '../../../src/diagnosis/diagnosis.ts'
import { contentOf } from '../../../src/diagnosis/drawing/reportContent.ts'
import type { TransferMode } from '../../../src/ftp/server.ts'
import { behindRouter, nameNotFound, observations, serverAdmitsOnly21 } from './sampleDiagnosis.ts'

const helpsActive: Advice = { id: 'forward-active-ports', who: 'client', mode: 'active', title: 'Forward', why: 'Why.', recipes: [] }
const helpsPassive: Advice = { ...helpsActive, id: 'open-passive-ports', mode: 'passive' }
const helpsAll: Advice = { id: 'encrypt', who: 'portside', title: 'Encrypt', why: 'Why.', recipes: [] }
const advice = [helpsPassive, helpsAll, helpsActive]

const setTo = (mode: TransferMode, diagnosis: Diagnosis): Diagnosis => ({
  ...diagnosis,
  observations: { ...diagnosis.observations, settings: { mode } },
  advice,
})

const idsOf = (all: readonly Advice[] = []) => all.map(({ id }) => id)

describe('what a report has in it', () => {
  for (const mode of ['auto', 'passive'] as const)
    it(`needs nothing for active mode where passive works and the site is ${mode}`, () => {
      const content = contentOf(setTo(mode, behindRouter))
      assert.deepEqual(content.spare, { mode: 'active', advice: [helpsActive] })
      assert.deepEqual(idsOf(content.advice), ['open-passive-ports', 'encrypt'])
    })

  it('needs all of it where the site is set to the mode that fails', () => {
    const { spare, advice: needed, allIsWell } = contentOf(setTo('active', behindRouter))
    assert.deepEqual([spare, idsOf(needed), allIsWell], [undefined, idsOf(advice), ''])
  })

  it('needs nothing for passive mode where only active works', () => {
    assert.deepEqual(idsOf(contentOf(setTo('auto', serverAdmitsOnly21)).spare?.advice), ['open-passive-ports'])
  })

  it('needs all of it where neither mode works, or both', () => {
    const both = { ...behindRouter, active: serverAdmitsOnly21.active }
    const neither = { ...behindRouter, passive: serverAdmitsOnly21.passive }
    for (const diagnosis of [both, neither]) assert.deepEqual(idsOf(contentOf(setTo('auto', diagnosis)).advice), idsOf(advice))
  })

  it('says that nothing has to be changed, and why', () => {
    const both = { ...behindRouter, active: serverAdmitsOnly21.active }
    for (const [mode, diagnosis, expected] of [
      ['auto', both, 'Files can be transferred: nothing has to be changed for that.'],
      ['auto', behindRouter, 'Files can be transferred: Auto uses passive mode by itself, so nothing has to be changed for that.'],
      ['passive', behindRouter, 'Files can be transferred: the site is set to passive mode, so nothing has to be changed for that.'],
      ['auto', serverAdmitsOnly21, 'Files can be transferred: Auto uses active mode by itself, so nothing has to be changed for that.'],
      ['passive', serverAdmitsOnly21, ''],
      ['auto', nameNotFound, ''],
    ] as const)
      assert.equal(contentOf(setTo(mode, diagnosis)).allIsWell, expected)
  })

  it('is the steps that were reached and the advice, where the way ended before data connections were tried', () => {
    const { steps } = nameNotFound.observations
    const unreached = [...steps, { id: 'login', status: 'untried', detail: 'Not reached.' }] as const
    const failed = { ...nameNotFound, observations: { ...nameNotFound.observations, steps: unreached } }
    const content = contentOf({ ...failed, rules: behindRouter.rules, remarks: behindRouter.remarks, advice })
    assert.deepEqual(content, { allIsWell: '', findings: [], advice, spare: undefined, rules: [], remarks: [], steps })
  })

  it('says once what a remark says', () => {
    const text = 'Portside runs in a container (vm), and active mode listens there.'
    const why = `Nobody came. ${text} Try it.`
    const content = contentOf({
      ...behindRouter,
      remarks: [{ severity: 'info', text }],
      active: { ...behindRouter.active, reason: why },
      advice: [{ ...helpsAll, why }],
    })
    const [, active] = content.findings
    assert.deepEqual([active?.reason, content.advice[0]?.why], ['Nobody came. Try it.', 'Nobody came. Try it.'])
    assert.deepEqual(content.steps, observations.steps)
  })
})
