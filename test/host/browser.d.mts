export function installBrowser(progress?: (line: string) => void): Promise<string>
