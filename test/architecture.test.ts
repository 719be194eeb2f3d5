/**
 * The rooms of the program and the doors between them: who may import what. A new edge is a decision, and is made here.
 *
 * Each rule is also shown an invented program that breaks it.
 */

import assert from 'node:assert/strict'
import { importsOf, readSources, usesIn, type Import, type Sources } from './support/sources.ts'
import './support/unhandledRejections.ts'

interface Room {
  /** Rooms and files whose values and types may be imported. */
  readonly values: readonly string[]
  /** Those of which only types may be. */
  readonly types?: readonly string[]
  /** Modules besides those that do no I/O. */
  readonly modules?: readonly string[]
}

const network = ['node:net', 'node:tls', 'node:dns/promises']
const disk = ['node:fs', 'node:fs/promises', 'node:os']
const anyNodeModule = ['node:*']
const core = ['src/base', 'src/ftp', 'src/files', 'src/sync', 'src/sites', 'src/diagnosis']
/** Files and folders as such, wherever they are. */
const anyFiles = ['appendLog', 'copy', 'copyBytes', 'fileError', 'fileSystem', 'lock', 'parallel', 'tree'].map(
  (name) => `src/files/${name}.ts`,
)

/** By the beginning of a path; the longest that fits counts. */
const rooms: Readonly<Record<string, Room>> = {
  'src/base/': { values: [] },
  'src/ftp/': { values: ['src/base'], modules: network },
  'src/ftp/iconv.ts': { values: ['src/base'], modules: ['iconv-lite'] },
  'src/ftp/proxy': { values: ['src/base'], modules: [...network, 'node:http', 'socks'] },
  'src/files/': { values: ['src/base'] },
  'src/files/ftp': { values: ['src/base', 'src/ftp'] },
  'src/files/local': { values: ['src/base'], modules: disk },
  'src/sync/': { values: ['src/base', ...anyFiles], modules: ['minimatch', 'ignore', 'node-diff3'] },
  'src/sites/': { values: ['src/base', 'src/ftp/server.ts'], types: ['src/ftp'], modules: ['valibot', 'jsonc-parser'] },
  'src/diagnosis/': { values: ['src/base', 'src/ftp'], types: ['src/sites'] },
  'src/diagnosis/discardedPackets.ts': { values: ['src/base'], modules: ['node:fs/promises'] },
  'src/workbench/': { values: core, modules: ['vscode', ...anyNodeModule] },
  'src/cli/': { values: core, modules: anyNodeModule },
  'src/extension.ts': { values: [...core, 'src/workbench'], modules: ['vscode', 'package.json', ...anyNodeModule] },
  'src/cli.ts': { values: [...core, 'src/cli'], modules: ['package.json', ...anyNodeModule] },
}

/** They compute, or connect what others open. */
const modulesWithoutIo = new Set(
  [
    'assert',
    'buffer',
    'crypto',
    'events',
    'path',
    'path/posix',
    'stream',
    'stream/promises',
    'string_decoder',
    'timers',
    'timers/promises',
    'url',
    'util',
    'zlib',
  ].map((name) => `node:${name}`),
)

/** In a module that does I/O, and do none. */
const namesWithoutIo = new Set(['BlockList', 'isIP', 'isIPv4', 'isIPv6'])

const maxLines = 450
const maxAdapterLines = 200 // an adapter converts, calls, converts back

const sources = readSources('src')

function roomOf(path: string): string | undefined {
  return Object.keys(rooms)
    .filter((start) => path.startsWith(start))
    .sort((a, b) => b.length - a.length)[0]
}

/** The first folder below `src`, or the file that lies there. */
function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/')
}

