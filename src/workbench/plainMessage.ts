/**
 * Text that the editor shows as it stands.
 *
 * In notifications and in the boxes at the top the editor makes links of `[text](target)`, and `command:` targets run there;
 * `$(name)` becomes an icon. What servers, sites and files are called stands in such texts, so neither may come about. Whole
 * texts are taken, as a link could also be put together from two names.
 */

import { printable } from '../base/printable.ts'

/** `text` without links and icons in it: `[Fix] (command:evil)`. */
export function plainMessage(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (')
}

/** The name of a site or a file as it is shown: printable, and nothing else than a name. */
export function shownName({ name }: { readonly name: string }): string {
  return plainMessage(printable(name))
}
