/** Cuts the bytes of a control connection into lines. LF ends a line, a CR before it belongs to the ending. */

const maxLineBytes = 64 * 1024 // longer than any path; more is a client gone mad

export class LineReader {
  private rest: Buffer = Buffer.alloc(0)

  /** The lines that `chunk` completes, without their ending. */
  push(chunk: Uint8Array): Buffer[] {
    const lines: Buffer[] = []
    let bytes = Buffer.concat([this.rest, chunk])
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      lines.push(bytes.subarray(0, bytes[end - 1] === 0x0d ? end - 1 : end))
      bytes = bytes.subarray(end + 1)
    }
    if (bytes.length > maxLineBytes) throw new Error(`A line of more than ${maxLineBytes} bytes`)
    this.rest = bytes
    return lines
  }

  /** True if the beginning of a line has come. */
  get isInsideLine(): boolean {
    return this.rest.length > 0
  }
}
