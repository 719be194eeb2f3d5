import { describeDifferential } from './describeDifferential.ts'

describeDifferential('proftpd')
