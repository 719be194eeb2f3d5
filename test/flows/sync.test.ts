/**
 * A folder and a server that are brought in step, on a real Pure-FTPd: mapped, previewed, chosen from, applied; a conflict merged,
 * a deletion agreed to, all of it undone; and in the end every save goes up by itself.
 */

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, readdir, rm, watch, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'jsonc-parser'
import { giveToServer, startServer, type RealServer } from '../servers/realServer.ts'
import { openWorkbench, type OpenWorkbench } from './openWorkbench.ts'
import { SyncPane } from './syncPane.ts'
import type { Workbench } from './workbench.ts'

const flowMs = 120_000
const uploadMs = 20_000

const page = (title: string, footer: string) => `<!doctype html>
<html lang="en">
  <head>
    <title>Quay 7</title>
    <link rel="stylesheet" href="css/site.css">
  </head>
  <body>
    <h1>${title}</h1>
    <p>The café at the end of the pier.</p>
    <footer>${footer}</footer>
  </body>
</html>
`

const first = page('Quay 7', 'Open daily')
const mine = page('Quay 7, at the pier', 'Open daily')
const theirs = page('Welcome to Quay 7', 'Open daily, closed in January')
const merged = page('Welcome to Quay 7, at the pier', 'Open daily, closed in January')
const menu = page('Menu', 'Soup of the day: ask')
const news = page('News', 'Breakfast from seven')

