/** A real FTP server with one folder, and a site for it in the settings of the editor that the tests run in. */

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { FtpServer, type FtpServerOptions } from '../support/ftpServer.ts'

export interface ServerSite {
  readonly server: FtpServer
  readonly address: { readonly host: string; readonly port: number }
  /** On this computer. */
  readonly folder: string
  uri(path: string): vscode.Uri
  /** Changes the site in the settings. */
  change(fields: Readonly<Record<string, unknown>>): Promise<void>
  stop(): Promise<void>
}

/** Passive ports that are closed, as behind a firewall that says no. */
export const closedPassivePorts = {
  EPSV: (connection: { reply(line: string): void }) => connection.reply('229 Entering Extended Passive Mode (|||1|)'),
  PASV: (connection: { reply(line: string): void }) => connection.reply('227 Entering Passive Mode (127,0,0,1,0,1).'),
}

/** Lets everybody in without a password: nobody is there to type one. */
function letIn(): FtpServerOptions['handlers'] {
  return {
    USER(connection) {
      connection.session.isLoggedIn = true
      connection.reply('230 Welcome.')
    },
  }
}

/** Each has another id: the editor remembers closed files for a while. */
export async function startServerSite(options: Partial<FtpServerOptions> = {}): Promise<ServerSite> {
  const siteId = `test-${randomBytes(6).toString('hex')}`
  const folder = await mkdtemp(join(tmpdir(), 'portside-site-'))
  const server = new FtpServer({ ...options, root: folder, handlers: { ...letIn(), ...options.handlers } })
  const { host, port } = await server.start()
  const site = { id: siteId, name: 'test site', host, port, user: 'ann', security: 'none', transferMode: 'passive' }
  await writeSites([site])
  return {
    server,
    address: { host, port },
    folder,
    uri: (path) => vscode.Uri.from({ scheme: 'portside', authority: siteId, path }),
    change: (fields) => writeSites([{ ...site, ...fields }]),
    stop: async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors')
      await writeSites(undefined)
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function writeSites(sites: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('portside').update('sites', sites, vscode.ConfigurationTarget.Global)
}
