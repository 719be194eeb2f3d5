import assert from 'node:assert/strict'
import { nullLogger, prefixed, type Logger } from '../../src/base/log.ts'

const levels = ['error', 'warn', 'info', 'debug', 'trace'] as const

describe('prefixed', () => {
  it('puts the prefix before every line and keeps its level', () => {
    const lines: string[] = []
    const log = Object.fromEntries(levels.map((level) => [level, (line: string) => lines.push(`${level}: ${line}`)])) as unknown as Logger
    const twice = prefixed(prefixed(log, 'site'), '#2')
    for (const level of levels) twice[level]('→ PASV')
    assert.deepEqual(
      lines,
      levels.map((level) => `${level}: site #2 → PASV`),
    )
  })
})

describe('nullLogger', () => {
  it('takes every line', () => {
    for (const level of levels) nullLogger[level]('nobody hears this')
  })
})
