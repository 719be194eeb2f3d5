/** A name as somebody else might have written it: where both are one file, a place doesn't tell upper from lower case. */

const maxTries = 5 // the first that can be looked at tells

/** `name` with its letters from A to Z in the other case; undefined if it has none. On other letters no two places agree. */
export function otherCase(name: string): string | undefined {
  const other = name.replace(/[a-z]/gi, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
  return other === name ? undefined : other
}

/**
 * Whether the folder that holds `names` takes two spellings for one. `isSame` looks at a name and its other spelling, and has no
 * answer where the name itself is out of reach. Undefined if no name tells.
 */
export async function foldsCaseOf(
  names: readonly string[],
  isSame: (name: string, other: string) => Promise<boolean | undefined>,
): Promise<boolean | undefined> {
  const taken = new Set(names)
  let tries = 0
  for (const name of names) {
    const other = otherCase(name)
    if (other === undefined) continue
    if (taken.has(other)) return false
    const answer = await isSame(name, other)
    if (answer !== undefined || ++tries === maxTries) return answer
  }
  return undefined
}
