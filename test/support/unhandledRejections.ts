/**
 * Loaded by the runner, makes a promise that rejects unheard fail the test that is running. mocha itself keeps silent about
 * them, and plain Node would end.
 */

process.on('unhandledRejection', (reason) => {
  throw reason // mocha takes it as an uncaught exception of the running test
})
