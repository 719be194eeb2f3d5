/** Servers that say a password again: no message and no log line has it. */

import assert from 'node:assert/strict'
import { Bench } from '../support.ts'

const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

describe('a password', () => {
  let bench: Bench

  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.end())

  for (const secret of [`x${punctuation}x`, ...[...punctuation].map((sign) => `my${sign}Secret${sign}pw`)]) {
    it(`may hold any sign, and is masked where the server repeats it: ${secret}`, async () => {
      const PASS = (connection: { reply(line: string): void }) => connection.reply(`530 ${secret} is wrong`)
      const served = await bench.serve({ handlers: { PASS } })
      const error = await bench.connect(served, { password: async () => secret }).catch((reason: unknown) => reason)
      assert.match(String(error), /530 \*\*\*\* is wrong/)
      assert.equal(bench.log.count(secret), 0)
    })
  }

  for (const echo of ['PASS topsecret\r\n', 'topsecret?\r\n', '500 a topsecret\0 b\r\n', '500-topsecret\r\n', 'topsecret']) {
    it(`is masked also where its echo is no reply: ${JSON.stringify(echo)}`, async () => {
      const address = await bench.script(async (peer) => {
        await peer.send('220 hi\r\n')
        await peer.line()
        await peer.send('331 password\r\n')
        await peer.line()
        await peer.send(echo)
        peer.destroy()
      })
      const error = await bench.connect(address, { password: async () => 'topsecret' }).catch((reason: unknown) => reason)
      assert.ok(error instanceof Error)
      assert.ok(!`${error.message} ${error.stack ?? ''}`.includes('topsecret'), error.message)
      assert.equal(bench.log.count('topsecret'), 0)
    })
  }
})
