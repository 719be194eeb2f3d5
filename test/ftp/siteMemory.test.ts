/** What is learnt about a server, and kept. */

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { eprt } from '../../src/ftp/data/active.ts'
import { SiteMemory } from '../../src/ftp/siteMemory.ts'

const dayMs = 86_400_000

describe('what is known of a server', () => {
  it('comes back as it was, by way of JSON', () => {
    const memory = new SiteMemory()
    memory.batches = 'yes'
    memory.wantsPret = true
    memory.data.hasWorked(eprt, ['EPSV: nothing answered'])
    const again = new SiteMemory(JSON.parse(JSON.stringify(memory.knowledge)))
    assert.deepEqual(again.knowledge, memory.knowledge)
    assert.equal(again.data.works?.why, 'EPSV: nothing answered')
  })

  it('is nothing at first', () => {
    const { batches, wantsPret, listOffsetMs } = new SiteMemory()
    assert.deepEqual([batches, wantsPret, listOffsetMs], ['unknown', false, undefined])
  })

  it('is forgotten after a month, counted from when it was learnt', () => {
    const memory = new SiteMemory(undefined, 0)
    memory.batches = 'yes'
    const later = new SiteMemory(memory.knowledge, 29 * dayMs)
    assert.equal(later.batches, 'yes')
    assert.equal(new SiteMemory(later.knowledge, 31 * dayMs).batches, 'unknown')
  })

  it('is not believed from the future', () => {
    assert.equal(new SiteMemory({ copes: true, since: 2 }, 1).batches, 'unknown')
  })

  it('is not kept where it is what the server does not do: its next version may', () => {
    const memory = new SiteMemory()
    memory.batches = 'no'
    memory.aheadHasFailed = true
    const again = new SiteMemory(memory.knowledge)
    assert.deepEqual([again.batches, again.aheadHasFailed], ['unknown', false])
  })

  it('is ignored where it is something else', () => {
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        const { batches, wantsPret, data } = new SiteMemory(stored)
        assert.deepEqual([batches, wantsPret, data.works], ['unknown', false, undefined])
      }),
    )
    for (const part of [{ copes: 'maybe' }, { copes: 1 }, { wantsPret: 'yes' }, { data: 7 }])
      assert.deepEqual(new SiteMemory({ ...part, since: 1 }, 2).knowledge, { ...new SiteMemory(undefined, 1).knowledge })
  })
})
