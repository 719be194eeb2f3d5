import assert from 'node:assert/strict'
import { isSensitive } from '../../src/sync/sensitive.ts'
import '../support/unhandledRejections.ts'

describe('A file that this computer would run or obey', () => {
  for (const path of [
    '.git',
    '.git/hooks/post-checkout',
    'vendor/lib/.git/config',
    '.husky/pre-commit',
    '.vscode/tasks.json',
    '.VSCode/settings.json',
    'a/.idea/workspace.xml',
    '.devcontainer/devcontainer.json',
    '.devcontainer.json',
    '.github/workflows/ci.yml',
    'site.code-workspace',
    'a/b/Site.Code-Workspace',
    '.envrc',
    'home/.bashrc',
    '.profile',
    '.zshrc',
    '.npmrc',
    '.gitattributes',
    '.gitmodules',
    // What a disk may take for one of these.
    '.g\u200cit/hooks/x',
    '.git./hooks/x',
    '.git /hooks/x',
    '.git::$INDEX_ALLOCATION/hooks/x',
    '.v\u017fcode/tasks.json',
    '\uff0e\uff47\uff49\uff54/config',
    'GIT~1/hooks/x',
    'a/gi7eba~1/hooks/x',
    'VSCODE~1/tasks.json',
  ]) {
    it(`is ${JSON.stringify(path)}`, () => assert.ok(isSensitive(path)))
  }

  for (const path of [
    'index.php',
    'git/hooks/x',
    '.github/README.md',
    'workflows/ci.yml',
    '.htaccess',
    '.well-known/security.txt',
    '.gitignore',
    '.gitkeep',
    'profile',
    'backup~',
    'notes~draft.txt',
    'a.code-workspace.txt',
    '',
  ]) {
    it(`is not ${JSON.stringify(path)}`, () => assert.ok(!isSensitive(path)))
  }
})
