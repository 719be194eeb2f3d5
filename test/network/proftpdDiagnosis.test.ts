import { describeDiagnosis } from './describeDiagnosis.ts'

describeDiagnosis('proftpd')
