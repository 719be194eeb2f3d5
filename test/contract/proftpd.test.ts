import { describeServer } from './describeServer.ts'

describeServer('proftpd')
