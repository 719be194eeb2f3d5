/**
 * `npm start`: Portside in an editor, next to an FTP server with a sample site. Everything is installed that isn't there yet.
 *
 * `npm start -- --port N` asks for another port for the editor, `npm start -- --desktop` for the VS Code of this computer.
 * Plain JavaScript, as it runs before anything is installed; the rest is in demo.ts.
 */

import { parseArgs } from 'node:util'
import { checkNode, installPackages } from '../setup.mjs'

const usage = 'Use: npm start -- [--desktop] [--port N]'

async function main() {
  checkNode()
  const options = readOptions()
  await installPackages()
  const { register } = await import('tsx/esm/api')
  register()
  const { runDemo } = await import('./demo.ts')
  await runDemo(options)
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { desktop: { type: 'boolean', default: false }, port: { type: 'string' } } })
    return { desktop: values.desktop, port: readPort(values.port) }
  } catch (error) {
    throw new Error(usage, { cause: error })
  }
}

function readPort(text) {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Error(`"${text}" is not a port.`)
}

try {
  await main()
} catch (error) {
  for (let each = error; each; each = each.cause) console.error(each.message)
  process.exitCode = 1
}
