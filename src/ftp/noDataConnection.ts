/** That no data connection could be had, told from what was tried: what may be in the way, and what to do. */

import type { DataObstacle } from './data/dataEvent.ts'
import { DataPortRefused, type DataContext, type DataMethod, type DataMode } from './data/strategy.ts'
import { FtpError, isFtpError } from './ftpError.ts'

/** One way that was tried. */
export interface Failure {
  readonly method: DataMethod
  readonly mode: DataMode
  /** `EPSV: …`. */
  readonly message: string
  readonly cause: unknown
}

const adviceAfter: Readonly<Record<DataMode, string>> = {
  passive: "The server's firewall may block its passive ports. Try active mode.",
  active: "This computer's firewall or router may block the server's connection. Try passive mode.",
}
/** It failed on this computer, before the server was told anything. */
const adviceAfterNone = "Check the site's ports and address for active mode, or use passive mode."
const adviceAfterBoth = 'A firewall may block data connections in both directions.'

/** The first failure is the cause, the others are beside it. */
export function noDataConnection(context: DataContext, failures: readonly Failure[], mayWorkElsewhere: boolean): FtpError {
  const { settings, proxy } = context
  const { mode } = settings
  if (proxy && mode === 'active')
    return new FtpError(
      'dataConnection',
      "Active mode can't work through a proxy: the server can't reach this computer. Use passive mode or auto, or connect without the proxy.",
      { otherMode: 'passive' },
    )
  const [first] = failures
  const reply = isFtpError(first?.cause) || first?.cause instanceof DataPortRefused ? first.cause.reply : undefined
  const tried = failures.map((failure) => failure.message).join('; ')
  const causes = failures.map((failure) => failure.cause)
  const cause = causes.length > 1 ? new AggregateError(causes, tried, { cause: first?.cause }) : first?.cause
  const what = proxy ? "The proxy may not let connections to the server's data ports through." : adviceOn(failures)
  const otherMode: DataMode | undefined = proxy || mode === 'auto' ? undefined : mode === 'passive' ? 'active' : 'passive'
  const failedWays = failures.map(({ method, mode, cause: why }) => ({ method, mode, obstacle: obstacleIn(why) }))
  const details = { reply, cause, mayWorkElsewhere, otherMode, failedWays }
  return new FtpError('dataConnection', `No data connection (${tried}). ${what}`, details)
}

/** In auto mode too, one way may be all that was tried: the connection was lost with it. */
function adviceOn(failures: readonly Failure[]): string {
  if (failures.length > 0 && failures.every(({ cause }) => cause instanceof DataPortRefused && cause.reply === undefined))
    return adviceAfterNone
  const [mode, ...others] = new Set(failures.map((failure) => failure.mode))
  return mode === undefined || others.length > 0 ? adviceAfterBoth : adviceAfter[mode]
}

/** What was in the way, told from the error of a way that came to nothing. */
export function obstacleIn(error: unknown): DataObstacle {
  if (error instanceof DataPortRefused) return error.reply === undefined ? 'cannotListen' : 'commandRefused'
  return (isFtpError(error) ? error.obstacle : undefined) ?? 'serverGaveUp'
}
