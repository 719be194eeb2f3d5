/** Where the core writes what it does. The hosts bring the sink: an output channel in the editor, stderr on the command line. */

export interface Logger {
  error(message: string): void
  warn(message: string): void
  info(message: string): void
  debug(message: string): void
  /** The FTP dialogue itself, line by line, secrets already masked. */
  trace(message: string): void
}

export const nullLogger: Logger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  trace() {},
}

/** A logger that puts `prefix` before every line, as in `site#2 → PASV`. */
export function prefixed(log: Logger, prefix: string): Logger {
  return {
    error: (message) => log.error(`${prefix} ${message}`),
    warn: (message) => log.warn(`${prefix} ${message}`),
    info: (message) => log.info(`${prefix} ${message}`),
    debug: (message) => log.debug(`${prefix} ${message}`),
    trace: (message) => log.trace(`${prefix} ${message}`),
  }
}
