/**
 * Files that this computer, or a tool on it, runs or obeys by itself: hooks, tasks, what a shell reads when it starts. A server
 * must not get to write one unnoticed. Wrong alarms cost a click, so a name that a disk might take for one of these counts too.
 */

const folders = new Set(['.git', '.hg', '.svn', '.githooks', '.husky', '.vscode', '.idea', '.devcontainer', '.direnv', '.cargo', '.ssh'])

/** Each a folder in a folder. */
const places = ['.github/workflows', '.github/actions', '.yarn/plugins', '.yarn/releases', '.config/fish', '.config/git']

const files = new Set([
  // Shells, and what looks at a folder when a shell enters it.
  ...['.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.bash_aliases', '.profile', '.inputrc', '.envrc'],
  ...['.zshrc', '.zshenv', '.zprofile', '.zlogin', '.zlogout', '.kshrc', '.cshrc', '.tcshrc', '.login'],
  // They name commands to Git: filters, hooks, other repositories.
  ...['.gitattributes', '.gitmodules', '.gitconfig', '.lfsconfig', '.hgrc'],
  // Where packages, and the scripts in them, come from.
  ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', '.pypirc'],
  // Tools that do what a file says when a folder is opened or something is committed.
  ...['.devcontainer.json', '.pre-commit-config.yaml', '.lefthook.yml', 'lefthook.yml', '.huskyrc'],
  ...['.vimrc', '.exrc', '.nvimrc', '.nvim.lua', '.emacs', '.dir-locals.el', '.gdbinit', '.lldbinit'],
])

const endings = ['.code-workspace', '.sublime-project']

/** `path` is relative or absolute; in any case of its letters, at any depth. */
export function isSensitive(path: string): boolean {
  const names = path.split('/').map(plainName)
  const last = names.at(-1) ?? ''
  if (names.some((name) => folders.has(name) || isShortName(name))) return true
  if (files.has(last) || endings.some((ending) => last.endsWith(ending))) return true
  return names.some((name, index) => places.includes(`${name}/${names[index + 1] ?? ''}`))
}

/**
 * As a disk may read it: HFS+ passes over invisible characters (`.g\u200cit`), Windows drops dots and blanks at the end and opens
 * a stream behind a colon (`.git::$INDEX_ALLOCATION`), and all fold case in ways of their own.
 */
function plainName(name: string): string {
  const seen = name.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return seen
    .replace(/(?<=.):.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()
}

/** On Windows `GIT~1` may be `.git`: which long name a short one stands for can't be known here. */
function isShortName(name: string): boolean {
  return name.length <= 12 && /^[^. ]{1,6}~\d{1,6}(\.[^. ]{0,3})?$/.test(name)
}
