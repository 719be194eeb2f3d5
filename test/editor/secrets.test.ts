import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { PortsideApi } from '../../src/extension.ts'
import type { ServerIdentity } from '../../src/ftp/server.ts'
import { startServerSite, type ServerSite } from './serverSite.ts'

describe('a password', () => {
  let site: ServerSite
  let server: ServerIdentity
  const given: string[] = []

  async function passwords(): Promise<NonNullable<PortsideApi['passwords']>> {
    const api = await vscode.extensions.getExtension<PortsideApi>('portside.portside')?.activate()
    assert.ok(api?.passwords)
    return api.passwords
  }

  beforeEach(async () => {
    given.length = 0
    site = await startServerSite({
      handlers: {
        USER: (connection) => connection.reply('331 And the password?'),
        PASS(connection, argument) {
          given.push(argument)
          connection.session.isLoggedIn = true
          connection.reply('230 Welcome.')
        },
      },
    })
    const { host, port } = site.address
    server = { host, port, user: 'ann', security: 'none' }
  })
  afterEach(async () => {
    await (await passwords()).forget(server)
    await site.stop()
  })

  it('is taken from the secret storage, and goes to the login it was stored for', async () => {
    await (await passwords()).set(server, 'hunter2', true)
    await vscode.workspace.fs.readDirectory(site.uri('/'))
    assert.deepEqual(given, ['hunter2'])
  })

  it('is in no setting', async () => {
    await (await passwords()).set(server, 'hunter2', true)
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration('portside').get('sites')).includes('hunter2'))
  })

  it('is not found for another host, port, user or security', async () => {
    const stored = await passwords()
    await stored.set(server, 'hunter2', true)
    const others = [{ host: 'elsewhere.test' }, { port: 21 }, { user: 'eve' }, { security: 'explicit' as const }]
    for (const other of others) assert.equal(await stored.get({ ...server, ...other }), undefined)
    assert.equal(await stored.get(server), 'hunter2')
  })
})
