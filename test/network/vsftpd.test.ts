import { describeNetwork } from './describeNetwork.ts'

describeNetwork('vsftpd')
