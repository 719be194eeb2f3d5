import assert from 'node:assert/strict'
import { parseReportMessage } from '../../src/workbench/reportMessages.ts'

describe('messages of the page with a diagnosis', () => {
  for (const message of [
    { kind: 'copy', text: 'iptables -A INPUT' },
    { kind: 'copyMarkdown', redact: true },
    { kind: 'action', id: 'use-active-mode' },
    { kind: 'again' },
    { kind: 'print' },
  ]) {
    it(`are read: ${message.kind}`, () => assert.deepEqual(parseReportMessage({ ...message, more: 1 }), message))
  }

  for (const message of [
    undefined,
    null,
    'again',
    [],
    { kind: 'copy' },
    { kind: 'copy', text: 1 },
    { kind: 'copyMarkdown' },
    { kind: 'action', id: 0 },
    { kind: 'action', index: 0 },
    { kind: 'else' },
  ]) {
    it(`are nothing: ${JSON.stringify(message)}`, () => assert.equal(parseReportMessage(message), undefined))
  }
})
