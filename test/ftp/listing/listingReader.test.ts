import assert from 'node:assert/strict'
import fc from 'fast-check'
import { loadCharset, utf8, type Charset } from '../../../src/ftp/charset.ts'
import { ListingReader, type ListingOptions, type ParsedListing } from '../../../src/ftp/listing/listingReader.ts'

const now = new Date('2026-06-15T12:00:00Z')
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

function read(chunks: readonly Uint8Array[], options: ListingOptions = {}): ParsedListing {
  const reader = new ListingReader({ now, ...options })
  for (const chunk of chunks) reader.push(chunk)
  return reader.end()
}

function names({ entries }: ParsedListing): string[] {
  return entries.map(({ name }) => name)
}

/** The chunks that `bytes` fall into if they are cut at these places. */
function split(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

describe('a listing that arrives bit by bit', () => {
  const shiftJis: { charset?: Charset } = {}
  before(async () => {
    shiftJis.charset = await loadCharset('Shift_JIS')
  })

  const line = fc.oneof(
    fc.constantFrom(
      '-rw-r--r--    1 0        0               3 Jan  1 10:00 a name\r\n',
      '-rw-r--r--    1 M\xfcller  us          33.5k Jan  1 10:00 \xc3\xbc\xfc\n',
      'lrwxrwxrwx    1 0        0               3 Jan  1 10:00 \x95\x5c -> \x83\x5c\n',
      'type=file;size=1;unique=1; b\n',
      'type=OS.unix=symlink;unique=1; c\r\n',
      '07-17-13  02:43PM       <DIR>          \xe6\x97\xa5\r\n',
      'A-LONG-NAME.TXT;2\r\n',
      '          3  29-JAN-1996 03:33:12\r\n',
      'A-LONG-NAME.TXT;1  3  29-JAN-1996 03:33:12\r\n',
      'total 8\r\n',
      '\r\n',
      '\r',
      '\xef\xbb\xbf',
      '\xe6',
      '\x97\xa5',
    ),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  const listing = fc
    .array(line, { maxLength: 12 })
    .chain((lines) => fc.constantFrom('', 'x'.repeat(9999)).map((end) => latin1(lines.join('') + end)))

  it('is read the same however it is split', () => {
    const charsets = fc.constantFrom<() => ListingOptions>(
      () => ({}),
      () => ({ charset: utf8 }),
      () => shiftJis,
    )
    fc.assert(
      fc.property(listing, fc.array(fc.nat(), { maxLength: 8 }), charsets, (bytes, places, options) => {
        const whole = read([bytes], options())
        assert.deepEqual(read(split(bytes, places), options()), whole)
        const single = bytes.length > 2000 ? [] : [...bytes].map((byte) => Buffer.of(byte))
        if (single.length > 0) assert.deepEqual(read(single, options()), whole)
      }),
      { numRuns: 300 },
    )
  })

  it('is read the same in a buffer that is used again', () => {
    const buffer = Buffer.alloc(1)
    const reader = new ListingReader({ now })
    for (const byte of latin1('type=file; a\ntype=file; b')) {
      buffer[0] = byte
      reader.push(buffer)
    }
    assert.deepEqual(names(reader.end()), ['a', 'b'])
  })

  it('has a dialect by its first thousand lines, or by all there are', () => {
    const unix = '-rw-r--r--    1 0        0               3 Jan  1 10:00 a\n'
    const job = 'IBMUSER1  JOB01906  OUTPUT    3 Spool Files\n'
    assert.equal(names(read([latin1(unix.repeat(1000) + job.repeat(2000))])).length, 1000)
    assert.equal(names(read([latin1(unix.repeat(3)), latin1(job.repeat(4))])).length, 7)
  })

  it('of nothing is empty', () => {
    for (const chunks of [[], [Buffer.alloc(0)], [Buffer.alloc(0), latin1('\r'), latin1('\n')]])
      assert.deepEqual(read(chunks), { entries: [], unreadable: [] })
  })

  it('is read in single bytes too, however long its lines', () => {
    const bytes = Buffer.from(`type=file; ${'a'.repeat(5000)}\n${'b'.repeat(500_000)}`)
    const reader = new ListingReader({ now })
    for (let at = 0; at < bytes.length; at++) reader.push(bytes.subarray(at, at + 1)) // copying all that has come would be 125 GB
    const { entries, unreadable } = reader.end()
    assert.deepEqual([entries.length, unreadable.length], [1, 1])
  })
})

describe('the caps of a listing', () => {
  it('are ten thousand bytes a line, its end and a byte order mark not counted', () => {
    const name = 'a'.repeat(10_000 - 'type=file; '.length)
    for (const end of ['', '\n', '\r\n', '\n\n']) {
      for (const cut of [0, 5000]) {
        const longest = Buffer.from(`\ufefftype=file; ${name}${end}`)
        assert.deepEqual(names(read([longest.subarray(0, cut), longest.subarray(cut)], { format: 'facts' })), [name])
        const tooLong = Buffer.from(`\ufefftype=file; ${name}a${end}type=file; b`)
        const { entries, unreadable } = read([tooLong.subarray(0, cut), tooLong.subarray(cut)], { format: 'facts' })
        assert.deepEqual([entries.length, unreadable.length], end === '' ? [0, 1] : [1, 1])
        const withCr = Buffer.from(`\ufefftype=file; ${name}\ra${end}`)
        assert.equal(read([withCr.subarray(0, cut), withCr.subarray(cut)], { format: 'facts' }).entries.length, 0)
      }
    }
  })

  it('count a line in bytes, not in characters', () => {
    const lines = Buffer.from(`type=file; a\ntype=file; ${'日'.repeat(3400)}\ntype=file; b\n`)
    assert.deepEqual(names(read([lines])), ['a', 'b'])
  })

  it('are 64 MB: nobody need receive more, and a line that is cut off is none', () => {
    const line = Buffer.from(`type=file; ${'a'.repeat(8179)}\r\n`.repeat(128)) // 1 MB
    assert.equal(line.length, 2 ** 20)
    const reader = new ListingReader({ now, format: 'facts' })
    for (let count = 0; count < 63; count++) reader.push(line)
    reader.push(line.subarray(0, -20))
    assert.equal(reader.isFull, false)
    reader.push(latin1('aaaa\r\ntype=file; bcdef\n')) // at `bcd` it is 64 MB
    assert.equal(reader.isFull, true)
    reader.push(latin1('type=file; c\n'))
    const { entries, unreadable } = reader.end()
    assert.deepEqual([entries.length, unreadable.length], [64 * 128, 1])
    assert.match(unreadable[0] ?? '', /64 MB/)
  })

  it('are a million entries', () => {
    const lines = latin1(' a\n'.repeat(100_000))
    const reader = new ListingReader({ now, format: 'facts' })
    for (let count = 0; count < 10; count++) reader.push(lines)
    assert.equal(reader.isFull, false)
    reader.push(latin1(' b\nwhat?\n'))
    assert.equal(reader.isFull, true)
    const { entries, unreadable } = reader.end()
    assert.deepEqual([entries.length, unreadable.length], [1_000_000, 1])
    assert.match(unreadable[0] ?? '', /1000000 entries/)
  })

  it('are a hundred unreadable lines', () => {
    assert.equal(read([latin1('what?\n'.repeat(1000))]).unreadable.length, 100)
  })
})
