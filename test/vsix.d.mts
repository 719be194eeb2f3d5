/** Where `packageExtension` puts the package. */
export const vsix: string

export function packageExtension(): Promise<string>

/** Throws if what `packageExtension` has made is not as it should be. */
export function checkPackage(): void

export function packageIsCurrent(): boolean
