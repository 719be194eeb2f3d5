/** The place where the other tests of this folder run: a real VS Code, with Portside in it. */

import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('the editor', () => {
  it('is a VS Code', () => {
    assert.match(vscode.version, /^1\./)
  })

  it('has Portside', () => {
    assert.ok(vscode.extensions.getExtension('portside.portside'))
  })
})
