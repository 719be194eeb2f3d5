/** The newest VS Code, or the oldest that package.json promises. */
export type EditorVersion = 'newest' | 'oldest'

/** Where each code-server and its own Node are once `installHost` has resolved. */
export const hosts: Readonly<Record<EditorVersion, { readonly node: string; readonly entry: string }>>

export function installHost(version?: EditorVersion, progress?: (line: string) => void): Promise<void>
