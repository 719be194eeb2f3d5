import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { startServerSite } from './serverSite.ts'

const maxActivationMs = 100 // under 30 on a quiet machine: this one may be at something else

describe('activation', () => {
  it('is quick, and connects to nothing', async () => {
    const site = await startServerSite()
    try {
      const extension = vscode.extensions.getExtension<{ activationMs: number }>('portside.portside')
      assert.ok(extension)
      const { activationMs } = await extension.activate()
      assert.ok(activationMs < maxActivationMs, `${activationMs} ms`)
      assert.equal(site.server.accepted, 0)
    } finally {
      await site.stop()
    }
  })

  it('registers every command of the manifest', async () => {
    const extension = vscode.extensions.getExtension('portside.portside')
    await extension?.activate()
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } }
    const registered = await vscode.commands.getCommands(true)
    for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), command)
  })
})
