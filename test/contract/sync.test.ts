/** The golden scenes of a sync against every kind of real server, plain and encrypted, in both transfer modes. */

import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nullLogger } from '../../src/base/log.ts'
import { FtpFileSystem } from '../../src/files/ftpFileSystem.ts'
import { LocalFileSystem } from '../../src/files/localFileSystem.ts'
import { localStorage } from '../../src/files/localStorage.ts'
import type { SessionPool } from '../../src/ftp/pool.ts'
import { effectsOf } from '../../src/sync/plan.ts'
import { isDeletion, isSomething } from '../../src/sync/summary.ts'
import { Synchronizer } from '../../src/sync/synchronizer.ts'
import { installServers } from '../servers/install.mjs'
import { serverKinds, type ServerKind } from '../servers/realServer.ts'
import { ServedFolder } from '../servers/servedFolder.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { describeGolden, type Scene } from '../sync/golden.ts'

const installMs = 300_000

/** Each once, and between them both modes with and without encryption. */
const cells = [
  ['none', 'passive'],
  ['explicit', 'active'],
] as const

for (const kind of serverKinds) {
  for (const [security, mode] of cells) {
    describe(`Keeping a folder in step with ${kind}, security ${security}, ${mode}`, function () {
      this.timeout(60_000)
      let served: ServedFolder
      let pool: SessionPool

      before(async function () {
        this.timeout(installMs)
        await installServers()
        served = await ServedFolder.start({ kind, security })
        pool = served.pool(mode, nullLogger)
      })
      after(async () => {
        await pool.close()
        pool.dispose()
        await served.stop()
      })

      describeGolden(() => sceneOn(kind, served, pool))

      it('deletes nothing of a folder that may not be listed any more', async () => {
        const scene = await sceneOn(kind, served, pool)
        try {
          await mkdir(join(scene.here, 'closed/deep'), { recursive: true })
          const paths = ['closed/one.html', 'closed/two.html', 'closed/deep/three.html', 'open.html']
          for (const path of paths) await writeFile(join(scene.here, path), path)
          await syncAll(scene)
          await chmod(join(scene.there, 'closed'), 0)
          const { plan } = await scene.synchronizer('both').preview()
          assert.deepEqual(
            plan.items.flatMap((item) => effectsOf(item).filter(isDeletion)),
            [],
          )
          await syncAll(scene)
          for (const path of paths) assert.equal(await readFile(join(scene.here, path), 'utf8'), path)
        } finally {
          await chmod(join(scene.there, 'closed'), 0o755)
          await scene.tearDown()
        }
      })
    })
  }
}

/** All that is planned, with every consent and every warning brushed aside. */
async function syncAll(scene: Scene): Promise<void> {
  const synchronizer = scene.synchronizer('both')
  const preview = await synchronizer.preview()
  const items = preview.plan.items.filter((item) => isSomething(item) && !item.isConflict)
  const consents = { overwriteNewer: true, deleteLocal: true, deleteRemote: true }
  await synchronizer.apply(preview, { items, consents, confirmed: ['sideEmpty', 'manyDeletes', 'allChanged', 'markOnServer'] })
}

async function sceneOn(kind: ServerKind, served: ServedFolder, pool: SessionPool): Promise<Scene> {
  const [here, state] = [await temporaryFolder(), await temporaryFolder()]
  const root = await served.freshFolder()
  const pair = {
    local: { files: new LocalFileSystem({ root: here.path }), root: here.path },
    remote: { files: new FtpFileSystem(pool, nullLogger), root },
  }
  const rules = { include: [], exclude: [], gitignore: false }
  return {
    here: here.native,
    there: served.native(root),
    synchronizer: (direction) =>
      new Synchronizer({
        pair,
        identity: kind,
        storage: localStorage(state.native),
        settings: { direction, rules, undoBytes: 1_000_000 },
        log: nullLogger,
        now: Date.now,
      }),
    give: () => served.give(root),
    tearDown: async () => {
      for (const folder of [here, state]) await folder.remove()
    },
  }
}
