/**
 * Servers that answer anything to anything, and do anything with their data connections: whatever comes of it comes in time, and
 * what is called a success was one.
 */

import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import type { Session } from '../../../src/ftp/session.ts'
import type { Peer } from '../../support/scriptedServer.ts'
import { listenOn } from '../../support/listenOn.ts'
import { resetSocket } from '../../support/resetSocket.ts'
import { Bench, Kept, within } from '../support.ts'

const login: Readonly<Record<string, string>> = {
  USER: '331 ?',
  PASS: '230 in',
  FEAT: '211-\r\n MLST type*;size*;\r\n211 end',
  PWD: '257 "/"',
}

/** `PORT` and `PAIR` stand for the data port; the last two are no reply but the end of the connection. */
const replies = [
  '',
  '150 soon\r\n',
  '226 done\r\n',
  '200 ok\r\n',
  '250 ok\r\n',
  '150 here\r\n226 done\r\n',
  '226 done\r\n226 done\r\n',
  '226 done\r\n150 here\r\n',
  '150 here\r\n425 no\r\n',
  '150 here\r\n426 cut\r\n',
  '350 more\r\n',
  '213 20\r\n',
  '213 0\r\n',
  '229 ok (|||PORT|)\r\n',
  '229 ok (|||PORT|)\r\n',
  '227 ok (10,0,0,1,PAIR)\r\n',
  '229 ok (|||1|)\r\n',
  '229 ok (|||99999|)\r\n',
  '220-never\r\n',
  '500 what?\r\n',
  '550 no\r\n',
  '530 hunter2 is no good\r\n',
  '421 bye\r\n',
  'rubbish\r\n',
  '\xff\xfe\0\r\n',
  'end',
  'reset',
] as const
const listing = 'type=file;size=5; a\r\n'
const onData: readonly ((data: Socket) => void)[] = [
  (data) => data.end(listing),
  (data) => data.end(),
  (data) => void data.write(listing),
  (data) => void data.write('t'),
  (data) => resetSocket(data),
  (data) => void data.write(listing, () => resetSocket(data)),
  () => {},
]
const operations = ['list', 'retrieve', 'store', 'size', 'visit', 'deleteFiles'] as const

/** What a server does, number by number, and what is asked of it. */
interface Course {
  readonly choices: readonly number[]
  readonly operation: (typeof operations)[number]
  readonly mode: 'auto' | 'passive' | 'active'
  readonly batches: 'yes' | 'no'
}

const course: fc.Arbitrary<Course> = fc.record({
  choices: fc.array(fc.nat(1000), { minLength: 10, maxLength: 30 }),
  operation: fc.constantFrom(...operations),
  mode: fc.constantFrom('auto', 'passive', 'active'),
  batches: fc.constantFrom('yes', 'no'),
})

const short = { connectMs: 200, replyMs: 60, confirmMs: 60, dataConnectMs: 60, dataIdleMs: 60 }

class AnyServer {
  /** What it has said since the operation began. */
  said = ''
  private readonly choices: readonly number[]
  private next = 0

  constructor({ choices }: Course) {
    this.choices = choices
  }

  async play(peer: Peer, dataPort: number): Promise<void> {
    await peer.send('220 ready\r\n')
    for (let isReady = false; ;) {
      const line = await peer.line()
      const [verb = '', argument = ''] = line.split(' ')
      if (!isReady) {
        await peer.send(`${login[verb] ?? '200 ok'}\r\n`)
        isReady = verb === 'PWD'
        continue
      }
      if (verb === 'EPRT' && this.choose(2) === 0) this.dial(Number(argument.split('|')[3]))
      const reply = replies[this.choose(replies.length)] ?? ''
      this.said += `<${verb}>${reply}`
      if (reply === 'end') peer.end()
      else if (reply === 'reset') peer.destroy()
      else await peer.send(Buffer.from(withPort(reply, dataPort), 'latin1'))
    }
  }

  /** The next number below `count`, round and round. */
  choose(count: number): number {
    return (this.choices[this.next++ % this.choices.length] ?? 0) % count
  }

  attend(data: Socket): void {
    data.on('error', () => {}).resume()
    onData[this.choose(onData.length)]?.(data)
  }

  private dial(port: number): void {
    const data = connect(port, '127.0.0.1', () => this.attend(data)).on('error', () => {})
  }
}

function withPort(reply: string, port: number): string {
  return reply.replace('PORT', String(port)).replace('PAIR', `${port >> 8},${port & 255}`)
}

/** One operation with a server that takes that course. Throws if anything but its outcome goes wrong. */
async function run(bench: Bench, one: Course): Promise<void> {
  bench.transfer = { mode: one.mode }
  bench.memory.batches = one.batches
  const server = new AnyServer(one)
  const dataPort = bench.ledger.add('dataListener', createServer())
  const { port } = await listenOn(dataPort, '127.0.0.1')
  dataPort.on('connection', (data) => server.attend(bench.ledger.add('data', data)))
  const address = await bench.script((peer) => server.play(peer, port))
  const session = await bench.connect(address, { password: async () => 'hunter2', timeouts: short })
  const kept = new Kept()
  const outcome = await within(9000, succeeds(work(session, one.operation, kept)))
  if (outcome && ['list', 'retrieve', 'store', 'visit'].includes(one.operation)) assert.match(server.said, /2\d\d /)
  assert.equal(kept.writableEnded, outcome && one.operation === 'retrieve')
  for (const line of address.server.commands) assert.match(line, /^[A-Z]{3,4}(?: [\x20-\x7e]+)?$/)
  assert.ok(bench.log.lines.every((line) => !/\p{Cc}/u.test(line)))
  assert.equal(bench.log.count('PASS hunter2'), 0)
}

function work(session: Session, operation: Course['operation'], kept: Kept): Promise<unknown> {
  switch (operation) {
    case 'list':
      return session.list('/pub')
    case 'retrieve':
      return session.retrieve('/a', kept)
    case 'store':
      return session.store('/a', Readable.from([Buffer.from('hello')]))
    case 'size':
      return session.size('/a')
    case 'visit':
      return session.visit('/a')
    case 'deleteFiles':
      return session.deleteFiles(['/a', '/b', '/c'])
  }
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  )
}

async function inItsOwnBench(one: Course): Promise<void> {
  const bench = new Bench()
  try {
    await run(bench, one)
  } finally {
    await bench.end()
  }
}

describe('a server that answers anything to anything', () => {
  it('is done with in time, leaves nothing open, and is believed only after a 2yz', async function () {
    this.timeout(60_000)
    await fc.assert(
      fc.asyncProperty(fc.array(course, { minLength: 8, maxLength: 8 }), async (courses) => {
        await Promise.all(courses.map((one) => inItsOwnBench(one)))
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })
})
