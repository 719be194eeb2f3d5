/** The core's log as an output channel: its levels follow "Developer: Set Log Level", the FTP dialogue is at Trace. */

import * as vscode from 'vscode'

/** A `LogOutputChannel` is a `Logger` as it stands. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Portside', { log: true })
}
