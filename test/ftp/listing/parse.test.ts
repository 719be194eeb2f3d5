import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isName } from '../../../src/base/posixPath.ts'
import { loadCharset, utf8 } from '../../../src/ftp/charset.ts'
import { parseListing, type ListingFormat, type ParsedListing } from '../../../src/ftp/listing/parse.ts'

const now = new Date('2026-06-15T12:00:00Z')

function parse(text: string | Buffer, format?: ListingFormat): ParsedListing {
  return parseListing(Buffer.from(text), { now, ...(format && { format }) })
}

function names(listing: ParsedListing): string[] {
  return listing.entries.map(({ name }) => name)
}

const lineHeads = [
  '',
  'total',
  '-rw-r--r--',
  '-rw-r--r-- 1 a b 3 Jan 1 ',
  'd [R----F--]',
  '-C--E-----FTP B',
  '07-17-13  02:43',
  '07-17-13  02:43PM 12',
  '07-17-13  02:43PM <SYMLINK>',
  '+i8',
  'A.B;1',
  'A.B;1 3 1-JAN-2000 (',
  'A.B;1 3 1-JAN-2000 [',
  'QSYS 1',
  'QSYS 1 01/01/01 10:00:00',
  '0 DIR 05-12-97',
  '206876  Apr 04, 2000',
  '0100644 1 1 1 1',
  'ACCT 101 528 6-Apr-07',
  'TSO004 3390 **NONE** 1',
  'Migrated',
  'M1 01.00 2006/02/28',
  'M1 00EB00 000307 00 FO',
  'README EXEC V',
  '0.0 01/03/13 0950',
  'WF 1 06/07/98 Sun.',
  'IBM JOB01906',
  '512 Jan-01-1980 00:00:00 a',
  'type=file;',
  'Status of ',
]

