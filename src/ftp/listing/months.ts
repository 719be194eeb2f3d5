/**
 * Month names as `ls` prints them in the languages of servers: what the C library calls abbreviated names, without accents
 * and dots. Where two languages mean different months by one word, the one with more servers has it (`lis` is November in
 * Polish and Czech, October in Croatian).
 */

import { isDigit, markedNumber } from './numbers.ts'

const names: readonly string[] = [
  'jan janv ian gen ene led sty tammi sau saus sij oca xan urt jaan янв яну січ јан ιαν ינו 一月 thg1',
  'feb febr fev fevr fbro uno lut helmi vas velj sub ots veebr фев лют феб φεβ פבר 二月',
  'mar mars mrz mrt mrs mzo marz marc marts bre maalis kov ozu мар бер μαρ מרץ 三月',
  'apr avr avril ab abr dub kwi huhti bal tra nis ebr апр кві квіт απρ אפר 四月',
  'may mai mag maj mei maig kve touko geg svi eka мая май маи тра трав мај μαι מאי 五月',
  'jun june juin juni giu iun juny cer cze kesa bir birz haz juuni xun июн юни чер черв јун ιουν יונ 六月',
  'jul july juil jui juli lug iul juliol cec lip heina lie liep tem juuli xul июл юли лип јул ιουλ יול 七月',
  'aug ago agto aou aout avg srp sie elo rgp rugp agu abu авг сер серп αυγ אוג 八月',
  'sep sept set sbre szept zar wrz syys rgs rugs ruj eyl ira сен сеп вер септ σεπ ספט 九月',
  'oct okt ott out obre rij paz loka spa spal eki urr окт жов жовт οκτ אוק 十月',
  'nov nbre lis lap lapkr marras kas aza ноя нояб ное лис νοε נוב 十一月',
  'dec dez dic dbre des pro gru grd gruod joulu ara abe dets дек груд дец гру δεκ דצמ 十二月',
]

const months: ReadonlyMap<string, number> = new Map(names.flatMap((line, month) => line.split(' ').map((name) => [name, month] as const)))

/** 0 to 11, or undefined: `Mar`, `März`, `3月`, `septembre`, `Juli,`. */
export function monthOf(word: string): number | undefined {
  return months.get(word.toLowerCase()) ?? numberedMonth(word) ?? spelledMonth(word)
}

/** `3`, `03`, `3月`. */
function numberedMonth(word: string): number | undefined {
  const month = markedNumber(word, 1, 2)
  return month !== undefined && month >= 1 && month <= 12 ? month - 1 : undefined
}

/** With accents and dots, or longer than its abbreviation. */
function spelledMonth(word: string): number | undefined {
  if (word.length > 20 || isDigit(word.charCodeAt(0))) return undefined
  const letters = withoutAccents(word).replace(/[.,]+$/, '')
  for (let length = letters.length; length >= 3; length--) {
    const month = months.get(letters.slice(0, length))
    if (month !== undefined) return month
  }
  return months.get(letters)
}

function withoutAccents(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
}
