import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { DisposableStore } from '../../src/base/disposable.ts'
import { FtpError, type FtpErrorReason } from '../../src/ftp/ftpError.ts'
import { serverOf, type Site } from '../../src/sites/site.ts'
import { CharsetHints } from '../../src/workbench/charsetHints.ts'
import { Config } from '../../src/workbench/config.ts'
import { describeError } from '../../src/workbench/describeError.ts'
import { EditedFiles } from '../../src/workbench/editedFiles.ts'
import { Failures } from '../../src/workbench/failures.ts'
import { PortsideFileSystemProvider } from '../../src/workbench/fileSystemProvider.ts'
import { LargeFiles } from '../../src/workbench/largeFiles.ts'
import { TrustedCertificates } from '../../src/workbench/secrets.ts'
import { SiteActions } from '../../src/workbench/siteActions.ts'
import { SiteConnections } from '../../src/workbench/siteConnections.ts'
import { closedPassivePorts, startServerSite, type ServerSite } from './serverSite.ts'
import { Toasts } from './standIns.ts'

const noData = new FtpError('dataConnection', '', { otherMode: 'active', likelyCause: 'serverFirewall' })

describe('what is offered after a failure', () => {
  let store: DisposableStore
  let server: ServerSite
  let config: Config
  let certificates: TrustedCertificates
  let connections: SiteConnections
  let actions: SiteActions
  let failures: Failures
  let site: Site

  beforeEach(async () => {
    store = new DisposableStore()
    server = await startServerSite()
    config = store.add(new Config())
    const log = store.add(vscode.window.createOutputChannel(`Portside test ${server.uri('/').authority}`, { log: true }))
    const kept = new Map<string, unknown>()
    certificates = new TrustedCertificates({
      keys: () => [...kept.keys()],
      get: (key: string): undefined => kept.get(key) as undefined,
      update: async (key: string, value: unknown) => void kept.set(key, value),
    })
    const prompts = { password: never, account: never, proxyPassword: never, certificate: async () => false }
    connections = store.add(new SiteConnections(config, { prompts, certificates, proxies: { of: () => undefined }, log }))
    actions = new SiteActions(config, connections, certificates)
    failures = new Failures(actions, certificates, log)
    site = currentSite()
  })

  afterEach(async () => {
    store.dispose()
    await server.stop()
  })

  function currentSite(): Site {
    const [first] = config.sites
    assert.ok(first)
    return first
  }

  function labelsFor(error: FtpError, of = site): string[] {
    return failures.offersFor(describeError(error, ''), of).map(({ label }) => label)
  }

  it('is the other mode and a diagnosis where no data connection can be had', () => {
    assert.deepEqual(labelsFor(noData), ['Try active', 'Diagnose'])
    assert.deepEqual(labelsFor(new FtpError('dataConnection', '', { otherMode: 'passive' })), ['Try passive', 'Diagnose'])
    assert.deepEqual(labelsFor(new FtpError('dataConnection', ''), { ...site, transferMode: 'auto' }), ['Diagnose'])
  })

  it('is a diagnosis where the server can not be reached or understood', () => {
    for (const reason of ['connectionRefused', 'timeout', 'tlsFailed', 'certificate', 'notFtp'] as const)
      assert.deepEqual(labelsFor(new FtpError(reason, '')), ['Diagnose'], reason)
  })

  it('is nothing where the failure speaks for itself', () => {
    const clear: readonly FtpErrorReason[] = ['loginRefused', 'refused', 'full', 'unsupported', 'badName', 'tooManyConnections']
    for (const reason of clear) assert.deepEqual(labelsFor(new FtpError(reason, '')), [], reason)
  })

  it('is to ask about another certificate than the trusted one', async () => {
    await certificates.trust(serverOf(site), 'AA:BB')
    assert.deepEqual(labelsFor(new FtpError('certificate', '')), ['Ask me about the new certificate', 'Diagnose'])
  })

  it('changes the mode at one click, and back at another', async () => {
    const { message, undo } = await actions.perform(site, { kind: 'setMode', mode: 'active' })
    assert.equal(message, 'Transfer mode of test site is now Active.')
    assert.equal(currentSite().transferMode, 'active')
    await undo()
    assert.deepEqual(currentSite(), site)
  })

  it('takes back ports and address, and not what was changed since', async () => {
    const action = { kind: 'setActive', activePorts: { low: 50_000, high: 50_100 }, activeAddress: '203.0.113.9' } as const
    const { message, undo } = await actions.perform(site, action)
    assert.match(message, /now uses the ports 50000-50100\. .*now announces the address 203\.0\.113\.9\./)
    assert.equal(currentSite().activePorts, '50000-50100')
    await config.saveSite({ ...currentSite(), name: 'renamed' })
    await undo()
    assert.deepEqual(currentSite(), { ...site, name: 'renamed' })
  })

  it('trusts a certificate at one click, and no more at another', async () => {
    const { undo } = await actions.perform(site, { kind: 'trustCertificate', fingerprint: 'AA:BB' })
    assert.equal(certificates.fingerprint(serverOf(site)), 'AA:BB')
    await undo()
    assert.equal(certificates.fingerprint(serverOf(site)), undefined)
    await certificates.trust(serverOf(site), 'CC:DD')
    await undo() // of another
    assert.equal(certificates.fingerprint(serverOf(site)), 'CC:DD')
    await (await actions.perform(site, { kind: 'trustCertificate', fingerprint: 'AA:BB' })).undo()
    assert.equal(certificates.fingerprint(serverOf(site)), 'CC:DD')
  })

  it('brings no site back that was removed', async () => {
    const { undo } = await actions.perform(site, { kind: 'setMode', mode: 'active' })
    await config.removeSite(site.id)
    await assert.rejects(actions.perform(site, { kind: 'setMode', mode: 'active' }), /not in the settings any more/)
    await assert.rejects(undo(), /not in the settings any more/)
    assert.deepEqual(config.sites, [])
  })

  it('is told again as soon as something was chosen, though the message about that is still open', async () => {
    const toasts = new Toasts(store)
    failures.suggest(noData, 'First', site)
    failures.suggest(noData, 'Second', site)
    assert.equal(toasts.all.length, 1)
    toasts.all[0]?.press('Try active')
    const changed = await toasts.with('is now Active')
    failures.suggest(noData, 'Third', site)
    assert.match(toasts.all[2]?.message ?? '', /^Third/)
    changed.press()
  })

  it('is not told once more of what a command has just failed of', async () => {
    const toasts = new Toasts(store)
    failures.show(noData, 'Told', site)
    failures.suggest(noData, 'Not told', site)
    assert.equal(toasts.all.length, 1)
    failures.suggest(new FtpError('dataConnection', ''), 'Of another site', { ...site, id: 'other' })
    assert.equal(toasts.all.length, 2)
  })

  it('is told of a file that was to be opened, and not of what the editor looks up by itself', async () => {
    const toasts = new Toasts(store)
    Object.assign(server.server.handlers, closedPassivePorts)
    const edited = store.add(new EditedFiles({ get: () => undefined, update: async () => {} }))
    const charsetHints = new CharsetHints()
    const services = { connections, edited, largeFiles: new LargeFiles(config), failures, charsetHints }
    const provider = store.add(new PortsideFileSystemProvider(services))
    await assert.rejects(provider.stat(server.uri('/folder/a.txt')))
    await assert.rejects(provider.readDirectory(server.uri('/folder')))
    assert.deepEqual(toasts.messages, [])
    await assert.rejects(provider.readFile(server.uri('/folder/a.txt')))
    assert.equal(toasts.all.length, 1)
  })
})

async function never(): Promise<undefined> {
  return undefined
}
