import { describeDifferential } from './describeDifferential.ts'

describeDifferential('pureftpd')