describe('Syncing a folder, as a person does it', function () {
  this.timeout(flowMs)
  this.bail(true) // each step starts where the one before has ended

  let folder: string
  let here: string
  let there: string
  let server: RealServer
  let open: OpenWorkbench
  let workbench: Workbench
  let sync: SyncPane

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-flow-'))
    there = join(folder, 'site/htdocs')
    here = join(folder, 'workspace/public')
    await mkdir(there, { recursive: true })
    await mkdir(join(folder, 'site/logs'))
    await writeFile(join(there, 'robots.txt'), 'User-agent: *\n')
    server = await startServer({ kind: 'pureftpd', security: 'explicit', root: join(folder, 'site') })
    const { host, port, user } = server
    const site = { id: 'quay', name: 'production', host, port, user, security: 'explicit', transferMode: 'passive' }
    open = await openWorkbench(folder, { 'portside.sites': [site] })
    workbench = open.workbench
    sync = new SyncPane(workbench)
    await mkdir(join(here, 'css'), { recursive: true })
    await writeHere('index.html', first)
    await writeHere('draft.html', '<h1>Not yet</h1>\n')
    await writeHere('css/site.css', 'body { margin: 0 }\n')
  })

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`failed - ${this.currentTest.title}`)
  })

  after(async () => {
    await open.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function writeHere(name: string, text: string): Promise<void> {
    await writeFile(join(here, name), text)
  }

  async function writeThere(name: string, text: string): Promise<void> {
    await writeFile(join(there, name), text)
    giveToServer(there)
  }

  async function textsOf(name: string): Promise<{ here: string; there: string }> {
    const [ours, theirs] = await Promise.all([here, there].map((root) => readFile(join(root, name), 'utf8')))
    return { here: ours ?? '', there: theirs ?? '' }
  }

  async function inOtherThemes(name: string): Promise<void> {
    await workbench.setTheme('Light Modern', 'vs')
    await workbench.screenshot(`${name}-light`)
    await workbench.setTheme('Dark High Contrast', 'hc-black')
    await workbench.screenshot(`${name}-contrast`)
    await workbench.setTheme('Dark Modern', 'vs-dark')
  }

  it('maps a folder to one on the server, by keyboard', async () => {
    await workbench.showSites()
    await workbench.row('production').waitFor()
    await workbench.command('Portside: Map folder')
    await workbench.placeholder('Which folder on this computer?').waitFor()
    await workbench.screenshot('sync-01-folder')
    await workbench.choose('Choose a folder inside')
    await workbench.chooseFolder(here, 'css')
    await workbench.placeholder('Which site?').waitFor()
    await workbench.screenshot('sync-02-site')
    await workbench.accept('production')
    await workbench.dialogButton('can not be proven', 'Trust this certificate').press('Enter')
    await workbench.answer('Password for', server.password)
    await workbench.placeholder('Which folder on production?').waitFor()
    await workbench.screenshot('sync-03-remote')
    await workbench.choose('htdocs')
    await workbench.choose('Use /htdocs')
    await workbench.placeholder('What does a sync do?').waitFor()
    await workbench.screenshot('sync-04-direction')
    await workbench.accept('Both ways')
    await workbench.notification('public now belongs to /htdocs on production').waitFor()
    await workbench.screenshot('sync-05-mapped')
  })

  it('writes the mapping to the project file, and nothing secret', async () => {
    const text = await readFile(join(folder, 'workspace/.vscode/portside.json'), 'utf8')
    const { mappings } = parse(text) as { mappings: unknown }
    assert.deepEqual(mappings, [{ local: 'public', site: 'production', remote: '/htdocs', direction: 'both' }])
    assert.ok(!text.includes(server.password))
  })

  it('shows what would be done, the first time without deleting anything', async () => {
    await workbench.notification('public now belongs to').getByRole('button', { name: 'Preview sync' }).click()
    await sync.sentence('Will upload 4').waitFor()
    await sync.row('First sync: nothing is deleted').waitFor()
    await sync.row('robots.txt').waitFor()
    assert.deepEqual(await readdir(there), ['robots.txt'], 'a look changes nothing')
    await workbench.screenshot('sync-06-preview')
    await inOtherThemes('sync-06-preview')
  })

  it('does what is ticked, and nothing else', async () => {
    await sync.box('draft.html').click()
    await sync.sentence('Will upload 3').waitFor()
    await workbench.screenshot('sync-07-unticked')
    await sync.apply()
    await sync.sentence('Done: uploaded 3').waitFor()
    await sync.row('index.html').waitFor({ state: 'detached' })
    assert.equal(await sync.row('First sync').count(), 0, 'it is over')
    await workbench.screenshot('sync-08-done')
    assert.deepEqual((await readdir(there)).sort(), ['css', 'index.html', 'robots.txt'])
    assert.deepEqual(await textsOf('index.html'), { here: first, there: first })
    assert.equal(await readFile(join(here, 'robots.txt'), 'utf8'), 'User-agent: *\n')
  })

  it('brings back what was changed on the server', async () => {
    await rm(join(here, 'draft.html'))
    await writeThere('robots.txt', 'User-agent: *\nDisallow: /drafts\n')
    await workbench.command('Portside: Sync folder')
    await workbench.notification('Done: downloaded 1').waitFor()
    assert.equal(await readFile(join(here, 'robots.txt'), 'utf8'), 'User-agent: *\nDisallow: /drafts\n')
    await workbench.screenshot('sync-09-downloaded')
  })

  it('remembers what is in step after the window is restarted', async () => {
    await workbench.page.reload()
    await workbench.showSites()
    await workbench.row('production').waitFor()
    await workbench.command('Portside: Preview sync')
    await sync.sentence('Both sides are alike.').waitFor()
    await workbench.screenshot('sync-10-alike')
  })

  it('shows a conflict, and deletes nothing unless it is ticked', async () => {
    await writeHere('index.html', mine)
    await writeThere('index.html', theirs)
    await rm(join(here, 'css/site.css'))
    await writeHere('menu.html', menu)
    await writeThere('news.html', news)
    await workbench.command('Portside: Preview again')
    await sync.sentence('1 conflict needs you').waitFor()
    await sync.row('Delete on server').waitFor()
    await sync.row('index.html').hover()
    await workbench.screenshot('sync-11-conflict')
    await inOtherThemes('sync-11-conflict')
    await sync.row('index.html').click()
    await workbench.editorWith('closed in January').waitFor()
    await workbench.statusBar('Activating').waitFor({ state: 'hidden' })
    await workbench.page.mouse.move(900, 600) // where it shows nothing
    await workbench.screenshot('sync-12-compare')
  })

  it('merges it in an editor, where a person has the last word', async () => {
    await sync.press('index.html', 'Merge')
    await workbench.notification('Both sides have changed the same places').waitFor()
    await workbench.editorWith('<<<<<<<').waitFor()
    await workbench.screenshot('sync-13-merge')
    await workbench.editorWith('<<<<<<<').click()
    await workbench.replaceAll(merged)
    await workbench.screenshot('sync-14-merged')
    await workbench.notification('Both sides have changed the same places').getByRole('button', { name: 'Use this result' }).click()
    await sync.sentence('Will upload 2').waitFor()
    assert.deepEqual(await textsOf('index.html'), { here: merged, there: theirs }, 'the server gets it with the sync')
    await workbench.screenshot('sync-15-decided')
  })

  it('asks before anything goes, and does what was agreed to', async () => {
    await sync.box('site.css').click()
    await sync.sentence('delete 1 on the server').waitFor()
    await workbench.command('Portside: Apply sync')
    await workbench.page.getByRole('dialog').waitFor()
    await workbench.screenshot('sync-16-replace')
    await workbench.dialogButton('Replace index.html', 'Replace it').click()
    const question = workbench.dialogButton('Delete site.css in /htdocs on production?', 'Delete it')
    await question.waitFor()
    await workbench.screenshot('sync-17-delete')
    await question.click()
    await sync.sentence('Done: uploaded 2').waitFor()
    await sync.row('site.css').waitFor({ state: 'detached' })
    await workbench.screenshot('sync-18-applied')
    assert.deepEqual(await textsOf('index.html'), { here: merged, there: merged })
    assert.deepEqual(await readdir(join(there, 'css')), [])
    assert.deepEqual(await textsOf('menu.html'), { here: menu, there: menu })
    assert.deepEqual(await textsOf('news.html'), { here: news, there: news })
  })

  it('brings back what was replaced and deleted', async () => {
    await workbench.command('Portside: Undo last sync')
    const question = workbench.dialogButton('Undo the sync of public ↔ production', 'Undo it')
    await question.waitFor()
    await workbench.screenshot('sync-19-undo')
    await question.click()
    await sync.sentence('Undone').waitFor()
    await workbench.screenshot('sync-20-undone')
    assert.deepEqual(await textsOf('index.html'), { here: merged, there: theirs })
    assert.equal(await readFile(join(there, 'css/site.css'), 'utf8'), 'body { margin: 0 }\n')
    assert.deepEqual((await readdir(there)).sort(), ['css', 'index.html', 'news.html', 'robots.txt'])
    assert.deepEqual((await readdir(here)).sort(), ['css', 'index.html', 'menu.html', 'robots.txt'])
  })

  it('uploads each save, once that is turned on', async () => {
    await workbench.openFile('public', 'robots.txt')
    await workbench.editorWith('Disallow').click()
    await workbench.command('Portside: Upload on save')
    await workbench.question('Upload on save for public ↔ production').waitFor()
    await workbench.screenshot('sync-21-upload-on-save')
    await workbench.choose('When I save')
    await workbench.editorWith('Disallow').click()
    await workbench.typeAtStart('# saved here\n')
    const uploaded = whenItIs(join(there, 'robots.txt'), '# saved here\nUser-agent: *\nDisallow: /drafts\n')
    await workbench.save()
    await uploaded
    await workbench.statusBar('2 ↑ 1 ↓ 1 !').waitFor() // what the undo has left to do, and no more
    await workbench.explorerRow('menu.html').locator('[class*="itemBadge"]').waitFor() // not on the server
    await workbench.screenshot('sync-22-saved')
  })
})

/** Resolves when the file holds that text. */
async function whenItIs(path: string, text: string): Promise<void> {
  for await (const _ of watch(dirname(path), { signal: AbortSignal.timeout(uploadMs) })) {
    if ((await readFile(path, 'utf8')) === text) return
  }
}
