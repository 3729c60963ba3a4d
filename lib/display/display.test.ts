// What a notebook shows: HTML that stands without style or script, escapes every string, and is bounded in size and time.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compare,
  crossEntropy,
  exact,
  logSoftmax,
  logSumExp,
  naive,
  softmax,
  Tensor,
  table,
  tensor,
} from "../index.js";
import { html } from "./html.js";
import { displaySymbol } from "./mime-bundle.js";
import type { Table } from "./table.js";
import { tableHtml } from "./table-html.js";
import { tableText } from "./table-text.js";

const markup = (t: Tensor) => String(t[displaySymbol]()["text/html"]);

describe("a displayed tensor", () => {
  it("is a table with caption, scopes and alignment, and PyTorch's print as text", () => {
    const bundle = tensor([
      [1, Number.NaN],
      [1e-8, Number.POSITIVE_INFINITY],
    ])[displaySymbol]();
    expect(bundle["text/plain"]).toBe(
      "tensor([[1.0000e+00,        nan],\n        [1.0000e-08,        inf]])",
    );
    expect(bundle["text/html"]).toBe(`<table>
<caption align="top" style="text-align:left;white-space:nowrap">tensor of shape (2, 2), float32<br><small>finite values from 1e-8 to 1, mean 0.5, 1 NaN, 1 inf</small></caption>
<thead>
<tr><td></td><th scope="col" align="right" style="text-align:right">0</th><th scope="col" align="right" style="text-align:right">1</th></tr>
</thead>
<tbody>
<tr><th scope="row" align="left" style="text-align:left">0</th><td align="right" style="text-align:right" title="1">1.0000e+00</td><td align="right" style="text-align:right">NaN</td></tr>
<tr><th scope="row" align="left" style="text-align:left">1</th><td align="right" style="text-align:right;white-space:nowrap" title="1e-8">1.0000e-08</td><td align="right" style="text-align:right">inf</td></tr>
</tbody>
</table>
`);
  });

  it("is one row when it has one dimension, and a plain value when it has none", () => {
    const row = markup(tensor([0.1, 2]));
    expect(row.match(/<tr>/g)).toHaveLength(2);
    expect(row).toMatch(/<th scope="row" [^>]*>value<\/th><td [^>]*title="0.1">0.1000<\/td>/);
    expect(markup(tensor(3.5))).toBe('<span title="3.5">3.5000</span>');
  });

  it("shows more dimensions as labelled slices", () => {
    const shown = markup(tensor(new Float32Array(24)).reshape(2, 3, 4));
    expect(shown).toMatch(/<th scope="rowgroup" colspan="5" [^>]*>\[1, :, :\]<\/th>/);
    expect(shown.match(/<tbody>/g)).toHaveLength(2);
  });

  it("says what it hides", () => {
    const shown = markup(tensor(new Float32Array(10_000 * 784)).reshape(10_000, 784));
    expect(shown).toContain("… 9,980 more rows");
    expect(shown).toContain("… 772 more columns");
    expect(markup(tensor(new Float32Array(60)).reshape(60, 1, 1))).toContain("… 56 more slices");
    expect(shown).toContain("of 16,384 elements sampled evenly");
  });

  it("is small and quick for a hundred million elements", () => {
    // A view that repeats one number: display must not depend on how many elements there are.
    const big = new Tensor({
      storage: new Float32Array(1),
      offset: 0,
      shape: [100, 1000, 1000],
      strides: [0, 0, 0],
      dtype: "float32",
    });
    markup(tensor([1]));
    // 50 ms is the promise; the rest is for a busy machine.
    const start = performance.now();
    const shown = markup(big);
    expect(performance.now() - start).toBeLessThan(200);
    expect(shown.length).toBeLessThan(100_000);
  });

  it("has less than 100 kB in all its representations, with gradient, shades and the longest numbers", () => {
    const long = tensor(Float64Array.from({ length: 9 * 50 * 50 }, (_, i) => Math.sin(i) * 1e-300));
    const t = long.reshape(9, 50, 50).clone().requiresGrad_();
    t.square().sum().backward();
    const shown = JSON.stringify(table(t, { shade: true })[displaySymbol]());
    expect(shown.length).toBeLessThan(100_000);
    expect(shown).toContain("… 42 more rows");
  });

  it("says with requires_grad, in its text as in its caption, that gradients flow to it", () => {
    const x = tensor([1, 2]).requiresGrad_();
    expect(x[displaySymbol]()["text/plain"]).toBe("tensor([1., 2.], requires_grad=True)");
    expect(markup(x)).toContain("tensor of shape (2,), float32, requires_grad<");
    expect(markup(x)).not.toContain("gradient");
    expect(x.mul(2)[displaySymbol]()["text/plain"]).toBe("tensor([2., 4.], grad_fn=<MulBackward0>)");
  });

  it("marks what has lost digits by its smallness, in each dtype from where it does", () => {
    // 2^-126, 2^-14 and 2^-1022 are the smallest normal numbers.
    for (const [dtype, exponent] of [
      ["float32", -126],
      ["bfloat16", -126],
      ["float16", -14],
      ["float64", -1022],
    ] as const) {
      const shown = markup(
        tensor([2 ** exponent, 2 ** (exponent - 1), -(2 ** (exponent - 1)), 0], { dtype }),
      );
      expect(shown.match(/>\*-?\d/g)).toHaveLength(2);
      expect(shown).toContain("2 subnormal (marked *)");
    }
    expect(markup(tensor(1e-45))).toContain(">1.4013e-45 (subnormal)<");
  });

  it("counts a bool tensor and says when a tensor is empty", () => {
    expect(markup(tensor([true, false, true]))).toContain("2 are True, 1 False");
    expect(markup(tensor([]).reshape(0, 3))).toContain("no elements");
  });

  it("is the same bytes every time, with nothing that runs or colours", () => {
    const t = tensor(Float32Array.from({ length: 500 }, (_, i) => Math.sin(i))).reshape(5, 10, 10);
    expect(markup(t)).toBe(markup(t.clone()));
    expect(markup(t)).not.toMatch(/<script|<style|color|on\w+=|id=/);
  });

  it("has one notation in all its columns, that of its print", () => {
    const cells = (t: Tensor) => [...markup(t).matchAll(/<td [^>]*>([^<]*)<\/td>/g)].map(([, text]) => text);
    // The largest is 10^4 times the smallest, so PyTorch prints all of it in scientific notation.
    expect(
      cells(
        tensor([
          [1, 2, 3],
          [1e4, 0, -1e4],
        ]),
      ),
    ).toEqual(["1.0000e+00", "2.0000e+00", "3.0000e+00", "1.0000e+04", "0.0000e+00", "-1.0000e+04"]);
    expect(
      cells(
        tensor([
          [1, 0.5],
          [2, 0.25],
        ]),
      ),
    ).toEqual(["1.0000", "0.5000", "2.0000", "0.2500"]);
    const slices = tensor([[[1, 2]], [[0.5, 3]]]);
    expect(cells(slices)).toEqual(["1.0000", "2.0000", "0.5000", "3.0000"]);
  });

  it("says alignment in a style too, because style sheets overrule the attribute, and keeps a short caption on its lines", () => {
    const shown = markup(tensor([[1, 2]]));
    for (const [tag, align] of shown.matchAll(/<t[hd][^>]* align="(\w+)"[^>]*>/g)) {
      expect(tag).toContain(`style="text-align:${align}"`);
    }
    expect(shown.match(/ align="(?:left|right)"/g)).toHaveLength(5);
    expect(shown).toContain('<caption align="top" style="text-align:left;white-space:nowrap">');
    const long: Table = { title: "x".repeat(200), corner: "", columns: [], groups: [] };
    expect(tableHtml(long).toString()).toContain('<caption align="top" style="text-align:left">');
  });
});

