import { describeDiagnosis } from './describeDiagnosis.ts'

describeDiagnosis('vsftpd')
