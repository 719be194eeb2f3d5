/** The colours of a ladder: of the editor's theme in a report, its own in a picture that stands alone. */

/** Goes by the variables `--ladder-…`, which `reportStyle.ts` and `standaloneStyle` set. */
export const ladderStyle = `
.ladder { color: var(--ladder-text); font-family: var(--ladder-font); font-size: 12.5px; }
.ladder text { fill: currentColor; }
.ladder .name { font-weight: 600; font-size: 14px; }
.ladder .address, .ladder .port, .ladder .words { font-family: var(--ladder-mono); }
.ladder .address, .ladder .role, .ladder .words, .ladder .untested .result { fill: var(--ladder-muted); }
.ladder .address, .ladder .role { font-size: 11.5px; }
.ladder .side { fill: var(--ladder-side); stroke: var(--ladder-border); }
.ladder .socket { fill: var(--ladder-page); stroke: var(--ladder-border); }
.ladder .works .line, .ladder .works .cross { stroke: var(--ladder-works); }
.ladder .works .head, .ladder .works .result { fill: var(--ladder-works); }
.ladder .fails .line, .ladder .fails .cross { stroke: var(--ladder-fails); }
.ladder .fails .head, .ladder .fails .result { fill: var(--ladder-fails); }
.ladder .untested .line, .ladder .says.works .line { stroke: var(--ladder-muted); }
.ladder .untested .head, .ladder .says.works .head { fill: var(--ladder-muted); }
.ladder .fails .ghost { stroke: var(--ladder-muted); opacity: 0.6; }
.ladder .ghost-head { fill: var(--ladder-muted); opacity: 0.45; }
.ladder .fails .halo { fill: var(--ladder-page); }
.ladder .says.works .result { fill: var(--ladder-muted); }
.ladder .result { font-weight: 500; }
.ladder .wall { fill: var(--ladder-wall); stroke: var(--ladder-wall-line); }
.ladder .joint { stroke: var(--ladder-wall-line); opacity: 0.7; }
.ladder .wall-name { font-weight: 600; }
.ladder .proxy { stroke: var(--ladder-muted); }
`

/** For pictures in Markdown: light or dark as the reader's system is, on a ground of its own. */
export const standaloneStyle = `
.ladder {
  --ladder-text: #1f2328; --ladder-muted: #59636e; --ladder-page: #ffffff; --ladder-side: #f3f5f7; --ladder-border: #c4ccd4;
  --ladder-works: #1a7f37; --ladder-fails: #c4202b; --ladder-wall: #f6d9c5; --ladder-wall-line: #b4622c;
  --ladder-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --ladder-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  .ladder {
    --ladder-text: #e6edf3; --ladder-muted: #9ba5b0; --ladder-page: #12171e; --ladder-side: #1c232c; --ladder-border: #3d4752;
    --ladder-works: #4fc462; --ladder-fails: #ff7b72; --ladder-wall: #53331f; --ladder-wall-line: #d98a52;
  }
}
.ladder .page { fill: var(--ladder-page); stroke: var(--ladder-border); }
${ladderStyle}`
