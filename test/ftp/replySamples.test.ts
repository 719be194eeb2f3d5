/**
 * Replies that other clients test themselves with, or that were seen of servers. Each row of samples/replies.jsonl names where
 * it is from, what it means there, and on what that rests: `synthetic-in-documented-shape` is nobody's bytes. Where we read a
 * row otherwise, `differing` says why.
 *
 * A row whose meaning lies in the dialogue around it is checked for its codes and texts here, for the rest where the dialogue is.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { rawAsLatin1 } from '../../src/base/rawText.ts'
import { parseExtendedPassive, parsePassive } from '../../src/ftp/data/passiveReply.ts'
import { Features } from '../../src/ftp/features.ts'
import { isFtpError } from '../../src/ftp/ftpError.ts'
import { parseFactsLine } from '../../src/ftp/listing/facts.ts'
import { isNegative, isPositive, isPreliminary, isUnknownCommand, ReplyParser, replyText, type Reply } from '../../src/ftp/reply.ts'
import { announcedSizeIn, digestIn, folderIn, sizeIn, timeIn } from '../../src/ftp/replyFacts.ts'

interface Meaning {
  readonly kind: string
  /** What is wrong with it: nothing is to be read from it. */
  readonly error?: string
  readonly host?: string
  readonly advertisedHost?: string
  readonly port?: number
  readonly path?: string
  readonly size?: number | null
  /** `2003-04-05 06:07:08`. */
  readonly utc?: string
  readonly alg?: string
  readonly name?: string
  readonly features?: readonly string[]
  /** Each reply's lines as they came. */
  readonly messages?: readonly string[]
  /** What is left of a reply that isn't complete. */
  readonly rest?: string
  /** Of a reply to something else, where it isn't what was sent. */
  readonly text?: string
}

interface Sample {
  readonly id: number
  readonly source: string
  readonly raw: string
  /** The bytes are `line` again and again, then `tail`. */
  readonly expand?: { readonly line: string; readonly repeat: number; readonly tail: string }
  /** Of `raw`; UTF-8 where there is none. */
  readonly charset?: 'latin1'
  readonly meaning: Meaning
}

const noSuchDay = 'there is no such day; a client that counts on from the one before makes up a time'

/** What we read in place of what is asserted. */
const differing: Readonly<Record<number, { readonly why: string; readonly meaning: Partial<Meaning> }>> = {
  43: { why: 'a quote that is not closed: the rest of the path may be missing', meaning: { error: 'unclosed quote' } },
  44: { why: 'the words behind the folder are not its name; what is left is no path from the root either', meaning: { path: 'root' } },
  79: { why: noSuchDay, meaning: { error: 'month 0' } },
  80: { why: noSuchDay, meaning: { error: 'day 0' } },
  86: { why: noSuchDay, meaning: { error: 'February 31' } },
  101: { why: 'a time that goes on in another byte may be something else', meaning: { error: 'a byte behind it' } },
  196: { why: 'the bytes that the server gives back are Telnet to us', meaning: { text: "'ABOR': command not understood." } },
}

