/**
 * What every `FileSystem` promises, as one suite: memory, this computer's disk and each real server are held to it.
 * Every test works in an empty folder of its own.
 */

import { describeDeleteFile } from './contract/deleteFile.ts'
import { describeDigest } from './contract/digest.ts'
import { describeExamine } from './contract/examine.ts'
import { describeFolders } from './contract/folders.ts'
import { describeFoldsCase } from './contract/foldsCase.ts'
import { describeList } from './contract/list.ts'
import { describeNames } from './contract/names.ts'
import { PlaceInUse, type Place, type Refusals } from './contract/place.ts'
import { describeRead } from './contract/read.ts'
import { describeReadAndWrite } from './contract/readAndWrite.ts'
import { describeRename } from './contract/rename.ts'
import { describeStat } from './contract/stat.ts'
import { describeWrite } from './contract/write.ts'

export function describeFileSystem(name: string, setUp: () => Promise<Place>, refusals: Refusals = {}): void {
  describe(name, () => {
    const here = new PlaceInUse()

    beforeEach(() => here.enter(setUp()))
    afterEach(() => here.leave())

    describeList(here)
    describeStat(here)
    describeReadAndWrite(here)
    describeRead(here)
    describeWrite(here)
    describeNames(here, refusals)
    describeFolders(here)
    describeDeleteFile(here)
    describeRename(here)
    describeExamine(here)
    describeDigest(here)
    describeFoldsCase(here)
  })
}
