/** A server whose firewall blocks its passive ports: what a user is told, the diagnosis, and the click that makes it work. */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameLocator, Locator } from 'playwright-core'
import { FtpServer, hostPort } from '../support/ftpServer.ts'
import { silentPort, type SilentPort } from '../support/silentPort.ts'
import { openWorkbench, type OpenWorkbench } from './openWorkbench.ts'
import type { Workbench } from './workbench.ts'

const flowMs = 120_000

describe('Diagnosing a server with blocked passive ports, as a person does it', function () {
  this.timeout(flowMs)
  this.bail(true) // each step starts where the one before has ended

  let folder: string
  let blocked: SilentPort
  let server: FtpServer
  let open: OpenWorkbench
  let workbench: Workbench

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-flow-'))
    await mkdir(join(folder, 'site/htdocs'), { recursive: true })
    blocked = await silentPort()
    server = blockedServer(join(folder, 'site'), blocked)
    const { host, port } = await server.start()
    const site = {
      id: 'quay',
      name: 'Quay',
      host,
      port,
      user: 'ann',
      security: 'none',
      transferMode: 'passive',
      timeouts: { dataConnect: 1 },
    }
    open = await openWorkbench(folder, { 'portside.sites': [site] })
    workbench = open.workbench
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`failed - ${this.currentTest.title}`)
  })

  after(async () => {
    await open.close()
    await server.stop()
    await blocked.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('tells what is likely in the way, and what can be done', async () => {
    await workbench.showSites()
    await workbench.row('Quay').click()
    const toast = workbench.notification("The server's firewall may block its passive ports. Try active mode.")
    await toast.getByRole('button', { name: 'Try active' }).waitFor()
    await workbench.row('No data connection could be opened.').waitFor()
    await workbench.screenshot('diagnose-01-toast')
    await toast.getByRole('button', { name: 'Diagnose' }).click()
  })

  it('shows what it is doing, and then the verdict in a tab', async () => {
    await workbench.notification('Diagnosing Quay').getByRole('button', { name: 'Cancel' }).waitFor()
    await reportTab().waitFor()
    await report().getByText('passive').first().waitFor()
    await workbench.screenshot('diagnose-02-dark')
  })

  it('looks right in a light theme and in high contrast', async () => {
    await workbench.setTheme('Light Modern', 'vs')
    await workbench.screenshot('diagnose-03-light')
    await workbench.setTheme('Dark High Contrast', 'hc-black')
    await workbench.screenshot('diagnose-04-contrast')
    await workbench.setTheme('Dark Modern', 'vs-dark')
  })

  it('puts the report on the clipboard', async () => {
    await report().getByRole('button', { name: 'Copy as Markdown' }).click()
    await workbench.statusBar('Copied.').waitFor()
    const copied = await workbench.page.evaluate('navigator.clipboard.readText()')
    assert.match(String(copied), /EPSV/)
  })

  it('changes the mode at one click, and the folder lists', async () => {
    await report().getByRole('button', { name: 'Set transfer mode to Active' }).click()
    await workbench.notification('Transfer mode of Quay is now Active.').waitFor()
    await workbench.row('htdocs').waitFor()
    await workbench.statusBar(/Quay.*Active/).waitFor()
    await workbench.screenshot('diagnose-05-active')
  })

  it('takes that back at another', async () => {
    await workbench.notification('is now Active.').getByRole('button', { name: 'Undo' }).click()
    await workbench.statusBar(/Quay.*Passive/).waitFor()
  })

  it('finds out by itself in auto mode, and says so', async () => {
    await workbench.statusBar(/Quay.*Passive/).click()
    await workbench.choice('Diagnose connection…').waitFor()
    await workbench.screenshot('diagnose-06-mode')
    await workbench.choice('uses what works').click()
    await workbench.statusBar(/Quay.*Auto: Active/).waitFor()
    await workbench.command('Portside: Refresh')
    await workbench.row(/Quay.*auto \(active\)/).waitFor()
    await workbench.screenshot('diagnose-07-auto')
  })

  it('leaves nothing behind when it is cancelled', async () => {
    await workbench.command('View: Close All Editors')
    await reportTab().waitFor({ state: 'detached' })
    server.handlers.EPSV = () => {} // never answers
    await workbench.row('Quay').click({ button: 'right' })
    await workbench.page.getByRole('menuitem', { name: 'Diagnose connection' }).hover()
    await workbench.page.keyboard.press('Enter') // a menu that has just opened takes no click
    const progress = workbench.notification('Diagnosing Quay: Trying EPSV…')
    await progress.waitFor()
    await workbench.screenshot('diagnose-08-progress')
    await progress.getByRole('button', { name: 'Cancel' }).click()
    await progress.waitFor({ state: 'detached' })
    assert.equal(await reportTab().count(), 0)
  })

  it('leaves no dead tab behind when the window is loaded again', async () => {
    server.handlers.EPSV = (connection) => connection.reply('502 Not here.')
    await workbench.command('Portside: Diagnose connection')
    await reportTab().waitFor()
    await workbench.page.reload()
    await workbench.showSites()
    await workbench.row('Quay').waitFor()
    assert.equal(await reportTab().count(), 0)
  })

  function reportTab(): Locator {
    return workbench.page.locator('.tab', { hasText: 'Diagnosis: Quay' })
  }

  function report(): FrameLocator {
    return workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame')
  }
})

/** Lets everybody in, and names passive ports where nothing ever answers. */
function blockedServer(root: string, { host, port }: SilentPort): FtpServer {
  return new FtpServer({
    root,
    handlers: {
      USER(connection) {
        connection.session.isLoggedIn = true
        connection.reply('230 Welcome.')
      },
      EPSV: (connection) => connection.reply(`229 Entering Extended Passive Mode (|||${port}|)`),
      PASV: (connection) => connection.reply(`227 Entering Passive Mode (${hostPort(host, port)}).`),
    },
  })
}
