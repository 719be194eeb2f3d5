import assert from 'node:assert/strict'
import { DisposableStore } from '../../src/base/disposable.ts'
import { isAbort } from '../../src/base/abort.ts'
import type { ServerIdentity } from '../../src/ftp/server.ts'
import { EditorPrompts } from '../../src/workbench/prompts.ts'
import { Passwords, TrustedCertificates } from '../../src/workbench/secrets.ts'
import { StandInBox, standIn } from './standIns.ts'

const server: ServerIdentity = { host: 'ftp.example', port: 21, user: 'ann', security: 'none' }

describe('a question for a secret', () => {
  let store: DisposableStore
  let boxes: StandInBox[]
  let prompts: EditorPrompts

  beforeEach(() => {
    store = new DisposableStore()
    boxes = []
    standIn(store, 'createInputBox', () => {
      const box = new StandInBox()
      boxes.push(box)
      return box
    })
    const secrets = { get: async () => undefined, store: async () => {}, delete: async () => {}, keys: async () => [], onDidChange: never }
    const state = { keys: () => [], get: () => undefined, update: async () => {} }
    prompts = new EditorPrompts(new Passwords(secrets), new TrustedCertificates(state))
  })

  afterEach(() => store.dispose())

  /** Asks, and resolves when the box is on the screen. */
  async function asked<T>(question: Promise<T>): Promise<{ readonly answer: Promise<T>; readonly box: StandInBox }> {
    await new Promise(setImmediate)
    const box = boxes.at(-1)
    assert.ok(box?.isOpen)
    return { answer: question, box }
  }

  for (const kind of ['password', 'account'] as const) {
    it(`leaves the screen when it is cancelled: ${kind}`, async () => {
      const cancelling = new AbortController()
      const { answer, box } = await asked(prompts[kind](server, undefined, cancelling.signal))
      cancelling.abort()
      await assert.rejects(answer, isAbort)
      await new Promise(setImmediate)
      assert.equal(box.isOpen, false)
    })
  }

  it('stays for whoever else waits for the answer', async () => {
    const cancelling = new AbortController()
    const first = prompts.password(server, undefined, cancelling.signal)
    const { answer, box } = await asked(prompts.password(server, undefined))
    cancelling.abort()
    await assert.rejects(first, isAbort)
    assert.equal(boxes.length, 1)
    assert.ok(box.isOpen)
    box.type('secret')
    assert.equal(await answer, 'secret')
  })

  it('is asked anew after it was cancelled', async () => {
    const cancelling = new AbortController()
    const { answer } = await asked(prompts.password(server, undefined, cancelling.signal))
    cancelling.abort()
    await assert.rejects(answer, isAbort)
    const again = prompts.password(server, undefined)
    const { box } = await asked(again)
    assert.equal(boxes.length, 2)
    box.type('secret')
    assert.equal(await again, 'secret')
  })
})

function never(): { dispose(): void } {
  return { dispose: () => {} }
}
