/** Names that have broken an FTP client or a shell somewhere. */

import assert from 'node:assert/strict'
import { FileError, isFileError } from '../../../src/files/fileError.ts'
import { readText, writeBytes } from '../../support/streams.ts'
import type { PlaceInUse, Refusals } from './place.ts'

const awkwardNames = [
  'two words.txt',
  'é composed.txt',
  '日本語.txt',
  'ship 🚢.txt',
  '-leading-dash',
  '--help',
  '.hidden',
  '100%.txt',
  '%41.txt',
  '#1.txt',
  'a&b;c.txt',
  `it's "quoted".txt`,
  '[brackets].txt',
  '{braces,too}.txt',
  'star*.txt',
  'what?.txt',
  'back\\slash.txt',
  '~tilde',
  '$HOME',
  ' leading space',
  'trailing space ',
  'two  spaces',
]

export function describeNames(here: PlaceInUse, refusals: Refusals): void {
  const { at, namesIn } = here
  const isRefused = (names: readonly string[] = [], name: string) => names.includes(name) || refusals.changes?.includes(name) === true

  describe('names', () => {
    for (const name of refusals.files ?? []) {
      it(`can not be ${JSON.stringify(name)} for a file, and the place says so`, async () => {
        await assert.rejects(writeBytes(here.files, at(name), 'hello'), FileError)
        assert.deepEqual(await namesIn(), [])
      })
    }

    for (const name of refusals.folders ?? []) {
      it(`can not be ${JSON.stringify(name)} for a folder, and the place says so`, async () => {
        await assert.rejects(here.files.createFolder(at(name)), FileError)
        assert.deepEqual(await namesIn(), [])
      })
    }

    for (const changed of refusals.changes ?? []) {
      it(`can not be ${JSON.stringify(changed)}, which the place changes silently: that is found out`, async () => {
        await assert.rejects(writeBytes(here.files, at(changed), 'hello'), (error) => isFileError(error, 'badName'))
        await here.files.createFolder(at('folder')) // in the other one its name is taken by now, by the file
        await assert.rejects(here.files.createFolder(at('folder', changed)), (error) => isFileError(error, 'badName'))
        await writeBytes(here.files, at('plain'), 'hello')
        await assert.rejects(here.files.rename(at('plain'), at(changed)), (error) => isFileError(error, 'badName'))
      })
    }

    for (const awkward of awkwardNames.filter((one) => !isRefused(refusals.files, one))) {
      it(`may be ${JSON.stringify(awkward)} for a file`, async () => {
        await writeBytes(here.files, at(awkward), 'first')
        await writeBytes(here.files, at(awkward), 'hello')
        await writeBytes(here.files, at('bystander'), 'other')
        assert.deepEqual(await namesIn(), [awkward, 'bystander'].sort())
        assert.equal((await here.files.stat(at(awkward), { fresh: true })).size, 5)
        assert.deepEqual(
          (await here.files.examine([at(awkward)])).map((entry) => [entry?.type, entry?.name, entry?.size]),
          [['file', awkward, 5]],
        )
        assert.equal(await readText(here.files, at(awkward)), 'hello')
        await here.files.rename(at(awkward), at('plain'))
        await here.files.rename(at('plain'), at(awkward))
        await here.files.deleteFile(at(awkward))
        assert.deepEqual(await namesIn(), ['bystander'])
      })
    }

    for (const awkward of awkwardNames.filter((one) => !isRefused(refusals.folders, one))) {
      it(`may be ${JSON.stringify(awkward)} for a folder`, async () => {
        await here.files.createFolder(at(awkward))
        await writeBytes(here.files, at(awkward, 'inside'), 'hello')
        assert.deepEqual(await namesIn(), [awkward])
        assert.deepEqual(await namesIn(at(awkward)), ['inside'])
        assert.equal(await readText(here.files, at(awkward, 'inside')), 'hello')
        await here.files.deleteFile(at(awkward, 'inside'))
        assert.deepEqual(await namesIn(at(awkward)), [])
        await here.files.deleteFolder(at(awkward))
        assert.deepEqual(await namesIn(), [])
      })
    }

    it('that match each other as patterns stay apart', async () => {
      await here.files.createFolder(at('[a]'))
      await here.files.createFolder(at('a'))
      await writeBytes(here.files, at('a', 'wrong'), 'x')
      assert.deepEqual(await namesIn(at('[a]')), [])
      await writeBytes(here.files, at('b*'), 'star')
      await writeBytes(here.files, at('bc'), 'c')
      await here.files.deleteFile(at('b*'))
      assert.deepEqual(await namesIn(), ['[a]', 'a', 'bc'])
    })
  })
}
