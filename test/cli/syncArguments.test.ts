import assert from 'node:assert/strict'
import { parseCommand } from '../../src/cli/arguments.ts'
import { syncOptions } from '../../src/cli/options.ts'
import type { SyncCommand } from '../../src/cli/syncArguments.ts'

function syncOf(...words: string[]): SyncCommand {
  const parsed = parseCommand(['sync', ...words])
  assert.ok('command' in parsed && parsed.command.kind === 'sync', JSON.stringify(parsed))
  return parsed.command
}

function problemOf(...words: string[]): string {
  const parsed = parseCommand(words)
  assert.ok('problem' in parsed, JSON.stringify(parsed))
  return parsed.problem
}

describe('The arguments of sync', () => {
  it('name a folder and a URL, and allow nothing that loses anything', () => {
    const { target, ...rest } = syncOf('site', 'ftp://ann@ftp.example.org/htdocs')
    assert.deepEqual(rest, {
      kind: 'sync',
      local: 'site',
      json: false,
      log: false,
      rules: { include: [], exclude: [], gitignore: false, withoutDefaults: false },
      dryRun: false,
      undo: false,
      delete: false,
      overwrite: false,
      confirmed: [],
      undoBytes: 100_000_000,
    })
    assert.ok(target.kind === 'url')
    assert.deepEqual([target.connection.site.user, target.connection.site.path], ['ann', '/htdocs'])
  })

  it('take what is no URL for a name, be it like a server’s: what is synced must be certain', () => {
    for (const name of ['production', 'ftp.example.org', 'a/b'])
      assert.deepEqual(syncOf('.', name).target, { kind: 'name', name, options: { fields: {} } })
  })

  it('say with a name how to connect, besides what the site says', () => {
    const pin = 'ab'.repeat(32)
    const { target } = syncOf('.', 'production', '--pin', pin, '--mode', 'active', '--connections', '2')
    assert.deepEqual(target, { kind: 'name', name: 'production', options: { fields: { transferMode: 'active', connections: 2 }, pin } })
  })

  it('say all there is to say', () => {
    const { target: _, ...rest } = syncOf(
      ...'. ftp://host --direction down --dry-run --delete --max-delete 7 --overwrite --gitignore --no-defaults'.split(' '),
      ...'--exclude *.map --exclude drafts/ --include **/*.html --state ../state --keep-undo 0 --undo'.split(' '),
      ...'--confirm sideEmpty,allChanged --confirm markOnServer --json --log'.split(' '),
    )
    assert.deepEqual(rest, {
      kind: 'sync',
      local: '.',
      json: true,
      log: true,
      direction: 'down',
      rules: { include: ['**/*.html'], exclude: ['*.map', 'drafts/'], gitignore: true, withoutDefaults: true },
      dryRun: true,
      undo: true,
      delete: true,
      maxDelete: 7,
      overwrite: true,
      confirmed: ['sideEmpty', 'allChanged', 'markOnServer'],
      state: '../state',
      undoBytes: 0,
    })
  })

  for (const [words, sentence] of [
    ['sync .', '"portside sync" takes LOCAL and URL or NAME.'],
    ['sync ftp://host .', '"portside sync" takes LOCAL and then URL or NAME.'],
    ['sync . ftp://host --direction sideways', '--direction is one of up, down, both.'],
    [
      'sync . ftp://host --direction both --overwrite',
      '--overwrite needs to know which side is right: add --direction up or --direction down.',
    ],
    ['sync . ftp://host --max-delete 3', '--max-delete means nothing without --delete.'],
    ['sync . ftp://host --delete --max-delete many', '--max-delete is a number from 0 to 1000000.'],
    ['sync . ftp://host --delete --max-delete -1', /^Option '--max-delete' argument is ambiguous/],
    ['sync . ftp://host --keep-undo 1GB', '--keep-undo is a number from 0 to 1000000.'],
    ['sync . ftp://host --confirm manyDeletes', 'Say how many may be deleted, with --max-delete N.'],
    ['sync . ftp://host --confirm all', '--confirm is one or more of sideEmpty, allChanged, markOnServer.'],
    ['sync . sftp://host', /not FTP/],
    ['sync . production --mode both', '--mode is one of auto, passive, active.'],
  ] as const) {
    it(`are refused with a sentence: ${words}`, () => {
      const problem = problemOf(...words.split(' '))
      if (typeof sentence === 'string') assert.equal(problem, sentence)
      else assert.match(problem, sentence)
    })
  }

  it('are refused if one is empty', () => {
    for (const words of [
      ['', 'ftp://host'],
      ['.', ''],
      ['.', 'ftp://host', '--state', ''],
      ['.', 'ftp://host', '--exclude', ''],
    ])
      assert.match(problemOf('sync', ...words), /\.$/)
  })

  it('are for sync alone: a dry run of put must not be a wet one', () => {
    for (const [option, { type }] of Object.entries(syncOptions))
      assert.equal(
        problemOf('put', 'a', 'host', `--${option}`, ...(type === 'string' ? ['1'] : [])),
        `--${option} is for "portside sync" only.`,
      )
  })

  it('never lead to a message with the password in it', () => {
    for (const target of ['ftp://ann:canary@:21', 'ftp://ann:canary/x@host', 'sftp://ann:canary@host'])
      assert.doesNotMatch(problemOf('sync', '.', target), /canary/)
  })
})
