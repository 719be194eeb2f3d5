import { describeNetwork } from './describeNetwork.ts'

describeNetwork('pureftpd')
