import { describeDifferential } from './describeDifferential.ts'

describeDifferential('vsftpd')
