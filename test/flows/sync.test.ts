/** A folder and a server that are brought in step: what would be done is looked at, chosen from, applied, and a conflict settled. */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { FtpServer } from '../support/ftpServer.ts'
import { openWorkbench, type OpenWorkbench } from './openWorkbench.ts'
import type { Workbench } from './workbench.ts'

const flowMs = 120_000

describe('Syncing a folder, as a person does it', function () {
  this.timeout(flowMs)
  this.bail(true) // each step starts where the one before has ended

  let folder: string
  let here: string
  let there: string
  let server: FtpServer
  let open: OpenWorkbench
  let workbench: Workbench

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-flow-'))
    there = join(folder, 'site/htdocs')
    here = join(folder, 'workspace/public')
    await mkdir(there, { recursive: true })
    server = new FtpServer({ root: join(folder, 'site'), handlers: { USER: letIn } })
    const { host, port } = await server.start()
    const site = { id: 'quay', name: 'production', host, port, user: 'ann', security: 'none', transferMode: 'passive' }
    open = await openWorkbench(folder, { 'portside.sites': [site] })
    workbench = open.workbench
    await createFolders()
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`failed - ${this.currentTest.title}`)
  })

  after(async () => {
    await open.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function createFolders(): Promise<void> {
    await mkdir(join(here, 'css'), { recursive: true })
    await write(here, 'index.html', '<h1>Hello</h1>\n')
    await write(here, 'draft.html', '<h1>Not yet</h1>\n')
    await write(here, 'css/site.css', 'body { margin: 0 }\n')
    await write(there, 'robots.txt', 'User-agent: *\n')
    await mkdir(join(folder, 'workspace/.vscode'))
    const mapping = { local: 'public', site: 'production', remote: '/htdocs' }
    await write(join(folder, 'workspace/.vscode'), 'portside.json', JSON.stringify({ mappings: [mapping] }))
  }

  async function write(parent: string, name: string, text: string): Promise<void> {
    await writeFile(join(parent, name), text)
  }

  function box(name: string): Locator {
    return workbench.row(name).getByRole('checkbox')
  }

  function sentence(words: string): Locator {
    return workbench.page.locator('.tree-explorer-viewlet-tree-view .message', { hasText: words })
  }

  function button(name: string): Locator {
    return workbench.page.locator('.pane-header', { hasText: 'Sync' }).getByRole('button', { name })
  }

  it('shows what would be done, the first time without deleting anything', async () => {
    await workbench.showSites()
    await workbench.row('production').waitFor()
    await workbench.command('Portside: Preview sync')
    await sentence('Will upload 4').waitFor()
    await workbench.row('First sync of these two folders').waitFor()
    await workbench.row('robots.txt').waitFor()
    await workbench.screenshot('sync-01-preview')
  })

  it('does what is ticked, and nothing else', async () => {
    await box('draft.html').click()
    await sentence('Will upload 3').waitFor()
    await workbench.screenshot('sync-02-unticked')
    await workbench.page.locator('.pane-header', { hasText: 'Sync' }).hover()
    await button('Apply sync').click()
    await sentence('Done: uploaded 3').waitFor()
    assert.deepEqual((await readdir(there)).sort(), ['css', 'index.html', 'robots.txt'])
    assert.equal(await readFile(join(here, 'robots.txt'), 'utf8'), 'User-agent: *\n')
  })

  it('leaves a conflict to a person, who takes the server’s', async () => {
    await write(here, 'index.html', '<h1>Mine</h1>\n')
    await write(there, 'index.html', '<h1>Theirs, and longer</h1>\n')
    await rm(join(here, 'css'), { recursive: true })
    await workbench.command('Portside: Preview again')
    await sentence('1 conflict needs you').waitFor()
    await workbench.row('Delete on server').waitFor()
    await workbench.row('index.html').hover()
    await workbench.screenshot('sync-03-conflict')
    await workbench.row('index.html').getByRole('button', { name: 'Take theirs' }).click()
    await box('site.css').click()
    await sentence('delete 1 on the server').waitFor()
  })

  it('asks for each thing that goes, and does what was agreed to', async () => {
    await workbench.command('Portside: Apply sync')
    await workbench.dialogButton('Replace index.html', 'Replace it').click()
    const question = workbench.dialogButton('Delete site.css in /htdocs on production?', 'Leave it')
    await question.waitFor()
    await workbench.screenshot('sync-04-question')
    await question.click()
    await sentence('downloaded 1').waitFor()
    assert.equal(await readFile(join(here, 'index.html'), 'utf8'), '<h1>Theirs, and longer</h1>\n')
    assert.deepEqual(await readdir(join(there, 'css')), ['site.css'])
  })

  it('brings back what was replaced', async () => {
    await workbench.command('Portside: Undo last sync')
    await workbench.dialogButton('Undo the sync of public ↔ production', 'Undo it').click()
    await sentence('Undone').waitFor()
    assert.equal(await readFile(join(here, 'index.html'), 'utf8'), '<h1>Mine</h1>\n')
    await workbench.screenshot('sync-05-undone')
  })
})

function letIn(connection: { session: { isLoggedIn: boolean }; reply(line: string): void }): void {
  connection.session.isLoggedIn = true
  connection.reply('230 Welcome.')
}
