import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { startMappedFolder, type MappedFolder } from './mappedFolder.ts'
import { Picks, Toasts } from './standIns.ts'

const uploadAll = 'Upload'

describe('changes from outside of the editor', () => {
  let store: DisposableStore
  let toasts: Toasts
  let mapped: MappedFolder

  beforeEach(async () => {
    store = new DisposableStore()
    toasts = new Toasts(store)
    mapped = await startMappedFolder()
    const picks = new Picks(store)
    const done = vscode.commands.executeCommand('portside.uploadOnSave')
    ;(await picks.next()).choose('When I save')
    await done
  })

  afterEach(async () => {
    await watch(undefined)
    await mapped.stop()
    store.dispose()
  })

  async function watch(globs: readonly string[] | undefined): Promise<void> {
    await vscode.workspace.getConfiguration('portside').update('watch', globs, vscode.ConfigurationTarget.Global)
  }

  const arrived = (path: string) => mapped.until(() => mapped.kindOf(path) === 'none')

  /** A watcher takes a while to begin, and nobody tells when it has: the file is changed until it is noticed. */
  async function watching(): Promise<void> {
    const begun = arrived('begun.html')
    const timer = setInterval(() => void mapped.putHere('begun.html', String(performance.now())), 700)
    await begun
    clearInterval(timer)
  }

  it('are not uploaded, though saves are', async () => {
    await mapped.putHere('built.html', 'by a build')
    await mapped.save('saved.html', 'by hand')
    await arrived('saved.html')
    assert.equal(await mapped.there('built.html'), undefined)
  })

  it('are uploaded where the setting names them, and deletions are not passed on', async () => {
    await watch(['**/*.html'])
    await watching()
    await mapped.putHere('other.txt', 'not named')
    await vscode.workspace.fs.delete(mapped.here('begun.html'))
    await mapped.putHere('built.html', 'by a build')
    await arrived('built.html')
    assert.equal(await mapped.there('built.html'), 'by a build')
    assert.equal(await mapped.there('other.txt'), undefined)
    assert.notEqual(await mapped.there('begun.html'), undefined)
  })

  it('are asked about when there are many at once', async () => {
    await watch(['**/*.html'])
    await watching()
    const names = Array.from({ length: 25 }, (_, index) => `page${index}.html`)
    await Promise.all(names.map((name) => mapped.putHere(name, name)))
    const toast = await toasts.with(`25 files changed in ${mapped.name}. Upload them to test site?`)
    assert.deepEqual(toast.labels, ['Review', uploadAll, 'Not now'])
    assert.equal(await mapped.there('page7.html'), undefined)
    toast.press(uploadAll)
    await mapped.until(() => names.every((name) => mapped.kindOf(name) === 'none'))
    assert.equal(await mapped.there('page7.html'), 'page7.html')
  })

  it('are not what the editor has saved', async () => {
    await watch(['**/*.html'])
    await watching()
    await mapped.save('saved.html', 'once')
    await arrived('saved.html')
    const looks = () => mapped.site.server.commands.filter((line) => line.includes('saved.html')).length
    const before = looks()
    await delay(1500) // longer than a burst
    assert.equal(looks(), before)
  })
})
