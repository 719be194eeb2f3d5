/**
 * How the report looks: the colours of the editor's theme, high contrast included, and of the system where there is no editor.
 * On paper everything is unfolded, and nothing is left that can be pressed.
 */

import { ladderStyle } from './ladderStyle.ts'

const colours = `
:root {
  color-scheme: light dark; /* as the system is */
  --page: var(--vscode-editor-background, Canvas);
  --text: var(--vscode-foreground, CanvasText);
  --strong: var(--vscode-editor-foreground, CanvasText);
  --muted: var(--vscode-descriptionForeground, light-dark(#59636e, #9ba5b0));
  --border: var(--vscode-contrastBorder, var(--vscode-panel-border, #8884));
  --block: var(--vscode-textCodeBlock-background, #8882);
  --good: var(--vscode-charts-green, #2e8b3d);
  --bad: var(--vscode-charts-red, #c4202b);
  --doubtful: var(--vscode-editorWarning-foreground, #a36a00);
  --focus: var(--vscode-focusBorder, Highlight);
  --sans: var(--vscode-font-family, system-ui, sans-serif);
  --mono: var(--vscode-editor-font-family, ui-monospace, monospace);
  --ladder-text: var(--text);
  --ladder-muted: var(--muted);
  --ladder-page: var(--page);
  --ladder-side: var(--block);
  --ladder-border: var(--border);
  --ladder-works: var(--good);
  --ladder-fails: var(--bad);
  --ladder-wall: color-mix(in srgb, var(--doubtful) 20%, var(--page));
  --ladder-wall-line: var(--doubtful);
  --ladder-font: var(--sans);
  --ladder-mono: var(--mono);
}
/* In the editor as its theme is; the light one of high contrast has the class of the dark one as well. */
:root:has(> .vscode-dark, > .vscode-high-contrast) { color-scheme: dark; }
:root:has(> .vscode-light, > .vscode-high-contrast-light) { color-scheme: light; }
`

const layout = `
* { box-sizing: border-box; }
html { background: var(--page); }
body { margin: 0; padding: 0; background: var(--page); color: var(--text); font: var(--vscode-font-size, 14px) / 1.5 var(--sans); }
main { max-width: 1240px; margin: 0 auto; padding: 28px 24px 48px; overflow-wrap: anywhere; }
h1 { margin: 0 0 16px; max-width: 46em; color: var(--strong); font-size: 1.6em; font-weight: 600; line-height: 1.3; }
h2 { margin: 0 0 10px; color: var(--strong); font-size: 1.2em; font-weight: 600; }
h3 { margin: 0 0 6px; color: var(--strong); font-size: 1.05em; font-weight: 600; }
h4 { margin: 0 0 4px; color: var(--muted); font-size: 0.9em; font-weight: 600; }
p { margin: 0 0 10px; max-width: 75em; }
section { margin-top: 32px; }
pre { margin: 0; padding: 10px 12px; overflow: auto; max-height: 60vh; background: var(--block); border: 1px solid var(--vscode-contrastBorder, transparent);
  border-radius: 4px; font-family: var(--mono); font-size: 0.92em; white-space: pre-wrap; }
.muted { color: var(--muted); }
.facts { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 0 0 18px; }
.facts dt { color: var(--muted); font-size: 0.85em; }
.facts dd { margin: 0; }
.toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.toolbar label { display: inline-flex; align-items: center; gap: 5px; }
.pair { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; padding-right: 10px; border: 1px solid var(--border); border-radius: 3px; }
.said { color: var(--muted); }
.well { margin: -8px 0 16px; font-size: 1.1em; }
.changed { margin: 12px 0 0; padding: 4px 0 4px 12px; border-left: 3px solid var(--doubtful); }
.changed:empty { display: none; }
.guide { margin: 32px 0 0; }
a { color: var(--vscode-textLink-foreground, LinkText); }
`

