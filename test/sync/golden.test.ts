/** The golden scenes between two folders of this computer. */

import { nullLogger } from '../../src/base/log.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { localStorage } from '../../src/files/localStorage.ts'
import { Synchronizer } from '../../src/sync/synchronizer.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { describeGolden } from './golden.ts'
import '../support/unhandledRejections.ts'

describe('Keeping two folders of this computer in step', function () {
  this.timeout(20_000)

  describeGolden(async () => {
    const [here, there, state] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()]
    const pair = {
      local: { files: new LocalFileSystem({ root: here.path }), root: here.path },
      remote: { files: new LocalFileSystem({ root: there.path }), root: there.path },
    }
    const rules = { include: [], exclude: [], gitignore: false }
    return {
      here: here.native,
      there: there.native,
      synchronizer: (direction) =>
        new Synchronizer({
          pair,
          identity: 'two folders',
          storage: localStorage(state.native),
          settings: { direction, rules, undoBytes: 1_000_000 },
          log: nullLogger,
          now: Date.now,
        }),
      give: () => {},
      tearDown: async () => {
        for (const folder of [here, there, state]) await folder.remove()
      },
    }
  })
})
