/** Foreign text made safe to show: what a server sends must not move a cursor, hide a name or fill a screen. */

const maxShownChars = 500

// Control characters, and the invisible ones that reorder or hide text (bidi, zero width).
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/** `text` with invisible characters escaped as `\u{1b}` and cut at 500 characters. */
export function printable(text: string): string {
  const shown = text.replace(unprintable, (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`)
  return shown.length > maxShownChars ? `${shown.slice(0, maxShownChars)}…` : shown
}
