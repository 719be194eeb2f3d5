import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { withResolvers } from '../../src/base/abort.ts'
import { DisposableStore } from '../../src/base/disposable.ts'
import type { Site } from '../../src/sites/site.ts'
import { Config } from '../../src/workbench/config.ts'
import { Diagnoses } from '../../src/workbench/diagnoses.ts'
import { describeStep, progressAt } from '../../src/workbench/diagnosisSteps.ts'
import { Failures } from '../../src/workbench/failures.ts'
import { placeOf } from '../../src/workbench/place.ts'
import { TrustedCertificates } from '../../src/workbench/secrets.ts'
import { SiteActions } from '../../src/workbench/siteActions.ts'
import { SiteConnections } from '../../src/workbench/siteConnections.ts'
import { closedPassivePorts, startServerSite, type ServerSite } from './serverSite.ts'
import { standIn, Toasts } from './standIns.ts'

describe('diagnoses of sites', () => {
  let store: DisposableStore
  let server: ServerSite
  let config: Config
  let diagnoses: Diagnoses
  let toasts: Toasts

  beforeEach(async () => {
    store = new DisposableStore()
    server = await startServerSite({ handlers: closedPassivePorts })
    config = store.add(new Config())
    const log = store.add(vscode.window.createOutputChannel(`Portside test ${server.uri('/').authority}`, { log: true }))
    const certificates = new TrustedCertificates({ keys: () => [], get: () => undefined, update: async () => {} })
    const prompts = { password: nothing, account: nothing, proxyPassword: nothing, certificate: async () => false }
    const services = { prompts, certificates, proxies: { of: () => undefined }, log }
    const actions = new SiteActions(config, store.add(new SiteConnections(config, services)), certificates)
    const failures = new Failures(actions, certificates, log)
    const place = placeOf(undefined, 'quay', 'linux')
    const icon = vscode.Uri.file('/icon.svg')
    diagnoses = store.add(new Diagnoses({ ...services, site: (id) => config.site(id), actions, failures, place, icon }))
    toasts = new Toasts(store)
  })

  afterEach(async () => {
    store.dispose()
    await server.stop()
  })

  function siteNow(): Site {
    const [site] = config.sites
    assert.ok(site)
    return site
  }

  const reportNow = () => diagnoses.report(server.uri('/').authority)

  /** From now on the server doesn't answer to EPSV. Resolves when it was sent. */
  function stuckAtEpsv(): Promise<void> {
    const { promise, resolve } = withResolvers<void>()
    server.server.handlers.EPSV = () => resolve()
    return promise
  }

  it('follow no advice for another server than the one that was diagnosed', async () => {
    await diagnoses.run(siteNow())
    await server.change({ host: 'localhost' })
    await reportNow()?.receive({ kind: 'action', id: 'use-active-mode' })
    assert.match(toasts.messages.join(), /The site has changed\. Diagnose again\./)
    assert.equal(siteNow().transferMode, 'passive')
  })

  it('follow the advice of the page, and ask again where that is wanted', async () => {
    await diagnoses.run(siteNow())
    const following = reportNow()?.receive({ kind: 'action', id: 'use-active-mode' })
    const toast = await toasts.with('is now Active')
    assert.deepEqual(toast.labels, ['Undo', 'Diagnose again'])
    assert.equal(siteNow().transferMode, 'active')
    toast.press()
    await following
  })

  it('save a report of a site that was removed, and in no folder of the workspace', async () => {
    await diagnoses.run(siteNow())
    await config.removeSite(siteNow().id)
    const targets: unknown[] = []
    standIn(store, 'showSaveDialog', async ({ defaultUri }: vscode.SaveDialogOptions) => void targets.push(defaultUri?.toString()))
    await reportNow()?.receive({ kind: 'print' })
    assert.deepEqual(toasts.messages, [])
    assert.deepEqual(targets, [vscode.Uri.file(join(homedir(), 'test site.html')).toString()])
  })

  it('begin anew for a site that was edited meanwhile', async () => {
    const stuck = stuckAtEpsv()
    const first = diagnoses.run(siteNow())
    await stuck
    server.server.handlers.EPSV = closedPassivePorts.EPSV
    await server.change({ name: 'edited' })
    await Promise.all([first, diagnoses.run(siteNow())])
    assert.match(reportNow()?.html ?? '', /edited/)
    assert.equal(server.server.commands.filter((line) => line.startsWith('PORT')).length, 1)
    assert.deepEqual(toasts.messages, [])
  })

  it('end with the window, and leave nothing', async () => {
    const stuck = stuckAtEpsv()
    const running = diagnoses.run(siteNow())
    await stuck
    diagnoses.dispose()
    await running
    await server.server.clientsGone()
    assert.equal(reportNow(), undefined)
    assert.deepEqual(toasts.messages, [])
  })

  it('end with the tab, which stays closed', async () => {
    await diagnoses.run(siteNow())
    const stuck = stuckAtEpsv()
    const running = diagnoses.run(siteNow())
    await stuck
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    await running
    assert.equal(reportNow(), undefined)
    assert.deepEqual(toasts.messages, [])
  })

  it('begin anew as soon as the tab is closed', async () => {
    await diagnoses.run(siteNow())
    const stuck = stuckAtEpsv()
    const running = diagnoses.run(siteNow())
    await stuck
    server.server.handlers.EPSV = closedPassivePorts.EPSV
    const closed = new Promise<void>((resolve) => void reportNow()?.onDidClose(resolve))
    void vscode.commands.executeCommand('workbench.action.closeActiveEditor')
    const again = closed.then(() => diagnoses.run(siteNow()))
    await Promise.all([running, again])
    assert.ok(reportNow())
  })
})

describe('what a diagnosis is doing', () => {
  it('is told in words, with how far it is', () => {
    assert.deepEqual([describeStep('lookup'), progressAt('lookup')], ['Looking up the name…', 0])
    assert.equal(describeStep('PASV'), 'Trying PASV…')
    assert.ok(progressAt('PASV') > progressAt('EPSV') && progressAt('clock') < 1)
  })
})

async function nothing(): Promise<undefined> {
  return undefined
}
