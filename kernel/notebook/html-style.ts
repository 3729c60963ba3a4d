// The look of the pages: one sheet, light and dark, phone, desk and paper. The page's own classes begin with nb-; foreign HTML cannot
// have them. Knows nothing of what is in a page.

export const pageStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --muted: #59636e; --ground: #ffffff; --sunk: #f6f7f9; --line: #d5dae1; --rule: #e6e9ee;
  --link: #0b57c2; --accent: #3b5bdb; --warn: #8a5a00; --warn-ground: #fff8e6; --bad: #b3261e; --bad-ground: #fdf1f0; --mark: #fff3bf;
  --c0: #24292f; --c1: #b3261e; --c2: #1a6e2e; --c3: #855800; --c4: #0b57c2; --c5: #8a2aa8; --c6: #0b6775; --c7: #59636e;
  --c8: #59636e; --c9: #c9302c; --c10: #1f7a35; --c11: #8a5a00; --c12: #2563d9; --c13: #9b3bb8; --c14: #0e7280; --c15: #454c54;
  --h-keyword: #a3195b; --h-string: #1a6e2e; --h-number: #0b57c2; --h-comment: #5f6b76; --h-title: #6a35b8; --h-type: #8a4b00;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Micro Hei", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK SC",
    "Source Han Mono SC", "PingFang SC", "Microsoft YaHei", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #dfe3e8; --muted: #9aa5b1; --ground: #14171b; --sunk: #1d2127; --line: #3a424c; --rule: #2b313a;
    --link: #7fb2ff; --accent: #8ea6ff; --warn: #f0c26b; --warn-ground: #2a2313; --bad: #ff9b93; --bad-ground: #301b1a; --mark: #4d4420;
    --c0: #8b949e; --c1: #ff9b93; --c2: #7bd88f; --c3: #e5c07b; --c4: #7fb2ff; --c5: #d9a0f0; --c6: #6fd3e0; --c7: #c8ced6;
    --c8: #9aa5b1; --c9: #ffb3ad; --c10: #98e6a8; --c11: #f2d492; --c12: #a3c8ff; --c13: #e5bdf5; --c14: #93e1ea; --c15: #ffffff;
    --h-keyword: #ff9ac1; --h-string: #8fd99f; --h-number: #8fbcff; --h-comment: #94a0ac; --h-title: #cdb0ff; --h-type: #f0bd80;
  }
}
:lang(zh) { --sans: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
  "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Noto Sans", "Liberation Sans", Arial, sans-serif; }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1.0625rem/1.65 var(--sans); overflow-wrap: break-word; }
