import assert from 'node:assert/strict'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { RawClient, readAll } from '../support/rawClient.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts'
import { startSampleServer } from './sampleServer.ts'
import { createSampleSite } from './sampleSite.ts'

describe('the sample site', () => {
  let folder: TemporaryFolder

  beforeEach(async () => {
    folder = await temporaryFolder()
    await createSampleSite(folder.native)
  })

  afterEach(() => folder.remove())

  it('has pages, pictures, odd names and a link', async () => {
    const names = await readdir(folder.native)
    for (const name of ['.htaccess', 'index.html', 'about.html', 'Grüße aus Köln.txt', '日本語', 'spaced name'])
      assert.ok(names.includes(name), name)
    assert.equal((await readFile(join(folder.native, 'images/harbour.png'))).subarray(1, 4).toString(), 'PNG')
    assert.equal(await readlink(join(folder.native, 'latest')), 'releases/2026')
  })

  it('can be made twice in the same folder', async () => {
    await createSampleSite(folder.native)
  })

  it('is served to the demo user', async () => {
    const server = await startSampleServer({ root: folder.native })
    try {
      const client = await RawClient.connect(server)
      assert.equal(await client.reply(), '220 Welcome to the sample site.')
      await client.send(`USER ${server.user}`)
      assert.match(await client.send(`PASS ${server.password}`), /^230 /)
      const data = await client.passive()
      client.write('NLST 日本語\r\n')
      assert.equal(await readAll(data), '読んで.txt\r\n')
      client.destroy()
    } finally {
      await server.stop()
    }
  })
})
