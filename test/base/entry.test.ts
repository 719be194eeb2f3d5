import assert from 'node:assert/strict'
import { sameTime, type TimePrecision, type Timestamp } from '../../src/base/entry.ts'

const at = (iso: string, precision: TimePrecision): Timestamp => ({ ms: Date.parse(iso), precision })

describe('sameTime', () => {
  for (const [a, b, expected] of [
    [at('2026-01-02T03:04:05.678Z', 'millisecond'), at('2026-01-02T03:04:05.678Z', 'millisecond'), true],
    [at('2026-01-02T03:04:05.678Z', 'millisecond'), at('2026-01-02T03:04:05.679Z', 'millisecond'), false],
    [at('2026-01-02T03:04:05.678Z', 'millisecond'), at('2026-01-02T03:04:05Z', 'second'), true],
    [at('2026-01-02T03:04:06Z', 'second'), at('2026-01-02T03:04:05Z', 'second'), false],
    [at('2026-01-02T03:04:59Z', 'second'), at('2026-01-02T03:04:00Z', 'minute'), true],
    [at('2026-01-02T03:05:00Z', 'second'), at('2026-01-02T03:04:00Z', 'minute'), false],
    [at('2026-01-02T23:59:59.999Z', 'millisecond'), at('2026-01-02T00:00:00Z', 'day'), true],
    [at('2026-01-03T00:00:00Z', 'minute'), at('2026-01-02T00:00:00Z', 'day'), false],
    [at('1969-12-31T23:59:59.500Z', 'millisecond'), at('1969-12-31T23:59:59Z', 'second'), true],
  ] as const) {
    it(`${expected ? 'holds' : 'does not hold'} for ${describeTime(a)} and ${describeTime(b)}, either way round`, () => {
      assert.equal(sameTime(a, b), expected)
      assert.equal(sameTime(b, a), expected)
    })
  }
})

function describeTime({ ms, precision }: Timestamp): string {
  return `${new Date(ms).toISOString()} to the ${precision}`
}