describe('listings', () => {
  it('of Unix have one entry for each line', () => {
    const text =
      'total 8\r\ndrwxr-xr-x    2 0        0            4096 Jan  1 10:00 pub\r\n-rw-r--r--    1 0        0               3 Jan  1 10:00 a\r\n'
    assert.deepEqual(names(parse(text)), ['pub', 'a'])
    assert.deepEqual(parse(text).unreadable, [])
  })

  it('of Windows and of MLSD are recognised line by line', () => {
    assert.deepEqual(names(parse('07-17-13  02:43PM       <DIR>          pub\r\ntype=file;size=1; a\r\n')), ['pub', 'a'])
  })

  it('may lack the last line end', () => {
    assert.deepEqual(names(parse('type=file; a\r\ntype=file; b', 'facts')), ['a', 'b'])
  })

  it('end lines with LF or CR LF and nothing else', () => {
    assert.deepEqual(names(parse('type=file; a\u0085b\u2028c\ntype=file; d\r\n', 'facts')), ['a\u0085b\u2028c', 'd'])
    assert.deepEqual(names(parse('-rw-r--r--    1 0        0               3 Jan  1 10:00 a\u2028b\n', 'list')), ['a\u2028b'])
    assert.deepEqual(names(parse('07-17-13  02:43PM       <DIR>          a\u2028b\n', 'list')), ['a\u2028b'])
  })

  it('may begin with a byte order mark', () => {
    assert.deepEqual(names(parse('\ufeff-rw-r--r--    1 0        0               3 Jan  1 10:00 a\r\n', 'list')), ['a'])
  })

  it('hand back what they can not read, made printable', () => {
    const listing = parse('type=file; a\r\n\u001b[2Jwhat\r\n\r\n', 'facts')
    assert.deepEqual(names(listing), ['a'])
    assert.deepEqual(listing.unreadable, ['\\u{1b}[2Jwhat'])
  })

  it('hand back a hundred such lines at most', () => {
    assert.equal(parse('what?\n'.repeat(1000), 'list').unreadable.length, 100)
  })

  it('do not read lines longer than any path', () => {
    const listing = parse(`type=file; ${'a'.repeat(10_000)}\n`, 'facts')
    assert.deepEqual([listing.entries.length, listing.unreadable.length], [0, 1])
  })

  it('mark a name that is not UTF-8: it could not be sent back', () => {
    const [entry] = parse(Buffer.from('type=file;size=3; \xfcbung\r\n', 'latin1'), 'facts').entries
    assert.equal(entry?.name, 'übung')
    assert.ok(entry.unusable)
    assert.deepEqual(entry.rawName, Buffer.from('\xfcbung', 'latin1'))
  })

  it('may have what is not UTF-8 around the name', () => {
    const line = Buffer.from('-rw-r--r--    1 M\xfcller  us  3 M\xe4r 26  2003 a\r\n', 'latin1')
    const other = Buffer.from('-rw-r--r--    1 M\xfcller  us  3 M\xe4r 26  2003 \u00c3\u00bc\r\n', 'latin1')
    for (const [bytes, name] of [
      [line, 'a'],
      [other, 'ü'],
    ] as const) {
      const [entry] = parse(bytes, 'list').entries
      assert.deepEqual([entry?.name, entry?.unusable, entry?.rawName], [name, undefined, undefined])
    }
  })

  it('without a charset say that a name is not UTF-8', () => {
    const line = Buffer.from('type=file; \xfcbung\n', 'latin1')
    assert.equal(parse(line).notUtf8, true)
    assert.equal(parseListing(line, { now, charset: utf8 }).notUtf8, true)
    assert.equal('notUtf8' in parse('type=file; übung\n'), false)
    assert.equal('notUtf8' in parse(Buffer.from('type=file;UNIX.ownername=M\xfcller; a\n', 'latin1')), false)
  })

  it('with UTF-8 for charset keep what is not as raw bytes, to be sent back', () => {
    const bytes = Buffer.from('lrwxrwxrwx    1 M\xfcller  us  3 M\xe4r 26  2003 \xfc\xc3\xbc -> \xe9\n', 'latin1')
    const [entry] = parseListing(bytes, { now, charset: utf8 }).entries
    assert.ok(entry)
    assert.deepEqual(
      [entry.name, entry.linkTarget, entry.owner, entry.unusable, entry.rawName],
      ['\udcfcü', '\udce9', 'M\udcfcller', undefined, undefined],
    )
    assert.deepEqual(utf8.encode(entry.name), Buffer.from('\xfc\xc3\xbc', 'latin1'))
    assert.equal(entry.modified?.ms, Date.UTC(2003, 2, 26))
  })

  // The second bytes of 表, ー, ‖ and ソ are \\, [, a and \\; ] is the second of ‐.
  it('with another charset have its names, whatever ASCII their characters are made of', async () => {
    const charset = await loadCharset('Shift_JIS')
    const lines = [
      'drwxr-xr-x    1 \x95\x5c       us  3 Jan  1 10:00 \x95\x5c\n',
      'lrwxrwxrwx    1 0        us  3 Jan  1 10:00 \x83\x5c -> \x81\x5b\x81\x5d\n',
      'type=file;UNIX.ownername=\x95\x5c; \x8e\xa6 \x83\x7c\n',
      '07-17-13  02:43PM       <SYMLINK>      \x81\x5b [\x81\x5d]\n',
      '-rw-r--r--    1 0        0   3 Jan  1 10:00 ascii\n',
      '-rw-r--r--    1 \xff       0   3 Jan  1 10:00 \x95\x5c\xa0\n',
    ]
    const listing = parseListing(Buffer.from(lines.join(''), 'latin1'), { now, charset })
    assert.deepEqual(
      listing.entries.map(({ name, owner, linkTarget, unusable }) => [name, owner, linkTarget, unusable]),
      [
        ['表', '表', undefined, undefined],
        ['ソ', '0', 'ー‐', undefined],
        ['示 ポ', '表', undefined, undefined],
        ['ー', undefined, '‐', undefined],
        ['ascii', '0', undefined, undefined],
        ['表\udca0', '\udcff', undefined, undefined],
      ],
    )
    assert.deepEqual([listing.unreadable, 'notUtf8' in listing], [[], false])
  })

  it('with another charset may have its months and its words around them', async () => {
    const lines = Buffer.from('\xe8\xf2\xee\xe3\xee 8\n-rw-r--r-- 1 a b 3 \xff\xed\xe2  1 10:00 \xff\n', 'latin1')
    const { entries, unreadable } = parseListing(lines, { now, charset: await loadCharset('windows-1251') })
    assert.deepEqual([entries[0]?.name, entries[0]?.modified?.ms, unreadable], ['я', Date.UTC(2026, 0, 1, 10), []])
  })

  it('with a charset still mark what is no name', async () => {
    for (const charset of [utf8, await loadCharset('windows-1251')])
      assert.ok(parseListing(Buffer.from('type=file; \xff/\xff\n', 'latin1'), { now, charset }).entries[0]?.unusable)
  })

  it('keep names whose bytes another reader takes for a line end or a blank', () => {
    const line = Buffer.from('07-17-13  02:43PM                   12 \x8b\xb4\x8c\x85\xa0\r\n', 'latin1')
    const [entry] = parse(line, 'list').entries
    assert.deepEqual([entry?.rawName, entry?.size], [Buffer.from('\x8b\xb4\x8c\x85\xa0', 'latin1'), 12])
  })

  it('give a link that MLSD leaves open the target that another line has', () => {
    const text =
      'type=OS.unix=symlink;unique=1; a\ntype=OS.unix=symlink;unique=2; b\ntype=file;unique=1; /srv/a\ntype=file;unique=2; c\ntype=OS.unix=symlink; d\n'
    const { entries } = parse(text, 'facts')
    assert.deepEqual(
      entries.map(({ name, linkTarget }) => [name, linkTarget]),
      [
        ['a', '/srv/a'],
        ['b', 'c'],
        ['c', undefined],
        ['d', undefined],
      ],
    )
  })

  it('do not take a part of two names for that fact', () => {
    const { entries } = parse('type=OS.unix=symlink; a unique=1;\ntype=file; b unique=1;\n', 'facts')
    assert.equal(entries[0]?.linkTarget, undefined)
  })

  for (const name of ['../x', '/etc/passwd', 'a/b', 'a\tb', 'a\u0000b', 'a\u007f', 'a\rb']) {
    it(`mark the name ${JSON.stringify(name)}: it is no name`, () => {
      for (const line of [`type=file; ${name}\n`, `-rw-r--r--    1 0        0               3 Jan  1 10:00 ${name}\n`]) {
        const [entry] = parse(line).entries
        assert.ok(entry?.unusable, JSON.stringify(entry))
      }
    })
  }

  it('never throw and never give a usable name that is none', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }).map((name) => `type=file;size=1; ${name}`),
      fc.string({ unit: 'binary' }).map((name) => `-rw-r--r--    1 0        0               3 Jan  1 10:00 ${name}`),
      fc.string({ unit: 'binary' }).map((name) => `07-17-13  02:43PM       <DIR>          ${name}`),
      fc.stringMatching(/^[-dl][-rwxst]{9} +\d+ [\w ,]+ [A-Z][a-z]{2} +\d+ +[\d:]+ .+$/),
      fc.stringMatching(/^(type|size|modify|perm|unix\.mode)=[\w.:= ]*; .*$/),
    )
    const text = fc.array(line, { maxLength: 6 }).map((lines) => Buffer.from(lines.join('\r\n')))
    const bytes = fc.oneof(
      text,
      fc.uint8Array().map((array) => Buffer.from(array)),
    )
    fc.assert(
      fc.property(bytes, fc.constantFrom<ListingFormat | undefined>('facts', 'list', undefined), (listing, format) => {
        for (const entry of parse(listing, format).entries) {
          if (entry.unusable === undefined) assert.ok(isName(entry.name), JSON.stringify(entry))
          assert.ok(entry.size === undefined || Number.isSafeInteger(entry.size), JSON.stringify(entry))
          assert.ok(entry.modified === undefined || Number.isFinite(entry.modified.ms), JSON.stringify(entry))
        }
      }),
      { numRuns: 300 },
    )
  })

  const anyLine = fc.oneof(
    fc
      .constantFrom(...lineHeads)
      .chain((head) => fc.string({ unit: 'binary', maxLength: 30 }).map((rest) => head + rest.replace(/[\r\n]/g, ''))),
    fc.constantFrom(
      '-rw-r--r--    1 0        0               3 Jan  1 10:00 a',
      'type=file;size=1; b',
      '07-17-13  02:43PM       <DIR>          c',
    ),
  )

  it('keep the order of the lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(99), { maxLength: 20 }),
        fc.constantFrom('type=file;size=1; ', '-rw-r--r-- 1 0 0 3 Jan  1 10:00 '),
        (ids, head) => {
          assert.deepEqual(names(parse(ids.map((id) => `${head}${id}`).join('\n'))), ids.map(String))
        },
      ),
    )
  })

  it('are the same whatever ends the lines and whatever blank ones are between', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 10 }), (lines) => {
        const plain = parse(lines.join('\n'))
        assert.deepEqual(parse(lines.map((line) => `${line}\r\n`).join('\r\n  \n')), plain)
      }),
    )
  })

  it('account for each line: it is an entry, unreadable, or known to be neither', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 10 }), (lines) => {
        const { entries, unreadable } = parse(lines.join('\n'))
        assert.ok(entries.length + unreadable.length <= lines.length)
        for (const entry of entries) if (entry.unusable === undefined) assert.ok(isName(entry.name), JSON.stringify(entry))
      }),
    )
  })

  // Each dialect's line up to where something follows: a pattern that could split the rest in two ways would try all of them.
  for (const head of lineHeads) {
    it(`take no longer for a run of one character behind ${JSON.stringify(head)}`, () => {
      for (const fill of [' ', '\t', '1', 'a', 'A', '-', '/', '.', ',', ';', '1 ', 'A ', 'a=b;']) {
        const bytes = Buffer.from(`${head}${fill.repeat(Math.floor(9800 / fill.length))}x\n`.repeat(10))
        const start = performance.now()
        parseListing(bytes, { now })
        const took = performance.now() - start
        assert.ok(took < 1000, `${took.toFixed(0)} ms for ${JSON.stringify(fill)}`) // about 10; a quadratic pattern takes 1500
      }
    })
  }

  // What made a pattern try every way to split a run of blanks or digits. 9,900 is just under the longest line that is read.
  for (const [what, line] of [
    ['blanks after the mode', `-rw-r--r--${' '.repeat(9900)}x`],
    ['blanks before the size', `-rw-r--r-- 1 a${' '.repeat(9900)}x`],
    ['many owners', `-rw-r--r-- 1 ${'a '.repeat(4900)}`],
    ['many numbers', `-rw-r--r-- ${'1 '.repeat(4900)}`],
    ['a long number', `-rw-r--r-- 1 ${'1'.repeat(9900)}`],
    ['many devices', `crw-r--r-- 1 ${'1, '.repeat(3300)}`],
    ['blanks inside the date', `-rw-r--r-- 1 0 0 1 Jan${' '.repeat(9900)}x`],
    ['blanks in front', `${' '.repeat(9900)}x`],
    ['blanks after the hour', `07-17-13  02:43${' '.repeat(9900)}x`],
    ['blanks after the folder mark', `07-17-13  02:43PM <DIR>${' '.repeat(9900)}`],
    ['semicolons', `type=file${';'.repeat(9900)}`],
    ['facts', 'a=b;'.repeat(2400)],
  ] as const) {
    it(`take no longer for ${what}`, () => {
      const bytes = Buffer.from(`${line}\n`.repeat(100)) // 1 MB
      const start = performance.now()
      parseListing(bytes, { now })
      const took = performance.now() - start
      assert.ok(took < 1000, `${took.toFixed(0)} ms for ${bytes.length} bytes`)
    })
  }

  it('of ten thousand entries take well under a second', () => {
    const bytes = Buffer.from('-rw-r--r--   1 www-data staff       12345 Mar  2 15:13 index.html\r\n'.repeat(10_000))
    const start = performance.now()
    assert.equal(parseListing(bytes, { now }).entries.length, 10_000)
    assert.ok(performance.now() - start < 1000)
  })
})
