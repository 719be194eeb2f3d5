import assert from 'node:assert/strict'
import { parseJobLine } from '../../../src/ftp/listing/jes.ts'

describe('lines of jobs', () => {
  it('name the id, which is what RETR takes', () => {
    assert.deepEqual(parseJobLine('IBMUSER1  JOB01906  OUTPUT    3 Spool Files'), { name: 'JOB01906', type: 'file' })
    assert.deepEqual(parseJobLine('IBMUSER1  J0001906  INPUT'), { name: 'J0001906', type: 'file' })
  })

  it('name the owner at interface level 2', () => {
    const line = 'IBMUSER  TSU01830 ME       OUTPUT TSU      ABEND=522 3 spool files'
    assert.deepEqual(parseJobLine(line), { name: 'TSU01830', type: 'file', owner: 'ME' })
  })

  it('around them are skipped', () => {
    assert.equal(parseJobLine('JOBNAME  JOBID    OWNER    STATUS CLASS'), 'skip')
    assert.equal(parseJobLine('3 spool files'), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of ['JOB00013', 'A JOB00013 B C', 'A B OUTPUT']) assert.equal(parseJobLine(line), undefined, line)
  })
})
