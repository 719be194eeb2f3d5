/**
 * The report as a web page, for the editor's webview and for a browser: the verdict first, then what shows it.
 *
 * It runs nothing but its own style and script, which the nonce names, loads nothing, and links to the guide alone. Everything foreign goes through `markup`.
 */

import type { Diagnosis } from '../diagnosis.ts'
import { Html, markup } from './html.ts'
import { adviceSection, spareSection } from './reportAdvice.ts'
import { contentOf, type ReportContent } from './reportContent.ts'
import { reportScript } from './reportScript.ts'
import {
  allIsWellLine,
  dialogueSection,
  guideLine,
  headSection,
  laddersSection,
  remarksSection,
  rulesSection,
  stepsSection,
  toolbar,
} from './reportSections.ts'
import { reportStyle } from './reportStyle.ts'

export interface ReportPageOptions {
  /** For this page's own style and script: nothing else runs. */
  readonly nonce: string
  /** Where the host's resources are, as a source of the content security policy. */
  readonly cspSource: string
  /** Of the page: what the site is called. */
  readonly title: string
}

/**
 * A whole document. To the editor its script posts what `workbench/reportMessages.ts` reads; in a browser the buttons that need
 * the editor are not shown.
 */
export function reportHtml(diagnosis: Diagnosis, { nonce, cspSource, title }: ReportPageOptions): string {
  const content = contentOf(diagnosis)
  const policy = `default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Diagnosis: ${title}</title>
<style nonce="${nonce}">${new Html(reportStyle)}</style>
</head>
<body>
<main>
<header>
<h1>${diagnosis.verdict}</h1>
${allIsWellLine(content)}${headSection(diagnosis)}${toolbar}</header>
${sectionsOf(diagnosis, content)}${guideLine}</main>
<script nonce="${nonce}">${new Html(reportScript)}</script>
</body>
</html>
`.text
}

function sectionsOf(diagnosis: Diagnosis, { findings, advice, spare, rules, remarks, steps }: ReportContent): readonly Html[] {
  const { observations } = diagnosis
  return [
    laddersSection(diagnosis, findings),
    adviceSection(advice),
    rulesSection(rules),
    remarksSection(remarks),
    stepsSection(steps, observations),
    dialogueSection(observations),
    spareSection(spare),
  ]
}