const parts = `
.ladders { display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
.mode { min-width: 0; padding: 14px 14px; border: 1px solid var(--border); border-radius: 8px; }
.mode svg { display: block; width: 100%; max-width: 600px; height: auto; margin: 4px 0 12px; }
.mode p { margin: 0; color: var(--muted); }
/* Signs alone have the theme's colours, which are too faint for text: WCAG 1.4.3 wants 4.5 : 1, and 3 : 1 of signs. */
.good .sign { color: var(--good); }
.bad .sign { color: var(--bad); }
.doubtful .sign, .warning .sign { color: var(--doubtful); }
.ladder .works .result { fill: color-mix(in srgb, var(--good) 60%, var(--text)); }
.ladder .fails .result { fill: color-mix(in srgb, var(--bad) 60%, var(--text)); }
.state.none, .none .sign { color: var(--muted); }
.state { white-space: nowrap; font-weight: 500; }
@media (max-width: 880px) { .ladders { grid-template-columns: 1fr; } }
@media (max-width: 560px) { main { padding: 16px 12px 32px; } .mode { padding: 12px 8px; } }

.advice { padding: 14px 0 16px; border-top: 1px solid var(--border); }
.who { margin: 0; color: var(--muted); font-size: 0.85em; }
.recipe { position: relative; }
.copy { position: absolute; right: 6px; bottom: 6px; }
.recipe pre { padding-right: 72px; }
.live .tabs .recipe h4 { display: none; }
.live .folded { display: none; }
[role=tablist] { display: flex; flex-wrap: wrap; gap: 2px; border-bottom: 1px solid var(--border); margin-bottom: 8px; }
[role=tab] { background: none; color: var(--muted); border: 0; border-bottom: 2px solid transparent; border-radius: 0; }
[role=tab]:hover { background: none; color: var(--strong); }
[role=tab][aria-selected=true] { color: var(--strong); border-bottom-color: var(--vscode-panelTitle-activeBorder, currentColor); }

.remarks { margin: 0; padding: 0; list-style: none; }
.remarks li { padding: 4px 0 4px 12px; border-left: 3px solid var(--border); margin-bottom: 8px; }
.remarks .warning { border-left-color: var(--doubtful); }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
caption { padding: 0 0 8px; color: var(--muted); text-align: left; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--border); }
thead th { color: var(--muted); font-size: 0.85em; font-weight: 600; }
tbody th { font-weight: 400; }
th[scope=rowgroup] { padding-top: 16px; color: var(--strong); font-weight: 600; }
.steps td { font-variant-numeric: tabular-nums; }
.steps td:last-child { width: 60%; overflow-wrap: anywhere; }
:is([data-title='Time'], [data-title='Round trips'], [data-title='Direction']) { white-space: nowrap; }
/* A row is a block where there is no room beside each other: what it is about and its state, and the rest below. */
@media (max-width: 720px) {
  table, caption, tbody { display: block; overflow-wrap: anywhere; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; padding: 7px 0; border-bottom: 1px solid var(--border); }
  tr > :is(th, td) { padding: 0; border: 0; }
  tbody th { font-weight: 500; }
  th[scope=rowgroup] { grid-column: 1 / -1; padding-top: 10px; font-weight: 600; }
  [data-title], .steps td:last-child { grid-column: 1 / -1; width: auto; }
  [data-title]::before { content: attr(data-title) ': '; color: var(--muted); }
  [data-title]:empty { display: none; }
}
summary { cursor: pointer; }
summary h2 { display: inline; }
details[open] summary { margin-bottom: 10px; }
`

const controls = `
button { padding: 5px 12px; border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 3px;
  background: var(--vscode-button-background, #2b6cb0); color: var(--vscode-button-foreground, #fff); font: inherit; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground, #245a94); }
button:disabled { opacity: 0.5; cursor: default; }
button.secondary { background: var(--vscode-button-secondaryBackground, #8883); color: var(--vscode-button-secondaryForeground, inherit); }
button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground, #8885); }
:focus-visible { outline: 1px solid var(--focus); outline-offset: 2px; }
.hostless .host, body:not(.hostless) .browser, body:not(.live) :is(button, .toolbar) { display: none; }
`

const paper = `
@media print {
  :root { color-scheme: light; --page: #fff; --text: #000; --strong: #000; --muted: #444; --border: #999; --block: #f3f3f3; --good: #1a7f37; --bad: #b3141f; --doubtful: #7a4f00; }
  main { max-width: none; padding: 0; }
  .toolbar, button, .host { display: none; }
  .live .folded, .live .tabs .recipe h4 { display: block; }
  [role=tablist] { display: none; }
  details::details-content { content-visibility: visible; }
  pre { max-height: none; overflow: visible; padding-right: 12px; }
  .mode, .advice, tr { break-inside: avoid; }
}
`

export const reportStyle = colours + ladderStyle + layout + parts + controls + paper
