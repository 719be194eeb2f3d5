/** That no data connection could be had, told from what was tried: what is most likely in the way, and what to do. */

import type { DataObstacle } from './data/dataEvent.ts'
import { DataPortRefused, type DataContext, type DataMethod, type DataMode } from './data/strategy.ts'
import { FtpError, isFtpError, type LikelyCause } from './ftpError.ts'

/** One way that was tried. */
export interface Failure {
  readonly method: DataMethod
  readonly mode: DataMode
  /** `EPSV: …`. */
  readonly message: string
  readonly cause: unknown
}

const sentences: Readonly<Record<LikelyCause, string>> = {
  serverFirewall: "The server's firewall may block its passive ports.",
  clientFirewall: "This computer's firewall or router may block the server's connection.",
  bothFirewalls: 'A firewall may block data connections in both directions.',
  refused: 'The server refuses to open data connections this way.',
  thisComputer: "Check the site's ports and address for active mode.",
  proxy: "The proxy may not let connections to the server's data ports through.",
  activeThroughProxy: "Active mode can't work through a proxy: the server can't reach this computer.",
  encryption: 'The data connection was opened, and the server did not accept its encryption.',
  server: 'The server gave up on the data connection.',
}

/** The first failure is the cause, the others are beside it. */
export function noDataConnection(context: DataContext, failures: readonly Failure[], mayWorkElsewhere: boolean): FtpError {
  const { settings, proxy } = context
  const [first] = failures
  const reply = isFtpError(first?.cause) || first?.cause instanceof DataPortRefused ? first.cause.reply : undefined
  const tried = failures.map((failure) => failure.message).join('; ')
  const causes = failures.map((failure) => failure.cause)
  const cause = causes.length > 1 ? new AggregateError(causes, tried, { cause: first?.cause }) : first?.cause
  const likelyCause = proxy && settings.mode === 'active' ? 'activeThroughProxy' : likelyCauseOf(failures)
  const untried = untriedMode(context, failures, likelyCause)
  const what = `No data connection${tried === '' ? '' : ` (${tried})`}. ${sentences[likelyCause]}${untried ? ` Try ${untried} mode.` : ''}`
  const otherMode = settings.mode === 'auto' ? undefined : untried
  return new FtpError('dataConnection', what, { reply, cause, mayWorkElsewhere, otherMode, likelyCause })
}

/** What is in the way of both modes is told of both; else what came of the first way that the server didn't simply refuse. */
function likelyCauseOf(failures: readonly Failure[]): LikelyCause {
  const causes = failures.map(likelyCauseIn)
  if (causes.includes('serverFirewall') && causes.includes('clientFirewall')) return 'bothFirewalls'
  return causes.find((cause) => cause !== 'refused') ?? 'refused'
}

function likelyCauseIn({ mode, cause }: Failure): LikelyCause {
  if (isFtpError(cause) && cause.likelyCause) return cause.likelyCause
  switch (obstacleIn(cause)) {
    case 'unanswered':
    case 'closed':
    case 'unreachable': // mostly a firewall there that says "prohibited"
      return 'serverFirewall'
    case 'nobodyCame':
      return 'clientFirewall'
    case 'serverGaveUp':
      return mode === 'active' ? 'clientFirewall' : 'server' // 425 of a server that has dialled in vain
    case 'commandRefused':
      return 'refused'
    case 'cannotListen':
      return 'thisComputer'
    case 'proxyFailed':
      return 'proxy'
  }
}

/** The mode that may work where the one that was tried did not: in auto mode too it may be one, if the connection was lost with it. */
function untriedMode({ settings: { mode }, proxy }: DataContext, failures: readonly Failure[], cause: LikelyCause): DataMode | undefined {
  if (cause === 'encryption') return undefined // is the same in both
  if (proxy) return mode === 'active' ? 'passive' : undefined
  const modes = new Set(mode === 'auto' ? failures.map((failure) => failure.mode) : [mode])
  if (modes.size !== 1) return undefined
  return modes.has('passive') ? 'active' : 'passive'
}

/** What was in the way, told from the error of a way that came to nothing. */
export function obstacleIn(error: unknown): DataObstacle {
  if (error instanceof DataPortRefused) return error.reply === undefined ? 'cannotListen' : 'commandRefused'
  return (isFtpError(error) ? error.obstacle : undefined) ?? 'serverGaveUp'
}
