import { describeServer } from './describeServer.ts'

describeServer('pyftpdlib')
