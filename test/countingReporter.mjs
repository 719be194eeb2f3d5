/**
 * mocha's spec reporter, which also leaves `{ "passed": n, "failed": n }` in the file that PORTSIDE_COUNTS names.
 *
 * A skipped test counts as failed: it says nothing about the program, and looks as if it did.
 */

import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

const { EVENT_RUN_END, EVENT_TEST_PENDING } = Mocha.Runner.constants

export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const skipped = []
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()))
    runner.once(EVENT_RUN_END, () => {
      for (const title of skipped) Mocha.reporters.Base.consoleLog('  skipped, so failed: %s', title)
      write({ passed: this.stats.passes, failed: this.stats.failures + skipped.length })
    })
  }
}

function write(counts) {
  const file = process.env.PORTSIDE_COUNTS
  if (file) writeFileSync(file, JSON.stringify(counts))
}