const samples = readFileSync(new URL('samples/replies.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Sample)

/** Checks the first reply's fact against the meaning. */
const facts: Readonly<Record<string, (reply: Reply, meaning: Meaning) => void>> = {
  PASV: checkPassive,
  'PASV-as-EPSV-reply': checkPassive,
  EPSV: (reply, { error, port }) => assert.deepEqual(parseExtendedPassive(replyText(reply)), error === undefined ? { port } : undefined),
  'EPSV-CEPR': (reply, { port }) => assert.deepEqual(parseExtendedPassive(replyText(reply)), { port }),
  PWD: checkFolder,
  'MKD-ok': checkFolder,
  SIZE: (reply, { size }) => assert.equal(sizeIn(reply), size),
  MDTM: checkTime,
  '150': (reply, { size }) => assert.equal(announcedSizeIn(reply), size ?? undefined),
  '125': (reply) => assert.equal(announcedSizeIn(reply), undefined),
  'RETR-aborted': (reply) => assert.equal(announcedSizeIn(reply), undefined),
  HASH: (reply, { alg }) => assert.deepEqual(digestIn(reply), { algorithm: alg, hex: '0123456789abcdef0123456789abcdef01234567' }),
  FEAT: checkFeatures,
  MLST: checkFactsOfOne,
  'SIZE-unsupported': (reply) => assert.equal(sizeIn(reply), undefined),
  'MDTM-refused': (reply) => assert.equal(timeIn(reply), undefined),
  'FEAT-unsupported': (reply) => checkUnknownFeatures(reply),
  'FEAT-before-login': (reply) => checkUnknownFeatures(reply),
}

/** What the first reply is, to whoever asked. */
const verdicts: Readonly<Record<string, (reply: Reply) => boolean>> = {
  'EPSV-refused': isUnknownCommand,
  'EPRT-refused': isUnknownCommand,
  'SIZE-unsupported': isUnknownCommand,
  'FEAT-unsupported': isUnknownCommand,
  'PORT-refused': (reply) => !isPositive(reply),
  'PORT-ok': isPositive,
  'TYPE-ok': isPositive,
  'OPTS-UTF8': isPositive,
  'NOOP-ok': isPositive,
  'PRET-ok': isPositive,
  'REST-ok': (reply) => !isNegative(reply) && !isPreliminary(reply),
  SYST: isPositive,
  welcome: isPositive,
  'welcome-120': isPreliminary,
  'early-226': isPreliminary,
  'RETR-aborted': isPreliminary,
  '150': isPreliminary,
  '125': isPreliminary,
  'PORT-fail': isNegative,
  'STOR-refused': isNegative,
  'data-tls': isNegative,
  'RETR-without-data-setup': isNegative,
  'MDTM-refused': isNegative,
  'PRET-unsupported': isNegative,
}

describe('samples of replies', () => {
  for (const sample of samples) {
    it(`${sample.id}, ${sample.meaning.kind}, of ${sample.source}`, () =>
      check(sample, { ...sample.meaning, ...differing[sample.id]?.meaning }))
  }

  it('are there for all that differ, and for all that is read from one', () => {
    const ids = new Set(samples.map(({ id }) => id))
    for (const id of Object.keys(differing)) assert.ok(ids.has(Number(id)), id)
    const kinds = new Set(samples.map(({ meaning }) => meaning.kind))
    for (const kind of [...Object.keys(facts), ...Object.keys(verdicts)]) assert.ok(kinds.has(kind), kind)
  })
})

function check(sample: Sample, meaning: Meaning): void {
  const { replies, error, rest } = read(bytesOf(sample))
  if (meaning.kind === 'protected-reply' || meaning.kind === 'PASS') {
    assert.ok(isFtpError(error, 'protocol'), String(error))
    return assert.deepEqual(replies, [])
  }
  assert.equal(error, undefined)
  if (meaning.messages) return checkMessages(sample.raw, meaning.messages, meaning.rest ?? '', replies)
  if (meaning.kind === 'incomplete') {
    assert.deepEqual(replies, [])
    return assert.equal(rest, sample.raw)
  }
  if (!sample.expand) checkWords(sample.raw, meaning, replies)
  else checkLongReply(sample.expand, replies)
  const [first] = replies
  assert.ok(first)
  facts[meaning.kind]?.(first, meaning)
  assert.equal(verdicts[meaning.kind]?.(first) ?? true, true)
}

function bytesOf({ raw, expand, charset }: Sample): Buffer {
  return Buffer.from(expand ? expand.line.repeat(expand.repeat) + expand.tail : raw, charset ?? 'utf8')
}

/** All at once and byte by byte, which must come to the same. */
function read(bytes: Buffer): { readonly replies: Reply[]; readonly error: unknown; readonly rest: string } {
  const whole = readPieces([bytes])
  assert.deepEqual(readPieces([...bytes].map((byte) => Buffer.of(byte))), whole)
  return whole
}

function readPieces(pieces: readonly Buffer[]): { readonly replies: Reply[]; readonly error: unknown; readonly rest: string } {
  const parser = new ReplyParser()
  const replies: Reply[] = []
  let error: unknown
  try {
    for (const piece of pieces) for (const reply of parser.push(piece)) replies.push(reply)
  } catch (thrown) {
    error = thrown
  }
  return { replies, error, rest: parser.unfinished }
}

/** Where no line stands for itself, a reply's lines are those of `raw`, without the code in the first and the last. */
function checkWords(raw: string, { text }: Meaning, replies: readonly Reply[]): void {
  const lines = raw.replace(/\r\n$/, '').split('\r\n')
  assert.equal(
    replies.reduce((sum, reply) => sum + reply.lines.length, 0),
    lines.length,
  )
  for (const reply of replies) {
    const own = lines.splice(0, reply.lines.length)
    assert.deepEqual(
      [own[0], own.at(-1)].map((line) => Number(line?.slice(0, 3))),
      [reply.code, reply.code],
    )
    assert.equal(rawAsLatin1(reply.lines[0] ?? ''), text ?? own[0]?.slice(4))
    assert.equal(rawAsLatin1(reply.lines.at(-1) ?? ''), text ?? own.at(-1)?.slice(4))
  }
}

/** The client that this is from takes the end of a packet for the end of a line: here the line must have ended. */
function checkMessages(raw: string, messages: readonly string[], rest: string, replies: readonly Reply[]): void {
  assert.equal(replies.length, messages.length - (raw.endsWith('\n') || rest !== '' ? 0 : 1))
  const ended = read(Buffer.from(raw.endsWith('\n') ? raw : `${raw}\r\n`))
  assert.equal(ended.replies.length, messages.length)
  assert.equal(ended.rest, rest.slice(4).trim())
  for (const [at, message] of messages.entries()) {
    const lines = message
      .split('\n')
      .map((line, index, all) => (index === 0 || index === all.length - 1 || line.startsWith('200-') ? line.slice(4) : line))
    assert.deepEqual(ended.replies[at], { code: Number(message.slice(0, 3)), lines })
  }
}

function checkLongReply({ repeat, tail }: NonNullable<Sample['expand']>, replies: readonly Reply[]): void {
  assert.equal(replies.length, 1)
  assert.equal(replies[0]?.code, 250)
  assert.equal(replies[0].lines.length, repeat + tail.trimEnd().split('\r\n').length)
  assert.equal(`250 ${replies[0].lines.at(-1) ?? ''}`, tail.trimEnd().split('\r\n').at(-1))
}

/** A host like `<control-peer>` is the dialler's business; the address is what the reply names. */
function checkPassive(reply: Reply, { error, port, host, advertisedHost }: Meaning): void {
  assert.deepEqual(parsePassive(replyText(reply)), error === undefined ? { port, address: advertisedHost ?? host } : undefined)
}

function checkFolder(reply: Reply, { error, path }: Meaning): void {
  assert.equal(folderIn(reply), error === undefined ? path : undefined)
}

function checkTime(reply: Reply, { error, utc = '' }: Meaning): void {
  const time = timeIn(reply)
  if (error !== undefined) return assert.equal(time, undefined)
  assert.ok(time)
  const shown = new Date(time.ms).toISOString()
  assert.equal(shown.slice(0, 19), utc.replace(' ', 'T').replace('Z', ''))
}

function checkFeatures(reply: Reply, { features: lines = [] }: Meaning): void {
  const features = new Features()
  features.learn(reply)
  for (const line of lines) {
    const [name = '', parameters = ''] = line.split(/ (.*)/)
    assert.deepEqual([features.of(name), features.parameters(name)], ['yes', parameters], line)
  }
  assert.equal(features.of('EPSV'), 'unknown')
}

function checkUnknownFeatures(reply: Reply): void {
  const features = new Features()
  features.learn(reply)
  assert.deepEqual(
    ['SIZE', 'MDTM', 'REST', 'MLST'].map((name) => features.of(name)),
    ['unknown', 'unknown', 'unknown', 'unknown'],
  )
}

/** The line between the first and the last; blanks before the facts are one server's. */
function checkFactsOfOne({ lines }: Reply, { error, name, size }: Meaning): void {
  const entry = parseFactsLine(lines[1]?.trimStart() ?? '')
  if (error !== undefined) return assert.equal(entry, undefined)
  assert.ok(entry && entry !== 'skip')
  assert.deepEqual([entry.name, entry.size], [name, size])
}
