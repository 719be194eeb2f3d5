/** The options there are. `--help` and `sync --help` explain each; a test compares them. */

export const commonOptions = {
  security: { type: 'string' },
  ca: { type: 'string' },
  pin: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'tls-min': { type: 'string' },
  'tls-max': { type: 'string' },
  mode: { type: 'string' },
  'active-address': { type: 'string' },
  'active-ports': { type: 'string' },
  'data-port': { type: 'string' },
  'data-host': { type: 'string' },
  proxy: { type: 'string' },
  charset: { type: 'string' },
  'virtual-host': { type: 'string' },
  timeout: { type: 'string' },
  connections: { type: 'string' },
  json: { type: 'boolean' },
  log: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

export const syncOptions = {
  direction: { type: 'string' },
  'dry-run': { type: 'boolean' },
  delete: { type: 'boolean' },
  'max-delete': { type: 'string' },
  overwrite: { type: 'boolean' },
  confirm: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  gitignore: { type: 'boolean' },
  'no-defaults': { type: 'boolean' },
  state: { type: 'string' },
  'keep-undo': { type: 'string' },
  undo: { type: 'boolean' },
} as const

export const options = { ...commonOptions, ...syncOptions } as const

/** The message is the sentence to show. */
export class UsageProblem extends Error {}
