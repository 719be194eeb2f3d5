/**
 * Placeholders for IP addresses, wherever and however they are written: `192.0.2.4`, `192,0,2,4,19,137` in PORT and 227,
 * `ip-192-0-2-4` and `ip_192_0_2_4` in names, IPv6 in any spelling.
 *
 * An address of a private network becomes one of the same network; the others become ones set aside for documentation
 * (RFC 5737, RFC 3849). No placeholder is an address that occurs itself.
 */

import { isIPv6 } from 'node:net'

/** Networks, and what their addresses become: with a number behind. */
const networks: readonly (readonly [RegExp, string])[] = [
  [/^10\./, '10.0.0.'], // RFC 1918
  [/^172\.(1[6-9]|2\d|3[01])\./, '172.16.0.'],
  [/^192\.168\./, '192.168.0.'],
  [/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, '100.64.0.'], // RFC 6598: behind a provider's NAT
  [/^169\.254\./, '169.254.0.'], // RFC 3927
  [/\./, '203.0.113.'],
  [/^f[cd]/, 'fd00::'], // RFC 4193
  [/^fe[89ab]/, 'fe80::'], // RFC 4291
  [/:/, '2001:db8::'],
]

/** They are the same everywhere, and say nothing about anybody. */
const unspecific = /^(127\..*|0\.0\.0\.0|255\.255\.255\.255|::1?)$/

/**
 * Whatever may be IPv6, with the colons and full stops around it; the six numbers of 227; four numbers with full stops, dashes or underscores.
 * All in one pass: no placeholder is to be taken for another address.
 */
const anyForm =
  /(?<![\da-f:.])[\da-f:.]*:[\da-f.]*:[\da-f:.]*|(?<!\d)\d{1,3}(?:\s*,\s*\d{1,3}){5}(?!\d)|(?<!\d)\d{1,3}([._-])\d{1,3}(?:\1\d{1,3}){2}(?!\d)/gi

export class AddressPlaceholders {
  private readonly originals = new Set<string>()
  private readonly placeholders = new Map<string, string>()
  private readonly counts = new Map<string, number>()

  /** All texts in which addresses will be replaced: what occurs there is no placeholder. */
  constructor(texts: readonly string[]) {
    for (const text of texts) rewrite(text, (address) => (this.originals.add(address), address))
  }

  replace(text: string): string {
    return rewrite(text, (address) => this.placeholderOf(address))
  }

  private placeholderOf(address: string): string {
    if (unspecific.test(address)) return address
    const known = this.placeholders.get(address)
    if (known !== undefined) return known
    const [, prefix = ''] = networks.find(([network]) => network.test(address)) ?? []
    const made = this.unusedWith(prefix)
    this.placeholders.set(address, made)
    return made
  }

  private unusedWith(prefix: string): string {
    const count = (this.counts.get(prefix) ?? 0) + 1
    this.counts.set(prefix, count)
    const made = `${prefix}${prefix.endsWith(':') ? count.toString(16) : count}`
    return this.originals.has(made) ? this.unusedWith(prefix) : made
  }
}

type Replace = (address: string) => string

/** `text` with its addresses replaced; `replace` is given them in one spelling. */
function rewrite(text: string, replace: Replace): string {
  return text.replace(anyForm, (found) => {
    if (/:.*:/.test(found)) return rewriteColons(found, replace)
    return found.includes(',') ? rewriteSix(found, replace) : rewriteFour(found, replace)
  })
}

function rewriteSix(found: string, replace: Replace): string {
  const numbers = found.split(',').map((part) => part.trim())
  return [rewriteFour(numbers.slice(0, 4).join('.'), replace).replaceAll('.', ','), ...numbers.slice(4)].join(',')
}

function rewriteFour(found: string, replace: Replace): string {
  const separator = /[._-]/.exec(found)?.[0] ?? '.'
  const numbers = found.split(separator).map(Number)
  return numbers.every((number) => number < 256) ? replace(numbers.join('.')).replaceAll('.', separator) : found
}

function rewriteColons(run: string, replace: Replace): string {
  const [, before = '', inner = '', after = ''] = /^(:(?!:)|\.*)(.*?)((?:(?<!:):|\.)*)$/.exec(run) ?? []
  // `from:192.0.2.4:21`
  if (!isIPv6(inner)) return run.replace(/\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g, (found) => rewriteFour(found, replace))
  return before + replace(plainForm(inner)) + after
}

/** An IPv6 address in its one spelling (RFC 5952), and an IPv4 address in IPv6 as such: `::ffff:c0a8:114` is 192.168.1.20. */
function plainForm(address: string): string {
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(spelled)
  if (!mapped) return spelled
  const [high = 0, low = 0] = mapped.slice(1).map((digits) => parseInt(digits, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
