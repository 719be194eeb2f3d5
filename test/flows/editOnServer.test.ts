/** The first hour of a user: add a site, browse, edit, save, change the transfer mode, come back later. On a real Pure-FTPd. */

import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSampleSite } from '../demo/sampleSite.ts'
import { settingsFile } from '../host/editorHost.ts'
import { startServer, type RealServer } from '../servers/realServer.ts'
import { openWorkbench, type OpenWorkbench } from './openWorkbench.ts'
import type { Workbench } from './workbench.ts'

const flowMs = 120_000

describe('Editing a file on a server, as a person does it', function () {
  this.timeout(flowMs)
  this.bail(true) // each step starts where the one before has ended

  let folder: string
  let site: string
  let server: RealServer
  let open: OpenWorkbench
  let workbench: Workbench

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-flow-'))
    site = join(folder, 'site')
    await createSampleSite(site)
    server = await startServer({ kind: 'pureftpd', security: 'explicit', root: site })
    open = await openWorkbench(folder)
    workbench = open.workbench
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`failed - ${this.currentTest.title}`)
  })

  after(async () => {
    await open.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('offers to add a site where there is none', async () => {
    await workbench.showSites()
    await workbench.page.getByRole('button', { name: 'Add site' }).first().waitFor()
    await workbench.screenshot('01-empty')
  })

  it('adds a site by keyboard, and asks about a certificate nobody has signed', async () => {
    await workbench.command('Portside: Add site')
    await workbench.question('Address of the server').waitFor()
    await workbench.screenshot('02-address')
    await workbench.answer('Address of the server', `${server.user}@${server.host}:${server.port}`)
    await workbench.answer('Password of', server.password)
    await workbench.choice('FTPS (explicit)').waitFor()
    await workbench.screenshot('03-security')
    await workbench.page.keyboard.press('Enter')
    await workbench.question('Next is a question about the certificate').waitFor()
    await workbench.screenshot('04-name')
    await workbench.answer('Name of the site', 'Harbour café')
    const trust = workbench.dialogButton('can not be proven', 'Trust this certificate')
    await trust.waitFor()
    assert.ok(await workbench.page.getByText(server.fingerprint).isVisible(), 'the dialog shows the fingerprint')
    await workbench.screenshot('05-certificate')
    await trust.press('Enter')
    await workbench.row('Harbour café').waitFor()
  })

  it('writes the site to the settings, and no password', async () => {
    const settings = await readFile(settingsFile(open.editor.home), 'utf8')
    assert.match(settings, /Harbour café/)
    assert.ok(!settings.includes(server.password))
  })

  it('shows the folders, links and odd names of the server', async () => {
    await workbench.row('Harbour café').click()
    await workbench.row('index.html').waitFor()
    for (const name of ['styles', 'Grüße aus Köln.txt', '日本語', 'spaced name', '.htaccess', 'latest']) await workbench.row(name).waitFor()
    await workbench.screenshot('06-tree')
  })

  it('opens a file with its language, and a save reaches the server', async () => {
    await workbench.row('index.html').click()
    await workbench.editorWith('<!doctype html>').waitFor()
    await workbench.statusBar('HTML').waitFor()
    await workbench.page.keyboard.press('Control+1')
    await workbench.typeAtStart('<!-- saved from the editor -->\n')
    await workbench.save()
    assert.match(await readFile(join(site, 'index.html'), 'utf8'), /^<!-- saved from the editor -->\n/)
    await workbench.screenshot('07-saved')
  })

  it('switches to active mode for the next transfer, without a new login', async () => {
    const logins = countOf(server.log(), 'is now logged in')
    await workbench.statusBar(/Harbour café.*Auto/).click()
    await workbench.question('Transfer mode for Harbour café').waitFor()
    await workbench.screenshot('08-mode')
    await workbench.choice("behind the server's firewall").click()
    await workbench.statusBar(/Harbour café.*Active/).waitFor()
    await workbench.editorWith('saved from the editor').click()
    await workbench.typeAtStart('<!-- and in active mode -->\n')
    await workbench.save()
    assert.match(await readFile(join(site, 'index.html'), 'utf8'), /^<!-- and in active mode -->\n/)
    assert.equal(countOf(server.log(), 'is now logged in'), logins, 'the open connection was used')
    await workbench.screenshot('09-active')
  })

  it('does not overwrite what somebody else has changed, until told to, in one click', async () => {
    await writeFile(join(site, 'index.html'), 'somebody else was here')
    await workbench.editorWith('saved from the editor').click()
    await workbench.typeAtStart('<!-- mine -->\n')
    await workbench.page.keyboard.press('Control+s')
    const conflict = workbench.notification('changed on the server since you opened it')
    await conflict.getByRole('button', { name: 'Compare' }).waitFor()
    await workbench.screenshot('conflict')
    assert.equal(await readFile(join(site, 'index.html'), 'utf8'), 'somebody else was here')
    await conflict.getByRole('button', { name: 'Overwrite' }).click()
    await workbench.page.locator('.tab.active:not(.dirty)').waitFor()
    assert.match(await readFile(join(site, 'index.html'), 'utf8'), /^<!-- mine -->\n/)
  })

  it('sees what somebody else puts on the server after a refresh', async () => {
    await writeFile(join(site, 'news.txt'), 'fresh')
    await workbench.command('Portside: Refresh')
    await workbench.row('news.txt').waitFor()
  })

  it('leaves no temporary file on the server', async () => {
    assert.deepEqual(
      (await readdir(site)).filter((name) => name.startsWith('.portside-')),
      [],
    )
  })

  it('still knows the site, its mode, its certificate and its password after the window is restarted', async () => {
    await workbench.page.reload()
    await workbench.showSites()
    await workbench.row('Harbour café').waitFor()
    await workbench.row('Harbour café').click()
    await workbench.row('styles').click()
    await workbench.row('site.css').click()
    await workbench.editorWith('{').waitFor()
    await workbench.statusBar(/Harbour café.*Active/).waitFor()
  })

  it('looks right in a light theme', async () => {
    await workbench.toggleTheme()
    await workbench.page.locator('.monaco-workbench.vs').waitFor()
    await workbench.row('site.css').hover()
    await workbench.screenshot('10-light')
  })
})

function countOf(text: string, part: string): number {
  return text.split(part).length - 1
}
