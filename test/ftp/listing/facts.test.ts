import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Entry } from '../../../src/base/entry.ts'
import { formatFactTime, parseFactsLine, parseFactTime } from '../../../src/ftp/listing/facts.ts'

function entry(line: string): Entry {
  const parsed = parseFactsLine(line)
  assert.ok(parsed !== undefined && parsed !== 'skip', `not an entry: ${line}`)
  return parsed
}

const second = (iso: string) => ({ ms: Date.parse(`${iso}Z`), precision: 'second' })

describe('lines of MLSD', () => {
  it('say all there is to know of a file', () => {
    const line = 'type=file;size=12;modify=20240102030405;UNIX.mode=0644;UNIX.ownername=me;UNIX.groupname=us; a name'
    assert.deepEqual(entry(line), {
      name: 'a name',
      type: 'file',
      size: 12,
      modified: second('2024-01-02T03:04:05'),
      permissions: '0644',
      owner: 'me',
      group: 'us',
    })
  })

  it('may write the facts in any case', () => {
    const { name, size, type } = entry('Type=File;SIZE=12; a')
    assert.deepEqual({ name, size, type }, { name: 'a', size: 12, type: 'file' })
  })

  it('keep every blank of the name', () => {
    assert.equal(entry('type=file;   a; b ').name, '  a; b ')
  })

  it('may have a blank inside a fact', () => {
    const { name, group } = entry('type=dir;UNIX.groupname=domain users;perm=el; pub')
    assert.deepEqual([name, group], ['pub', 'domain users'])
  })

  it('may have no facts at all', () => {
    assert.deepEqual(entry(' a b'), { name: 'a b', type: 'other' })
  })

  it('say where a link points if they can', () => {
    const { type, linkTarget } = entry('type=OS.unix=slink:/Srv/Pub;perm=adfr; now')
    assert.deepEqual([type, linkTarget], ['link', '/Srv/Pub'])
    assert.deepEqual(entry('type=OS.unix=symlink;perm=adfr; now'), { name: 'now', type: 'link', permissions: 'adfr' })
  })

  it('for devices are neither file nor folder', () => {
    assert.equal(entry('type=OS.unix=chr-1/3; null').type, 'other')
  })

  it('leave out what they do not know', () => {
    assert.deepEqual(entry('type=file;size=;modify=; a'), { name: 'a', type: 'file' })
    assert.deepEqual(entry('type=file;size=99999999999999999999; a'), { name: 'a', type: 'file' })
    assert.deepEqual(entry('type=file;size=-1; a'), { name: 'a', type: 'file' })
  })

  it('for the folder itself and its parent are skipped', () => {
    for (const line of ['type=cdir;modify=20240102030405; /pub', 'type=pdir; /', 'type=dir; .', 'type=dir; ..'])
      assert.equal(parseFactsLine(line), 'skip')
  })

  it('of another kind are not guessed at', () => {
    for (const line of [
      'total 12',
      '',
      'type=file;',
      'type=file; ',
      'type=file;size a',
      'type=file;what; a',
      '-rw-r--r--    1 0        0               3 Jan  1 10:00 a; b',
    ]) {
      assert.equal(parseFactsLine(line), undefined, line)
    }
  })
})

describe('times of MLSD, MDTM and MFMT', () => {
  it('are UTC, to the second or finer', () => {
    assert.deepEqual(parseFactTime('20240102030405'), second('2024-01-02T03:04:05'))
    assert.deepEqual(parseFactTime('20240102030405.6'), { ms: Date.parse('2024-01-02T03:04:05.600Z'), precision: 'millisecond' })
    assert.deepEqual(parseFactTime('20240102030405.123456'), { ms: Date.parse('2024-01-02T03:04:05.123Z'), precision: 'millisecond' })
    assert.deepEqual(parseFactTime('19690102030405'), second('1969-01-02T03:04:05'))
  })

  it('may be a leap second', () => {
    assert.deepEqual(parseFactTime('20161231235960'), second('2017-01-01T00:00:00'))
  })

  it('that do not exist are none', () => {
    for (const text of [
      '',
      '2024',
      '20241302030405',
      '20240100000000',
      '20240230000000',
      '20240102240000',
      '20240102036000',
      '20240102030461',
      '202401020304050',
      '00000000000000',
      '20240102030405 ',
    ]) {
      assert.equal(parseFactTime(text), undefined, text)
    }
  })

  it('are written as they are read', () => {
    assert.equal(formatFactTime(Date.parse('2024-01-02T03:04:05.678Z')), '20240102030405')
    fc.assert(
      fc.property(fc.date({ min: new Date('1901-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        const ms = Math.floor(date.getTime() / 1000) * 1000
        assert.deepEqual(parseFactTime(formatFactTime(ms)), { ms, precision: 'second' })
      }),
    )
  })
})
