/** The pages in `docs` name files and tests: they are there. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import './support/unhandledRejections.ts'

const root = new URL('../', import.meta.url)
const page = readFileSync(new URL('docs/protocol.md', root), 'utf8')

/** The cells of each row of the tables under `heading`, up to the next heading of its level. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? ''
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('|---'))
  const rows = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  return rows.filter((cells) => !['file', 'test'].includes(cells.at(-1) ?? ''))
}

function inBackticks(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

function isThere(path: string): boolean {
  return existsSync(fileURLToPath(new URL(path, root)))
}

/** The first words of each test, as far as they don't depend on a sample. */
function sentencesOf(file: string): string[] {
  const source = readFileSync(new URL(`test/ftp/${file}`, root), 'utf8')
  return [...source.matchAll(/\bit\(\s*(['"`])((?:\\.|(?!\1)[^])*)\1/g)].map(([, , title = '']) => title.replaceAll('\\', ''))
}

/** `file.test.ts`: a sentence. It may break off with `…`. */
function assertTest(cell: string): void {
  const [, file = '', sentence = ''] = /^`([^`]+)`: (.+)$/.exec(cell) ?? []
  assert.ok(file !== '' && isThere(`test/ftp/${file}`), `no test file in: ${cell}`)
  const begins = sentence.replace(/ ?…$/, '')
  const isOpen = begins !== sentence
  assert.ok(
    sentencesOf(file).some((title) => (isOpen ? title.startsWith(begins) : title === sentence)),
    `${file} has no test "${sentence}"`,
  )
}

describe('the page on the protocol', () => {
  it('names files of the engine', () => {
    const rows = rowsUnder('Files and RFC sections').filter(([file]) => file !== 'file')
    assert.ok(rows.length > 20)
    for (const [cell = ''] of rows)
      for (const file of inBackticks(cell)) assert.ok(isThere(`src/ftp/${file.replace('*.ts', '')}`), `no ${file} in src/ftp`)
  })

  it('names for what servers do the file and the test', () => {
    const rows = rowsUnder('What servers do')
    assert.ok(rows.length > 80)
    for (const cells of rows) {
      assert.equal(cells.length, 5, cells.join(' | '))
      const [file] = inBackticks(cells[3] ?? '')
      assert.ok(file !== undefined && isThere(`src/ftp/${file}`), `no ${file} in src/ftp`)
      assertTest(cells[4] ?? '')
    }
  })

  it('names for advisories the test', () => {
    const rows = rowsUnder('Advisories')
    assert.ok(rows.length > 10)
    for (const cells of rows) {
      assert.equal(cells.length, 4, cells.join(' | '))
      assertTest(cells[3] ?? '')
    }
  })
})
