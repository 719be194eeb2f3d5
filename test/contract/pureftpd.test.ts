import { describeServer } from './describeServer.ts'

describeServer('pureftpd')
