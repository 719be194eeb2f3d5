import { describeDifferential } from './describeDifferential.ts'

describeDifferential('pyftpdlib')
