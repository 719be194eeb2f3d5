/** Where code-server and its own Node are once `installHost` has resolved. */
export const host: { readonly node: string; readonly entry: string }

export function installHost(progress?: (line: string) => void): Promise<void>
