/**
 * Placeholders for paths and for what commands are about: what a server's folders and files are called tells whose they are.
 * A path that was sent, or answered to PWD, is found anywhere; others where they are in quotes, or begin at a root.
 */

const placeholder = '/path'

const verbs = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** What is sent with them is the protocol's, this program's, or replaced elsewhere: addresses, the user, the host. */
const plainVerbs = verbs(
  'ABOR AUTH CCC CLNT EPRT EPSV FEAT HOST LANG MODE NOOP OPTS PASS PASV PBSZ PORT PROT PWD QUIT REST STRU SYST TYPE USER XPWD',
)
/** With them goes a path. */
const pathVerbs = verbs('APPE CDUP CWD DELE LIST MDTM MFMT MKD MLSD MLST NLST RETR RMD RNFR RNTO SITE SIZE STAT STOR STOU')

/** `→ MDTM /notes.txt`; options stay: `→ LIST -a /www`. */
const sent = /→ ((?:LIST|NLST|STAT)(?: -[a-z]{1,4}(?= |$))*|[a-z]+)(?: (.*\S))?/i
/** RFC 959 appendix II: quotes within are doubled. MVS: `257 "'ANN.WORK'" is the working directory.` */
const answered = /\b257[ -]"((?:[^"]|"")+)"/

const quoted = /"((?:[^"\n]|"")+)"|(?<![\p{L}\p{N}])'([^'\n]+)'(?![\p{L}\p{N}])|[“‘«‹]([^”’»›\n]+)[”’»›]/gu
/** RFC 3659 section 7: `type=file;size=5; notes.txt`. */
const listed = /((?:[\w.-]+=[^;\s]*;)+ ).*\S/g
const urlPath = /\b([a-z][a-z\d+.-]*:\/\/[^\s"'<>/]+)\/[^\s"'<>,;()]*[^\s"'<>,;().:!?]/gi
/** `/www/a.txt`, `~ann/a.txt`, `../a.txt`, `C:\Users\ann`, `\\nas\ann`; neither `TLS/SSL` nor the host of a URL. */
const rooted = /(?<![\p{L}\p{N}/])(?<!:(?=\/\/))(?:(?:~[^\s/"]*|\.{1,2})?\/|[a-z]:[\\/]|\\\\)[^\s"'<>|,;()]*[^\s"'<>|,;().:!?/]\/?/giu

/** For any text that quotes the server; `dialogue` tells the paths. */
export function pathReplacer(dialogue: readonly string[]): (text: string) => string {
  const known = knownPaths(dialogue).sort((one, other) => other.length - one.length)
  return (text) =>
    known
      .reduce((rest, path) => rest.replaceAll(path, placeholder), withoutArgument(text))
      .replace(listed, `$1${placeholder}`)
      .replace(urlPath, `$1${placeholder}`)
      .replace(quoted, (whole, ...inner: readonly (string | undefined)[]) => replaceQuoted(whole, inner.slice(0, 3).join('')))
      .replace(rooted, placeholder)
}

function knownPaths(dialogue: readonly string[]): string[] {
  const paths = dialogue.flatMap((line) => [argumentOf(line) ?? '', answered.exec(line)?.[1]?.replaceAll('""', '"') ?? ''])
  return [...new Set(paths)].filter((path) => path.length > 3 && /\p{L}/u.test(path)) // `www` and `2025` stand in any text
}

function argumentOf(line: string): string | undefined {
  const [, verb = '', argument] = sent.exec(line) ?? []
  return plainVerbs.has(verb.toUpperCase()) ? undefined : argument
}

function withoutArgument(line: string): string {
  const argument = argumentOf(line)
  return argument === undefined || !isTelling(argument) ? line : line.replace(sent, `→ $1 ${placeholder}`)
}

/** Not `/`, `.` and `..`. */
function isTelling(path: string): boolean {
  return /[\p{L}\p{N}]/u.test(path)
}

/** Servers put commands in quotes as well: `500 'EPRT': command not understood`. */
function replaceQuoted(whole: string, inner: string): string {
  const [verb = ''] = inner.split(' ', 1)
  return !isTelling(inner) || plainVerbs.has(verb) || pathVerbs.has(inner) ? whole : whole.replace(inner, () => placeholder)
}
