import assert from 'node:assert/strict'
import { SyncKnowledge } from '../../src/workbench/syncKnowledge.ts'
import { planItem, previewOf } from './syncItems.ts'

const site = { key: 'site' }

describe('what is known of mapped files', () => {
  let knowledge: SyncKnowledge
  let events: number

  beforeEach(() => {
    knowledge = new SyncKnowledge()
    events = 0
    knowledge.onDidChange(() => events++)
  })

  const kindOf = (path: string) => knowledge.stateOf(site, path)?.kind

  it('is what the last look at both sides has shown', () => {
    knowledge.learn(
      site,
      previewOf(
        planItem('css', 'newHere', { local: 'new', remote: 'absent', type: 'folder' }),
        planItem('css/a', 'newHere', { local: 'new', remote: 'absent' }),
        planItem('b', 'changedThere', { remote: 'changed' }),
        planItem('c', 'equal'),
        planItem('d', 'bothChanged', { local: 'changed', remote: 'changed', isConflict: true }),
        planItem('.env', 'sensitive', { local: 'absent', remote: 'new' }),
      ),
    )
    assert.deepEqual(['css', 'css/a', 'b', 'c', 'd', '.env'].map(kindOf), [
      undefined,
      'newHere',
      'changedThere',
      'none',
      'conflict',
      undefined,
    ])
    assert.deepEqual(knowledge.tally, { toUpload: 1, toDownload: 1, conflicts: 1 })
    assert.equal(events, 1)
  })

  it('is forgotten where a new look shows nothing, and kept where nobody looked', () => {
    const changed = { local: 'changed' } as const
    knowledge.learn(site, previewOf(planItem('css/a', 'changedHere', changed), planItem('cssx', 'changedHere', changed)))
    knowledge.learn(site, previewOf(), ['css'])
    assert.deepEqual(['css/a', 'cssx'].map(kindOf), [undefined, 'changedHere'])
  })

  it('counts a saved file as changed only if it was alike before', () => {
    knowledge.learn(site, previewOf(planItem('a', 'equal'), planItem('b', 'changedThere', { remote: 'changed' })))
    for (const path of ['a', 'b', 'unheard of']) knowledge.saved(site, path)
    assert.deepEqual(['a', 'b', 'unheard of'].map(kindOf), ['changedHere', 'conflict', undefined])
  })

  it('shows an upload while it is under way, and what it was before if nothing came of it', () => {
    knowledge.conflict(site, 'a')
    knowledge.uploading(site, ['a'])
    assert.equal(kindOf('a'), 'uploading')
    assert.deepEqual(knowledge.uploadsUnderWay, ['a'])
    knowledge.settled(site, ['a'])
    assert.equal(kindOf('a'), 'conflict')
  })

  it('keeps a failed upload until the file has arrived, is alike, or the failure was dismissed', () => {
    knowledge.failed(site, ['arrived', 'alike', 'dismissed', 'stays', 'unseen'], 'No room.')
    assert.deepEqual(knowledge.stateOf(site, 'stays'), { kind: 'failed', message: 'No room.' })
    const arrived = planItem('arrived', 'changedHere', { local: 'changed', decision: 'up' })
    knowledge.applied(site, { items: [{ kind: 'done', item: arrived, bytes: 4 }] })
    knowledge.dismiss(site, 'dismissed')
    knowledge.learn(site, previewOf(planItem('alike', 'equal'), planItem('stays', 'changedHere', { local: 'changed' })), ['alike', 'stays'])
    assert.deepEqual(
      knowledge.failures.map(({ path }) => path),
      ['stays', 'unseen'],
    )
  })

  it('learns of thousands of files at once without a pause', function () {
    this.timeout(2000)
    const items = Array.from({ length: 20_000 }, (_, index) => planItem(`folder/${index}`, 'equal'))
    knowledge.learn(site, previewOf(...items))
    const scope = items.slice(0, 10_000).map(({ difference }) => difference.path)
    knowledge.learn(site, previewOf(), scope)
    assert.deepEqual([kindOf('folder/1'), kindOf('folder/10000')], [undefined, 'none'])
  })

  it('forgets how files stand to each other, but not what failed', () => {
    knowledge.conflict(site, 'a')
    knowledge.failed(site, ['b'], 'No room.')
    knowledge.forget(site)
    assert.deepEqual([kindOf('a'), kindOf('b')], [undefined, 'failed'])
  })

  it('takes over what a sync has done, and only that', () => {
    const there = planItem('there', 'changedThere', { remote: 'changed', decision: 'down' })
    const gone = planItem('gone', 'deletedHere', { local: 'deleted', decision: 'up' })
    const failed = planItem('failed', 'changedHere', { local: 'changed', decision: 'up' })
    knowledge.learn(site, previewOf(there, gone, failed))
    knowledge.applied(site, {
      items: [
        { kind: 'done', item: there, bytes: 4 },
        { kind: 'done', item: gone, bytes: 0 },
        { kind: 'failed', item: failed, error: new Error('full') },
      ],
    })
    assert.deepEqual(['there', 'gone', 'failed'].map(kindOf), ['none', undefined, 'changedHere'])
  })

  it('tells of what was done, for whoever shows what there is to do', () => {
    const told: unknown[] = []
    knowledge.onDidApply(({ key, items }) => told.push(key, ...items.map(({ item }) => item.difference.path)))
    const up = planItem('up', 'changedHere', { local: 'changed', decision: 'up' })
    const other = planItem('other', 'changedHere', { local: 'changed', decision: 'up' })
    knowledge.applied(site, { items: [{ kind: 'refused', item: other }] })
    assert.deepEqual(told, [])
    knowledge.applied(site, {
      items: [
        { kind: 'done', item: up, bytes: 4 },
        { kind: 'changedSincePreview', item: other },
      ],
    })
    assert.deepEqual(told, [site.key, 'up'])
  })

  it('goes with the mapping', () => {
    knowledge.conflict(site, 'a')
    knowledge.conflict({ key: 'other' }, 'a')
    knowledge.keep([{ key: 'other' }])
    assert.equal(kindOf('a'), undefined)
    assert.equal(knowledge.tally.conflicts, 1)
  })
})
