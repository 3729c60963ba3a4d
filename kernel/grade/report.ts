// The page that says how submissions were graded: one file, no scripts, light and dark. Knows scores, not how they came about.
import { escapeHtml, type Html, html, joinHtml, trustedHtml } from "../notebook/html-escape.js";
import { contentSecurityPolicy } from "../notebook/html-outputs.js";
import { pageStyle } from "../notebook/html-style.js";
import { type Graded, mostOf, scoreOf } from "./graded.js";

/** `conditions` says under which limits it was, and whose tests they are, a sentence each. */
export function renderReport(graded: readonly Graded[], conditions: readonly string[]): string {
  const heading = "Grades";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(heading)}</title>
<style>${
    // Our own style sheet; nothing that a notebook says gets into it.
    trustedHtml(pageStyle)
  }</style>
</head>
<body>
<div class="nb-page">
<main>
<h1>${escapeHtml(heading)}</h1>
<ul>${conditions.map((sentence) => html`<li>${escapeHtml(sentence)}</li>`)}</ul>
${overview(graded)}
${graded.map(section)}
</main>
</div>
</body>
</html>
`;
}

function overview(graded: readonly Graded[]): Html {
  const rows = graded.map(
    (each, i) => html`<tr><th scope="row"><a href="#s${i + 1}">${escapeHtml(each.name)}</a></th>
<td align="right">${each.problem === undefined ? points(scoreOf(each)) : escapeHtml("–")}</td><td align="right">${points(mostOf(each))}</td>
<td>${escapeHtml(summary(each))}</td></tr>
`,
  );
  return html`<div class="scroll-x"><table><caption>${escapeHtml(count(graded.length, "submission"))}</caption>
<thead><tr><th scope="col">submission</th><th scope="col" align="right">points</th><th scope="col" align="right">of</th><th scope="col">to note</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function summary({ problem, cells, remarks }: Graded): string {
  if (problem !== undefined) return `✗ not graded: ${problem}`;
  const byHand = cells.filter((cell) => cell.points === undefined).length;
  return [
    ...(byHand > 0 ? [`${count(byHand, "cell")} to be graded by hand`] : []),
    ...(remarks.length > 0 ? [count(remarks.length, "remark")] : []),
  ].join(", ");
}

function section(each: Graded, i: number): Html {
  const problem =
    each.problem === undefined
      ? html``
      : html`<p><strong>✗ Not graded:</strong> ${escapeHtml(each.problem)}</p>`;
  const remarks =
    each.remarks.length === 0
      ? html``
      : html`<ul>${each.remarks.map((remark) => html`<li>${escapeHtml(remark)}</li>`)}</ul>`;
  return html`<section>
<h2 id="s${i + 1}">${escapeHtml(each.name)}</h2>
${problem}${remarks}${cellTable(each)}
</section>
`;
}

function cellTable(each: Graded): Html {
  if (each.cells.length === 0) return html`<p>No graded cells.</p>`;
  const rows = each.cells.map(({ gradeId, cell, points: won, most, note }) => {
    const mark = won === undefined ? "?" : won === most ? "✓" : won > 0 ? "≈" : "✗";
    return html`<tr><th scope="row">${escapeHtml(`${mark} ${gradeId}`)}</th><td align="right">${cell === undefined ? escapeHtml("–") : cell}</td>
<td align="right">${won === undefined ? escapeHtml("–") : points(won)}</td><td align="right">${points(most)}</td><td>${escapeHtml(note)}</td></tr>
`;
  });
  return html`<div class="scroll-x"><table><caption>${joinHtml([points(scoreOf(each)), points(mostOf(each))], " of ")} points</caption>
<thead><tr><th scope="col">graded cell</th><th scope="col" align="right">no.</th><th scope="col" align="right">points</th><th scope="col" align="right">of</th><th scope="col">what happened</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function points(number: number): Html {
  return escapeHtml(String(number));
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