:lang(zh) body, body:lang(zh) { line-height: 1.8; }
a { color: var(--link); text-underline-offset: .15em; }
h1, h2, h3, h4, h5, h6 { line-height: 1.3; margin: 2em 0 .6em; text-wrap: balance; }
h1 { font-size: 1.9rem; margin-top: .6em; }
h2 { font-size: 1.4rem; padding-bottom: .25em; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.15rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, dl, blockquote, figure { margin: 0 0 1em; }
li > p { margin-bottom: .4em; }
blockquote { margin-left: 0; padding: .1em 0 .1em 1em; border-left: 3px solid var(--line); color: var(--muted); }
blockquote > :last-child { margin-bottom: 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
img { max-width: 100%; height: auto; vertical-align: middle; }
mark { background: var(--mark); color: inherit; }
pre, code, kbd, samp, tt { font-family: var(--mono); font-size: .875em; font-variant-ligatures: none; }
pre { margin: 0; line-height: 1.5; overflow-x: auto; tab-size: 4; }
pre code { font-size: 1em; background: none; padding: 0; }
:not(pre) > code { background: var(--sunk); padding: .12em .35em; border-radius: 4px; overflow-wrap: anywhere; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: .05em .35em; }
summary { cursor: pointer; }

/* Text keeps to a measure that reads well; code has room for 95 characters; outputs may go on to the edge of the window. */
.nb-page { --page: 56.5rem; max-width: var(--page); margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
.nb-markdown, .nb-contents { max-width: 46rem; }
/* A derivation is as wide as its formulas; its sentences are not. */
.nb-outputs .nb-markdown { max-width: none; }
.nb-outputs .nb-markdown > :is(p, ul, ol, dl, blockquote):not(:has(.katex-display)) { max-width: 46rem; }
.nb-site { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; margin: 0 0 1.5rem; font-size: .9375rem; }
.nb-site span { color: var(--muted); flex: 1 1 18rem; }
.nb-live { display: inline-block; padding: .25rem .8rem; border: 1px solid var(--accent); border-radius: 6px; color: var(--accent);
  font-size: .9375rem; font-weight: 600; text-decoration: none; white-space: nowrap; }
.nb-live:hover { background: var(--accent); color: var(--ground); }
.nb-contents { font-size: .9375rem; border: 1px solid var(--rule); border-radius: 8px; padding: .7rem 1rem; margin: 0 0 1.5rem; background: var(--sunk); }
.nb-contents strong { display: block; margin-bottom: .3em; }
.nb-contents ol { list-style: none; margin: 0; padding: 0; }
.nb-contents li { margin: .2em 0; line-height: 1.45; }
.nb-contents .nb-level-3 { padding-left: 1.1em; display: none; }
.nb-contents a { text-decoration: none; color: inherit; }
.nb-contents a:hover { text-decoration: underline; }
/* Not before a table of eight columns fits beside the contents. */
@media screen and (min-width: 88rem) {
  .nb-page { --page: 76rem; padding-left: 20.75rem; }
  .nb-contents { float: left; width: 15.5rem; margin: .4rem 0 0 -19.5rem; position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem);
    overflow-y: auto; border: 0; background: none; padding: 0; color: var(--muted); }
  .nb-contents .nb-level-3 { display: block; }
}
.nb-cell { margin: 0 0 1.1rem; min-width: 0; }
.nb-markdown pre { background: var(--sunk); border: 1px solid var(--rule); border-radius: 6px; padding: .75rem 1rem; margin: 0 0 1em; }
.nb-code { position: relative; margin: 1.2rem 0 1.6rem; }
.nb-source { display: flex; flex-direction: row-reverse; background: var(--sunk); border: 1px solid var(--rule);
  border-left: 3px solid var(--accent); border-radius: 6px; }
.nb-source pre { flex: 1; min-width: 0; padding: .75rem 1rem; }
.nb-code pre { font-size: .82em; }
.nb-count { flex: none; padding: .85rem .6rem 0 0; font: .72rem/1.4 var(--mono); color: var(--muted); user-select: none; }
@media screen and (min-width: 64rem) { .nb-count { position: absolute; top: 0; right: 100%; padding-right: .5rem; } }
.nb-outputs { padding: .6rem 0 0 calc(1rem + 3px); }
.nb-outputs > * { margin: 0 0 .6rem; contain: paint; }
@media screen { .nb-outputs > :is(.nb-stream, .nb-display) { margin-right: min(0px, (var(--page) - 100vw) / 2); } }
.nb-folded > summary { color: var(--muted); font-size: .875rem; margin-bottom: .4rem; }
.nb-stream pre, .nb-display pre { white-space: pre; }
:is(.nb-stderr, .nb-error) pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.nb-stderr, .nb-error { border-left: 3px solid var(--warn); background: var(--warn-ground); border-radius: 0 6px 6px 0; padding: .45rem .8rem; }
.nb-error { border-color: var(--bad); background: var(--bad-ground); }
.nb-label { display: block; font: 600 .72rem/1.6 var(--sans); letter-spacing: .02em; color: var(--warn); }
.nb-error > .nb-label { color: var(--bad); }
.nb-note { font-size: .8125rem; color: var(--muted); margin: .3rem 0 0; }
.nb-frame { display: block; width: 100%; border: 1px solid var(--line); border-radius: 6px; background: #fff; color-scheme: light; resize: vertical; overflow: auto; }
.nb-display img { display: block; }
.nb-bad-formula { color: var(--bad); }
.nb-latex { overflow-x: auto; overflow-y: hidden; padding: .2em 0; }
.nb-html, .scroll-x { overflow-x: auto; }
.nb-footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--rule); font-size: .8125rem; color: var(--muted); }
.katex-display { overflow-x: auto; overflow-y: hidden; padding: .3em 0; margin: .8em 0; }
.katex-display > .katex > .katex-html { width: max-content; min-width: 100%; }
.katex-display > .katex > .katex-html:has(> .tag) { padding: 0 3em; }
.katex { font-size: 1.12em; }
/* Where an output ends is not where the text does: a formula in the middle of it would stand in the middle of nothing. */
.nb-outputs .katex-display, .nb-outputs .katex-display > .katex { text-align: left; }
@media screen and (prefers-color-scheme: dark) { .nb-paper { background: #fafafa; border-radius: 4px; } }

.scroll-x { margin: 0 0 1em; }
table { border-collapse: collapse; font-size: .9375rem; line-height: 1.45; font-variant-numeric: tabular-nums lining-nums; }
caption { caption-side: top; text-align: left; white-space: normal !important; width: max-content; max-width: min(46rem, 100vw - 3rem); padding: 0 0 .45em; color: var(--muted); font-size: .875rem; }
th, td { padding: .28em .6em; border-bottom: 1px solid var(--rule); vertical-align: baseline; }
:is(th, td):not([align], [style*="text-align"]) { text-align: start; }
thead :is(th, td) { border-bottom: 1.5px solid var(--line); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; color: var(--muted); }
tbody tr:nth-child(even) > * { background: color-mix(in srgb, var(--sunk) 75%, transparent); }
.nb-html table { font-size: .875rem; }
/* Sentences in cells need room; on a phone the table scrolls for that. */
@media screen { .nb-outputs .scroll-x table { width: max-content; max-width: max(100%, 46rem); word-break: keep-all; } }
.nb-html td, .nb-html th { white-space: nowrap; }
.nb-html details { margin: .4em 0; }
.nb-html summary { color: var(--muted); }

.ansi-bold { font-weight: 700; } .ansi-faint { opacity: .75; } .ansi-italic { font-style: italic; }
.ansi-underline { text-decoration: underline; } .ansi-struck { text-decoration: line-through; }
.ansi-fg-inverse { color: var(--ground); } .ansi-bg-inverse { background: var(--text); }
${Array.from({ length: 16 }, (_, n) => `.ansi-fg-${n} { color: var(--c${n}); } .ansi-bg-${n} { background: var(--c${n}); color: var(--ground); }`).join("\n")}

.hljs-keyword, .hljs-selector-tag, .hljs-literal, .hljs-meta .hljs-keyword { color: var(--h-keyword); }
.hljs-string, .hljs-regexp, .hljs-addition, .hljs-template-tag { color: var(--h-string); }
.hljs-number, .hljs-symbol, .hljs-attr, .hljs-attribute, .hljs-variable.constant_ { color: var(--h-number); }
.hljs-comment, .hljs-quote { color: var(--h-comment); font-style: italic; }
.hljs-title, .hljs-section, .hljs-name { color: var(--h-title); }
.hljs-type, .hljs-built_in, .hljs-title.class_, .hljs-meta { color: var(--h-type); }
.hljs-deletion { color: var(--bad); }
.hljs-subst { color: inherit; }

@media (max-width: 40rem) {
  body { font-size: 1rem; }
  .nb-page { padding: 1rem 1rem 3rem; }
  h1 { font-size: 1.55rem; } h2 { font-size: 1.25rem; }
  .nb-outputs { padding-left: 0; }
  .nb-source pre { padding: .65rem .75rem; }
  .nb-count { display: none; }
  p:has(> .katex), .nb-markdown, .nb-contents { overflow-x: auto; overflow-y: hidden; }
  th, td { padding: .28em .45em; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; line-height: 1.5; }
  .nb-page { display: block; max-width: none; padding: 0; }
  .nb-contents, .nb-site { display: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .nb-html, .scroll-x, .katex-display, .nb-latex { overflow: visible; }
  .nb-outputs > * { contain: none; }
  .nb-source, .nb-stderr, .nb-error, tr, img, .katex-display { break-inside: avoid; }
  h1, h2, h3, h4, caption, summary { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  thead { display: table-header-group; }
  /* Words wrap; a number that does would be another number. What has many columns gets smaller print instead. */
  :is(.nb-html, .scroll-x) :is(td, th) { white-space: normal; overflow-wrap: break-word; padding: .2em .35em; max-width: 16em; }
  .nb-html td[align="right"] { white-space: nowrap; }
  caption { font-size: 9pt; }
  :is(.nb-html, .scroll-x) table { font-size: 8.5pt; }
  .nb-html table:has(tr > :nth-child(6)) { font-size: 7.5pt; }
  .nb-html table:has(tr > :nth-child(9)) { font-size: 6.5pt; }
  .nb-html table:has(tr > :nth-child(12)) { font-size: 5pt; }
  a { color: inherit; }
  * { print-color-adjust: exact; }
}
`;

/** The text's colours, for drawings that have them. */
export const inkStyle =
  ":root { color: #1f2328; } @media (prefers-color-scheme: dark) { :root { color: #dfe3e8; } }";

export const indexStyle = `
.nb-index { list-style: none; padding: 0; }
.nb-index li { padding: .55em 0; border-bottom: 1px solid var(--rule); }
.nb-index a { font-weight: 500; text-decoration: none; }
.nb-index a:hover { text-decoration: underline; }
.nb-index small { display: block; color: var(--muted); font-size: .8125rem; overflow-wrap: anywhere; }
.nb-index .nb-live { float: right; margin-left: 1rem; }
.nb-index .nb-failed { color: var(--bad); }
`;
