/** What the page with a diagnosis says when one of its buttons is pressed. It comes from outside: what is none of these is nothing. */

export type ReportMessage =
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'copyMarkdown'; readonly redact: boolean }
  /** The advice with this id is to be followed. */
  | { readonly kind: 'action'; readonly id: string }
  | { readonly kind: 'again' }
  | { readonly kind: 'print' }

export function parseReportMessage(message: unknown): ReportMessage | undefined {
  const { kind, text, redact, id } = Object(message) as Partial<Record<'kind' | 'text' | 'redact' | 'id', unknown>>
  if (kind === 'copy' && typeof text === 'string') return { kind, text }
  if (kind === 'copyMarkdown' && typeof redact === 'boolean') return { kind, redact }
  if (kind === 'action' && typeof id === 'string') return { kind, id }
  return kind === 'again' || kind === 'print' ? { kind } : undefined
}
