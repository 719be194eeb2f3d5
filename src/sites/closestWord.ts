/** What somebody may have meant who wrote `exlude`. */

const maxEdits = 2
const maxChars = 40 // longer than any word there is

/** The one of `known` that takes the fewest edits, at most two; upper and lower case count as the same. */
export function closestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > maxChars) return undefined
  const rated = known.map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
  const [best] = rated.sort((a, b) => a.edits - b.edits)
  return best && best.edits <= Math.min(maxEdits, word.length - 1) ? best.candidate : undefined
}

/** Letters added, left out or changed (Levenshtein). */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (let at = 1; at <= to.length; at++) {
      const changed = (row[at - 1] ?? 0) + (letter === to[at - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
