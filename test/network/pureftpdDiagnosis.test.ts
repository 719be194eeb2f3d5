import { describeDiagnosis } from './describeDiagnosis.ts'

describeDiagnosis('pureftpd')