function isAmong(places: readonly string[], path: string): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`))
}

function isAllowed(edge: Import): boolean {
  const name = roomOf(edge.from)
  if (name === undefined) return false
  const { values, types = [], modules = [] } = rooms[name] ?? { values: [] }
  if (edge.to.startsWith('src/')) {
    return folderOf(edge.from) === folderOf(edge.to) || isAmong(values, edge.to) || (edge.isType && isAmong(types, edge.to))
  }
  if (modulesWithoutIo.has(edge.to) || modules.includes(edge.to)) return true
  if (edge.to.startsWith('node:') && modules.includes('node:*')) return true
  return edge.to === 'node:net' && !edge.isType && edge.names.every((imported) => namesWithoutIo.has(imported))
}

function forbiddenEdges(files: Sources): string[] {
  return importsOf(files)
    .filter((edge) => !isAllowed(edge))
    .map(({ from, to, isType, names }) => `${from} → ${to}${isType ? ' (types)' : ` (${names.join(', ')})`}`)
}

/** One line for each file that can reach itself by what it imports when it runs. */
function cycles(files: Sources): string[] {
  const edges = importsOf(files).filter(({ isType }) => !isType)
  const next = (path: string) => edges.filter(({ from }) => from === path).map(({ to }) => to)
  return Object.keys(files).flatMap((start) => {
    const ways = new Map(next(start).map((path) => [path, [start, path]]))
    for (const [path, way] of ways) for (const to of next(path)) if (!ways.has(to)) ways.set(to, [...way, to])
    return ways.get(start)?.join(' → ') ?? []
  })
}

function tooLong(files: Sources): string[] {
  return Object.entries(files)
    .map(([path, text]) => ({
      path,
      lines: text.trimEnd().split('\n').length,
      max: path.startsWith('src/workbench/') ? maxAdapterLines : maxLines,
    }))
    .filter(({ lines, max }) => lines > max)
    .map(({ path, lines, max }) => `${path} has ${lines} lines; ${max} are allowed`)
}

function isCore(path: string): boolean {
  return isAmong(core, path)
}

/** The core is told what it has to know, and writes to the logger it is given. */
function ambientUses(files: Sources): string[] {
  const isUnwanted = (name: string) => name === 'console' || /(^|\.)process\.env$/.test(name)
  return Object.entries(files)
    .filter(([path]) => isCore(path))
    .flatMap(([path, text]) => usesIn(path, text, isUnwanted))
}

function withoutHeader(files: Sources): string[] {
  return Object.keys(files).filter((path) => !files[path]?.startsWith('/**'))
}

function assertNone(violations: readonly string[]): void {
  assert.deepEqual(violations, [], `\n${violations.join('\n')}\n`)
}

describe('The program', () => {
  it('is read as a whole', () => {
    for (const path of ['src/base/abort.ts', 'src/ftp/session.ts', 'src/files/cachedFileSystem.ts', 'src/sites/site.ts'])
      assert.ok(sources[path], path)
    assert.ok(importsOf(sources).length > Object.keys(sources).length)
  })

  it('has no imports but those its rooms allow', () => assertNone(forbiddenEdges(sources)))

  it('imports only files that are there', () => {
    const missing = importsOf(sources).filter(({ to }) => to.startsWith('src/') && sources[to] === undefined)
    assertNone(missing.map(({ from, to }) => `${from} → ${to}`))
  })

  it('has no import cycles', () => assertNone(cycles(sources)))

  it(`has no file over ${maxLines} lines, and none over ${maxAdapterLines} among the adapters`, () => assertNone(tooLong(sources)))

  it('takes nothing from the environment and writes to no console in its core', () => assertNone(ambientUses(sources)))

  it('says of every file what it is', () => assertNone(withoutHeader(sources)))
})

describe('The rules of the rooms', () => {
  for (const [path, line] of [
    ['src/base/a.ts', "import { x } from '../ftp/x.ts'"],
    ['src/base/a.ts', "import type { X } from '../files/x.ts'"],
    ['src/base/a.ts', "import { readFile } from 'node:fs/promises'"],
    ['src/base/a.ts', "import { connect } from 'node:net'"],
    ['src/base/a.ts', "import { isIP, connect } from 'node:net'"],
    ['src/base/a.ts', "import * as net from 'node:net'"],
    ['src/base/a.ts', "import net from 'node:net'"],
    ['src/base/a.ts', "import 'node:http'"],
    ['src/base/a.ts', "import { minimatch } from 'minimatch'"],
    ['src/base/a.ts', "import { join } from 'path'"],
    ['src/base/a.ts', "const x = await import('../ftp/x.ts')"],
    ['src/base/a.ts', "const x = await import(['node:', 'fs'].join(''))"],
    ['src/base/a.ts', "const x = require('node:fs')"],
    ['src/base/a.ts', "export * from '../ftp/x.ts'"],
    ['src/base/a.ts', "export type { X } from '../ftp/x.ts'"],
    ['src/base/a.ts', "type X = import('../ftp/x.ts').X"],
    ['src/base/a.ts', "import { x } from '../../test/support/x.ts'"],
    ['src/base/a.ts', "import { x } from '../basement/x.ts'"],
    ['src/ftp/a.ts', "import { x } from '../files/x.ts'"],
    ['src/ftp/a.ts', "import type { Site } from '../sites/site.ts'"],
    ['src/ftp/data/a.ts', "import { open } from 'node:fs/promises'"],
    ['src/ftp/a.ts', "import { get } from 'node:https'"],
    ['src/ftp/a.ts', "import { request } from 'node:http'"],
    ['src/ftp/a.ts', "const x = await import('socks')"],
    ['src/ftp/a.ts', "import iconv from 'iconv-lite'"],
    ['src/ftp/a.ts', "import type { Uri } from 'vscode'"],
    ['src/files/copy.ts', "import { isFtpError } from '../ftp/ftpError.ts'"],
    ['src/files/copy.ts', "import type { Session } from '../ftp/session.ts'"],
    ['src/files/copy.ts', "import { open } from 'node:fs/promises'"],
    ['src/files/ftpFileSystem.ts', "import { open } from 'node:fs/promises'"],
    ['src/files/localFileSystem.ts', "import { isFtpError } from '../ftp/ftpError.ts'"],
    ['src/files/a.ts', "import { site } from '../sites/site.ts'"],
    ['src/sync/a.ts', "import { LocalFileSystem } from '../files/localFileSystem.ts'"],
    ['src/sync/a.ts', "import type { Session } from '../ftp/session.ts'"],
    ['src/sync/a.ts', "import { open } from 'node:fs/promises'"],
    ['src/sync/a.ts', "import type { Site } from '../sites/site.ts'"],
    ['src/sites/a.ts', "import { SessionPool } from '../ftp/pool.ts'"],
    ['src/sites/a.ts', "import { SessionPool, type PoolState } from '../ftp/pool.ts'"],
    ['src/sites/a.ts', "import { createServer } from 'node:net'"],
    ['src/sites/a.ts', "import { x } from '../files/x.ts'"],
    ['src/workbench/a.ts', "import { x } from '../cli/x.ts'"],
    ['src/workbench/a.ts', "import { x } from '../extension.ts'"],
    ['src/workbench/a.ts', "import lodash from 'lodash'"],
    ['src/cli/a.ts', "import { x } from '../workbench/x.ts'"],
    ['src/cli/a.ts', "import * as vscode from 'vscode'"],
    ['src/cli.ts', "import { x } from './workbench/x.ts'"],
    ['src/extension.ts', "import { x } from './cli/x.ts'"],
    ['src/attic/a.ts', "import { x } from '../base/x.ts'"],
  ] as const) {
    it(`refuse ${line} in ${path}`, () => assert.equal(forbiddenEdges({ [path]: line }).length, 1))
  }

  for (const [path, line] of [
    ['src/base/a.ts', "import { x } from './x.ts'"],
    ['src/base/a.ts', "import { Readable } from 'node:stream'"],
    ['src/base/a.ts', "import { isIP as isAddress } from 'node:net'"],
    ['src/base/a.ts', "const text = 'import x from \"vscode\"' // import './ftp.ts'"],
    ['src/ftp/data/a.ts', "import { x } from '../../base/x.ts'"],
    ['src/ftp/a.ts', "import { connect } from 'node:tls'"],
    ['src/ftp/data/a.ts', "import { lookup } from 'node:dns/promises'"],
    ['src/ftp/proxy.ts', "const x = await import('socks')"],
    ['src/ftp/iconv.ts', "export { decode } from 'iconv-lite'"],
    ['src/files/ftpLook.ts', "import { isFtpError } from '../ftp/ftpError.ts'"],
    ['src/files/localError.ts', "import { open } from 'node:fs/promises'"],
    ['src/sync/a.ts', "import type { FileSystem } from '../files/fileSystem.ts'"],
    ['src/sites/a.ts', "import type { Prompts } from '../ftp/prompts.ts'"],
    ['src/sites/a.ts', "import { type Prompts } from '../ftp/prompts.ts'"],
    ['src/sites/a.ts', "import { defaultPort } from '../ftp/server.ts'"],
    ['src/workbench/a/b.ts', "import * as vscode from 'vscode'"],
    ['src/extension.ts', "import { x } from './workbench/x.ts'"],
    ['src/cli.ts', "import { x } from './cli/x.ts'"],
    ['src/cli/a.ts', "import { readFile } from 'node:fs/promises'"],
  ] as const) {
    it(`allow ${line} in ${path}`, () => assertNone(forbiddenEdges({ [path]: line })))
  }

  it('name the edge that is refused', () => {
    assert.deepEqual(forbiddenEdges({ 'src/base/a.ts': "import { x, y as z } from '../ftp/b.ts'" }), [
      'src/base/a.ts → src/ftp/b.ts (x, y)',
    ])
  })

  it('find a cycle of any length, and of one', () => {
    const files = {
      'src/a.ts': "import './b.ts'",
      'src/b.ts': "export * from './c.ts'",
      'src/c.ts': "import './a.ts'",
      'src/d.ts': "import './a.ts'",
    }
    assert.deepEqual(cycles(files)[0], 'src/a.ts → src/b.ts → src/c.ts → src/a.ts')
    assert.equal(cycles(files).length, 3)
    assert.deepEqual(cycles({ 'src/a.ts': "import './a.ts'" }), ['src/a.ts → src/a.ts'])
    assertNone(cycles({ 'src/a.ts': "import './b.ts'", 'src/b.ts': "import type { A } from './a.ts'" }))
  })

  it('find a file that is too long', () => {
    const lines = (count: number) => 'x\n'.repeat(count)
    assertNone(tooLong({ 'src/ftp/a.ts': lines(450), 'src/workbench/a.ts': lines(200) }))
    assert.equal(tooLong({ 'src/ftp/a.ts': lines(451), 'src/workbench/a.ts': lines(201) }).length, 2)
  })

  it('find what the core takes from the environment or writes to the console', () => {
    const lines = [
      'console.log(1)',
      'const { error } = console',
      'const a = process.env.HOME',
      "const b = process.env['HOME']",
      "const c = process?.['env']",
      'const d = globalThis.process.env',
    ]
    const text = lines.join('\n')
    assert.deepEqual(ambientUses({ 'src/ftp/a.ts': text }), [
      'src/ftp/a.ts:1 console',
      'src/ftp/a.ts:2 console',
      'src/ftp/a.ts:3 process.env',
      'src/ftp/a.ts:4 process.env',
      'src/ftp/a.ts:5 process.env',
      'src/ftp/a.ts:6 globalThis.process.env',
    ])
    assertNone(ambientUses({ 'src/ftp/a.ts': "// console.log\nconst text = 'process.env'\nprocess.platform\n", 'src/cli/a.ts': text }))
  })

  it('find a file that does not say what it is', () => {
    assert.deepEqual(withoutHeader({ 'src/a.ts': "import x from 'x'\n/** A. */", 'src/b.ts': '/** B. */' }), ['src/a.ts'])
  })
})
