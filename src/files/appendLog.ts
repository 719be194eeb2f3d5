/** Lines that are kept even if the next moment is the last: what a journal is written to. */

export interface AppendLog {
  /** The whole lines that are there, in order. One that was cut off by a crash is left out; none if there is no log. */
  lines(): Promise<readonly string[]>

  /** Resolves when the line, which has no line break in it, will survive a crash. Lines keep the order of the calls. */
  append(line: string): Promise<void>

  /** Removes all of it. */
  clear(): Promise<void>

  /** Ends the use. The lines stay. */
  close(): Promise<void>
}
