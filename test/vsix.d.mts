/** Where `packageExtension` puts the package. */
export const vsix: string

export function packageExtension(): Promise<string>

export function packageIsCurrent(): boolean