describe("a displayed comparison", () => {
  const bundle = compare(naive.softmax, softmax, [1, 100])[displaySymbol]();

  it("has aligned text", () => {
    expect(bundle["text/plain"].split("\n").slice(0, 8)).toEqual([
      "naive.softmax and softmax against exact values, float32, shape (2,)",
      "naive.softmax gets none of 2 elements right: 1 is NaN and 1 is wrongly 0.",
      "softmax gets all 2 elements right to within 0.50 ulp.",
      "",
      "function       input         value         exact  verdict                      ulp  abs error  rel error",
      "-------------  -----  ------------  ------------  -------------------------  -----  ---------  ---------",
      "[0]",
      // e^-99 = 1.0112214926104486e-43, in steps of 2^-149: 72.16.
      "naive.softmax      1  0.000000e+00  1.011221e-43  overflow: 2.718 / inf → 0  72.16    1.0e-43     1.0e+0",
    ]);
  });

  it("has a table whose rows are the functions, grouped by element", () => {
    const shown = String(bundle["text/html"]);
    expect(shown).toMatch(/<th scope="rowgroup" colspan="8" [^>]*>\[1\]<\/th>/);
    expect(shown).toContain('<td align="left" style="text-align:left">overflow → NaN</td>');
    expect(shown.match(/<th scope="row" [^>]*>naive\.softmax<\/th>/g)).toHaveLength(2);
  });

  it("says in sentences how each function did", () => {
    const sentences = (c: ReturnType<typeof compare>) => c.toString().split("\n").slice(1, 3);
    expect(sentences(compare(naive.softmax, softmax, [100, 99, 0]))).toEqual([
      "naive.softmax gets none of 3 elements right: 2 are NaN and 1 is wrongly 0.",
      "softmax gets all 3 elements right to within 0.50 ulp.",
    ]);
    expect(sentences(compare(naive.logSoftmax, logSoftmax, [0, -50, -100, -200]))[0]).toBe(
      "naive.logSoftmax gets 1 of 4 elements right: 1 is infinite, 1 is wrongly 0 and 1 has lost digits.",
    );
    expect(sentences(compare(naive.logSumExp, logSumExp, [1000, 1]))).toEqual([
      "naive.logSumExp is infinite.",
      "logSumExp is right to within 0.50 ulp.",
    ]);
  });

  it("shows labels as the integers they are, in a column that says what they are", () => {
    const book = (o: Tensor, y: Tensor) => naive.crossEntropy(naive.softmax(o), y);
    const scores = [
      [2, 1, 0.5],
      [2, 1, 0.5],
    ];
    const lines = compare(book, crossEntropy, scores, [0, 2], { reduction: "none" }).toString().split("\n");
    expect(lines[4]).toMatch(/^function +target +value +exact +verdict/);
    expect(lines.filter((line) => line.startsWith("book  ")).map((line) => line.split(/ +/)[1])).toEqual([
      "0",
      "2",
    ]);
    expect(lines.join()).not.toContain("input");
    // Beside fractions an integer has as many decimals as they.
    expect(compare(naive.softmax, softmax, [1, 0.5]).toString()).toMatch(/naive\.softmax +1\.0000 /);
  });

  it("says how many elements it hides", () => {
    const shown = compare(
      naive.softmax,
      softmax,
      Array.from({ length: 40 }, (_, i) => i),
    ).toString();
    expect(shown).toContain("… 24 more elements");
  });
});

