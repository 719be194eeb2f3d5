/** The two modes as textbooks draw them, with nothing in the way or something. The numbers are the customary ones. */

import type { DataMode } from '../../ftp/data/strategy.ts'
import type { Culprit } from '../diagnosis.ts'
import { wallNamed } from './hindrance.ts'
import { modeTitles, type Ladder, type Rung } from './ladder.ts'

const control = { channel: 'control', clientPort: '1026', serverPort: '21', state: 'works', reach: 'across', result: '' } as const
const opens: Rung = { ...control, kind: 'opens', from: 'client', label: 'opens' }

const rungs: Readonly<Record<DataMode, readonly Rung[]>> = {
  active: [
    opens,
    { ...control, kind: 'says', from: 'client', label: 'PORT 1027' },
    { ...opens, channel: 'data', from: 'server', clientPort: '1027', serverPort: '20' },
  ],
  passive: [
    opens,
    { ...control, kind: 'says', from: 'client', label: 'PASV' },
    { ...control, kind: 'says', from: 'server', label: 'port 2024' },
    { ...opens, channel: 'data', clientPort: '1027', serverPort: '2024' },
  ],
}

export interface InTheWay {
  readonly culprit: Culprit
  /** What is written at the arrow that stops: "nothing answered". */
  readonly result: string
}

export function textbookLadder(mode: DataMode, inTheWay?: InTheWay): Ladder {
  const wall = inTheWay && wallNamed(inTheWay.culprit)
  return {
    mode,
    works: !inTheWay,
    title: modeTitles[mode],
    client: { name: 'this computer', address: undefined },
    server: { name: 'the server', address: undefined },
    rungs: rungs[mode].map((rung) => (inTheWay && rung.channel === 'data' ? stopped(rung, inTheWay) : rung)),
    walls: wall ? [wall] : [],
  }

  function stopped(rung: Rung, { result }: InTheWay): Rung {
    return { ...rung, state: 'fails', reach: wall?.place ?? 'middle', result }
  }
}
