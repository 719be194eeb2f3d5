/** The FTP server of the demo: the folder at `root` for one user, in the clear or with AUTH TLS, passive and active. */

import { FtpServer, type FtpConnection } from '../support/ftpServer.ts'
import { testCertificate } from '../support/testCertificate.ts'

export interface SampleServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  stop(): Promise<void>
}

export interface SampleServerOptions {
  /** The folder to serve, such as one from `createSampleSite`. */
  readonly root: string
  /** Any free port by default. */
  readonly port?: number
}

export async function startSampleServer({ root, port = 0 }: SampleServerOptions): Promise<SampleServer> {
  const user = 'demo'
  const password = 'demo'
  const server = new FtpServer({ root, port, users: { [user]: password }, tls: testCertificate(), greeting })
  const address = await server.start()
  return { ...address, user, password, stop: () => server.stop() }
}

function greeting(connection: FtpConnection): void {
  connection.reply('220 Welcome to the sample site.')
}
