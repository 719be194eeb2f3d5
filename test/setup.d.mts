/** The project's folder. */
export const root: string

export function checkNode(): void

export function installPackages(progress?: (line: string) => void): Promise<void>

/** Calls `stop` when this script was run by npm and that npm has been killed. */
export function whenNpmIsGone(stop: () => void): void

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly timeoutMs?: number
}

/** Resolves with the output. */
export function runQuietly(command: string, args: readonly string[], options?: CommandOptions): Promise<string>
