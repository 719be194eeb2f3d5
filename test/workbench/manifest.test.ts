/** Holds package.json and the code to the same names, and every text to a place where it can be translated. */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { defaultTimeouts } from '../../src/ftp/server.ts'
import { parseSites, siteFields } from '../../src/sites/parseSites.ts'
import { dataPorts, securities, tlsVersions, transferModes } from '../../src/sites/site.ts'
import {
  commandIds,
  contextKeys,
  mergeScheme,
  rowCommandIds,
  rowContexts,
  scheme,
  settingKeys,
  settingsSection,
  viewContainerId,
  viewIds,
} from '../../src/workbench/ids.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface MenuItem {
  readonly command?: string
  readonly submenu?: string
  readonly when?: string
}

interface Manifest {
  readonly activationEvents: readonly string[]
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[]
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] }
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[]
    readonly submenus: readonly { readonly id: string; readonly label: string }[]
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>
    readonly keybindings: readonly MenuItem[]
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> }
    readonly resourceLabelFormatters: readonly { readonly scheme: string }[]
  }
}

interface Setting {
  readonly scope: string
  readonly default: unknown
  readonly items?: { readonly properties: Fields }
}

type Fields = Readonly<Record<string, Field>>

interface Field {
  readonly enum?: readonly string[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly pattern?: string
  readonly properties?: Fields
}

const manifestText = readFileSync(join(root, 'package.json'), 'utf8')
const { activationEvents, contributes } = JSON.parse(manifestText) as Manifest
const siteSchema = contributes.configuration.properties[`${settingsSection}.${settingKeys.sites}`]?.items?.properties
const texts = readTexts('package.nls.json')
const menuItems = [...Object.values(contributes.menus).flat(), ...contributes.keybindings]

function readTexts(path: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>
}

/** The editor's own, for what lies on this computer. */
const ofExplorer = ['explorerResourceIsFolder', 'resourceScheme', 'isWorkspaceTrusted']

function problemsWith(fields: unknown): readonly string[] {
  return parseSites([Object.assign({ id: 'a', host: 'example.org' }, fields)]).problems.map(({ message }) => message)
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort()
}

describe('package.json', () => {
  it('offers the commands of the code, and no others', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(commandIds)))
    assert.ok(contributes.commands.every(({ category }) => category === 'Portside'))
  })

  it('keeps commands of rows to itself', () => {
    for (const id of Object.values(rowCommandIds)) assert.ok(!manifestText.includes(id), id)
  })

  it('has menus and keys for known commands only', () => {
    const known = sorted(Object.values(commandIds))
    const submenus = contributes.submenus.map(({ id }) => id)
    for (const { command, submenu } of menuItems) {
      assert.ok(command === undefined ? submenus.includes(submenu ?? '') : known.includes(command), command ?? submenu)
    }
    for (const id of submenus) assert.ok((contributes.menus[id] ?? []).length > 0, id)
  })

  it('has the views of the code', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [viewContainerId],
    )
    assert.deepEqual(
      contributes.views[viewContainerId]?.map(({ id }) => id),
      Object.values(viewIds),
    )
    assert.deepEqual(sorted(contributes.viewsWelcome.map(({ view }) => view)), sorted(Object.values(viewIds)))
  })

  it('speaks of known views, rows and context keys in its conditions', () => {
    const editors = ['view', 'viewItem', 'focusedView', 'listFocus', 'inputFocus', ...ofExplorer]
    const rows = Object.values(rowContexts)
    for (const { when = '', command } of menuItems) {
      for (const key of when.match(/[a-zA-Z.-]+(?=\s*(==|=~|&&|$))/g) ?? []) {
        const known = [...editors, ...Object.values(contextKeys), ...Object.values(viewIds), ...rows, mergeScheme]
        assert.ok(known.includes(key) || key === '', `${command}: ${key}`)
      }
      for (const [, pattern = ''] of when.matchAll(/viewItem =~ \/(.+?)\//g)) {
        assert.ok(
          rows.some((row) => new RegExp(pattern).test(row)),
          `${command}: ${pattern}`,
        )
      }
    }
  })

  it('shows no row more than three icons', () => {
    for (const row of Object.values(rowContexts)) {
      const inline = (contributes.menus['view/item/context'] ?? []).filter((item) =>
        (item as { group?: string }).group?.startsWith('inline'),
      )
      const shown = inline.filter(({ when = '' }) => {
        const pattern = /viewItem =~ \/(.+?)\//.exec(when)?.[1]
        return pattern === undefined ? when.endsWith(`viewItem == ${row}`) : new RegExp(pattern).test(row)
      })
      assert.ok(shown.length <= 3, row)
    }
  })

  it('has the settings of the code, and sites out of a workspace’s reach', () => {
    const { properties } = contributes.configuration
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.values(settingKeys).map((key) => `${settingsSection}.${key}`)))
    assert.equal(properties[`${settingsSection}.${settingKeys.sites}`]?.scope, 'application')
  })

  it('knows the same words as the code', () => {
    const fields = siteSchema ?? {}
    assert.deepEqual(fields['security']?.enum, securities)
    assert.deepEqual(fields['transferMode']?.enum, transferModes)
    assert.deepEqual(fields['dataPort']?.enum, dataPorts)
    const { minVersion, maxVersion } = fields['tls']?.properties ?? {}
    assert.deepEqual([minVersion?.enum, maxVersion?.enum], [tlsVersions, tlsVersions])
  })

  it('describes the fields that the code reads, and proposes only what it takes', () => {
    assert.deepEqual(sorted(Object.keys(siteSchema ?? {})), sorted(siteFields))
    for (const [name, { default: proposal, examples = [], properties = {} }] of Object.entries(siteSchema ?? {})) {
      const values = [proposal, ...examples, ...Object.entries(properties).map(([part, field]) => ({ [part]: field.default }))]
      for (const value of values) assert.deepEqual(problemsWith(JSON.parse(JSON.stringify({ [name]: value }))), [], name)
    }
  })

  it('names the time the engine waits by itself', () => {
    const { connectMs, replyMs, dataConnectMs, dataIdleMs } = defaultTimeouts
    const { connect, reply, dataConnect, dataIdle } = siteSchema?.['timeouts']?.properties ?? {}
    const seconds = [connectMs, replyMs, dataConnectMs, dataIdleMs].map((ms) => ms / 1000)
    assert.deepEqual(
      [connect, reply, dataConnect, dataIdle].map((field) => field?.default),
      seconds,
    )
  })

  it('marks the same proxies as wrong as the code', () => {
    const pattern = new RegExp(siteSchema?.['proxy']?.pattern ?? '')
    for (const proxy of [
      'none',
      'editor',
      'http://a',
      'http://a@b:1',
      'socks5://[::1]:1080/',
      '',
      'a',
      'https://a',
      'http://a:b@c',
      'http://',
      'none ',
    ])
      assert.equal(pattern.test(proxy), problemsWith({ proxy }).length === 0, proxy)
  })

  it('starts the extension for its own files only', () => {
    assert.deepEqual(activationEvents, [`onFileSystem:${scheme}`, 'workspaceContains:.vscode/portside.json'])
    assert.deepEqual(
      contributes.resourceLabelFormatters.map((formatter) => formatter.scheme),
      [scheme],
    )
  })

  it('has one button for who has no site yet', () => {
    const contents = texts['welcome.sites'] ?? ''
    assert.deepEqual(
      [...contents.matchAll(/\(command:(.+?)\)/g)].map(([, id]) => id),
      [commandIds.addSite],
    )
  })

  it('has every text in package.nls.json, and none there that is not used', () => {
    const used = [...manifestText.matchAll(/"%(.+?)%"/g)].map(([, key = '']) => key)
    assert.deepEqual(sorted(used), sorted(Object.keys(texts)))
  })
})

describe('texts of the code', () => {
  it('are in l10n/bundle.l10n.json, and none is there that is not used', () => {
    assert.deepEqual(sorted(translatedTexts()), sorted(Object.keys(readTexts('l10n/bundle.l10n.json'))))
  })
})

/** Every literal that goes into `vscode.l10n.t`; anything but a literal there can't be translated. */
function translatedTexts(): string[] {
  const folder = join(root, 'src/workbench')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return files.flatMap((name) => textsIn(ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest)))
}

function textsIn(source: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslation(node.expression, source)) {
      const [text] = node.arguments
      assert.ok(text && ts.isStringLiteral(text), `${source.fileName}: ${node.getText(source)}`)
      found.push(text.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTranslation(called: ts.Expression, source: ts.SourceFile): boolean {
  return called.getText(source).endsWith('l10n.t')
}
