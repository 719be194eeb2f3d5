/** What the page with a diagnosis says when one of its buttons is pressed. It comes from outside: what is none of these is nothing. */

export type ReportMessage =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'copyMarkdown'; readonly redact: boolean }
  /** The advice of this index is to be followed. */
  | { readonly kind: 'action'; readonly index: number }
  | { readonly kind: 'again' }
  | { readonly kind: 'print' }

export function parseReportMessage(message: unknown): ReportMessage | undefined {
  const { kind, text, redact, index } = Object(message) as Partial<Record<'kind' | 'text' | 'redact' | 'index', unknown>>
  if (kind === 'copy' && typeof text === 'string') return { kind, text }
  if (kind === 'copyMarkdown' && typeof redact === 'boolean') return { kind, redact }
  if (kind === 'action' && typeof index === 'number') return { kind, index }
  return kind === 'again' || kind === 'print' ? { kind } : undefined
}
