import { describeServer } from './describeServer.ts'

describeServer('vsftpd')