describe("a displayed exact tensor", () => {
  it("prints 20 digits", () => {
    // ln 2 (OEIS A002162), 1000 + ln 2.
    expect(
      exact
        .logSumExp([
          [0, 0],
          [1000, 1000],
        ])
        .toString(),
    ).toBe("exact([0.69314718055994530942, 1000.6931471805599453])");
  });
});

describe("a displayed exact tensor as a table", () => {
  it("has the full 64 digits in its titles", () => {
    const shown = String(exact.softmax([0, 0])[displaySymbol]()["text/html"]);
    expect(shown).toContain('title="0.5"');
    expect(String(exact.logSumExp([0, 0])[displaySymbol]()["text/html"])).toBe(
      '<span title="0.6931471805599453094172321214581765680755001343602552541206800095">0.69314718055994530942</span>',
    );
  });
});

describe("HTML", () => {
  it("escapes every string", () => {
    expect(html`<b title="${`"'<&>`}">${"<script>"}</b>`.toString()).toBe(
      '<b title="&quot;&#39;&lt;&amp;&gt;">&lt;script&gt;</b>',
    );
    expect(html`<p>${html`<i>${1}</i>`}</p>`.toString()).toBe("<p><i>1</i></p>");
  });

  it("lets no tag of a hostile name through", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("<img src=x onerror=1>", "</td><script>", '"><svg/onload=1>'),
    );
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        const table: Table = {
          title: name,
          summary: [text],
          corner: text,
          columns: [{ header: name, align: "right" }],
          groups: [
            { label: name, rows: [{ header: text, cells: [{ text: name, full: text }] }, { hidden: name }] },
          ],
        };
        const tags = tableHtml(table)
          .toString()
          .match(/<[^>]*>/g)!;
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<\/?(table|caption|thead|tbody|tr|th|td|br|small)( (align|scope|colspan|title|style)="[^"<>]*")*>$/,
          );
        }
        expect(tableText(table).split("\n").length).toBeGreaterThan(4);
      }),
      { numRuns: 1000 },
    );
  });
});
