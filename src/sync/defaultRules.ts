/**
 * What is left out unless somebody says otherwise: what other tools keep for themselves, and what gives away secrets. And what
 * is always left out, being Portside's own.
 */

/** Of names at any depth, in any case of their letters; a star stands at one end. */
export const defaultPatterns: readonly string[] = [
  ...['.git', '.svn', '.hg', 'node_modules', '.vscode', '.idea'],
  ...['.DS_Store', 'Thumbs.db', 'desktop.ini'],
  ...['.env', '.env.*', '*.pem', '*.key', '*.p12', '*.pfx', '*.ppk'],
  ...['id_rsa*', 'id_dsa*', 'id_ecdsa*', 'id_ed25519*', '.ssh', '.netrc'],
  ...['sftp.json', 'sftp-config.json', '.ftpconfig', '.ftppass'],
  // It is about this computer's side, and a server would show it to everybody.
  '.portsideignore',
  ...['*.swp', '*.swo', '*~', '.#*'],
]

/** The pattern of those above that `name` is left out by. */
export function defaultPatternFor(name: string): string | undefined {
  const folded = name.toLowerCase()
  return defaultPatterns.find((pattern) => fits(pattern.toLowerCase(), folded))
}

function fits(pattern: string, name: string): boolean {
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1))
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** True for the names under which files wait to be put in place, or to be brought back, on either side; and for a sync's mark there. */
export function isTemporaryName(name: string): boolean {
  return /^(\.?portside-[0-9a-f]{8,32}\.(part|old)|\.portside\.lock)$/i.test(name)
}
