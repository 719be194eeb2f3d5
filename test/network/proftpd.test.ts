import { describeNetwork } from './describeNetwork.ts'

describeNetwork('proftpd')
