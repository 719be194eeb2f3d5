/** The mode of a file as a server shows it, in octal digits as `SITE CHMOD` wants it: `rwxr-xr-x` is `755`. */

// With the kind of file in front where `LIST` writes it; `s` and `t` stand for an `x` and more.
const lettersPattern = /^[-a-zA-Z]?((?:[r-][w-][xsS-]){2}[r-][w-][xtT-])$/
// The fact `UNIX.mode`: `0755`, or with the kind of file `0100755`.
const digitsPattern = /^[0-7]*([0-7]{3})$/

/** Undefined for what is no mode, such as the `perm` fact. Bits above the nine stay out: servers refuse them. */
export function modeOf(permissions = ''): string | undefined {
  const letters = lettersPattern.exec(permissions)?.[1]
  const mode = letters === undefined ? digitsPattern.exec(permissions)?.[1] : digitsOf(letters)
  return mode === '000' ? undefined : mode // of a server that knows no modes
}

function digitsOf(letters: string): string {
  return [0, 3, 6].map((start) => digitOf(letters.slice(start, start + 3))).join('')
}

function digitOf(letters: string): number {
  const [read, write, run = ''] = letters
  return (read === 'r' ? 4 : 0) + (write === 'w' ? 2 : 0) + ('xst'.includes(run) ? 1 : 0)
}
