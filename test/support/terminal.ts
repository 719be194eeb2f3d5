/** Where a progress line is shown, and what was written there. */

import { Writable } from 'node:stream'

export function terminal(isTTY: boolean, columns = 80) {
  const shown: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      shown.push(String(chunk))
      done()
    },
  })
  return { shown, stream: Object.assign(stream, { isTTY, columns }) }
}
