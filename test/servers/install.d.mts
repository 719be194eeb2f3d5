/** The types of install.mjs, which is plain JavaScript because it runs before anything is installed. */

export const installed: {
  readonly vsftpd: string
  readonly proftpd: string
  readonly proftpdModules: string
  readonly pureftpd: string
  readonly purePasswords: string
  readonly python: string
  readonly curl: string
  readonly certificate: string
}

export function installServers(progress?: (message: string) => void): Promise<void>
