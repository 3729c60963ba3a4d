import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { toleranceOf } from "./cell-tags.js";
import { compareOutputs } from "./compare-outputs.js";
import type { CodeCell, MimeBundle, Output } from "./notebook.js";

const printed = (text: string): Output[] => [{ output_type: "stream", name: "stdout", text }];
const result = (data: MimeBundle): Output[] => [
  { output_type: "execute_result", data, metadata: {}, execution_count: 1 },
];
/** The difference as it is shown, or undefined. */
function difference(stored: Output[], fresh: Output[], tolerance?: unknown): string[] | undefined {
  const cell = { metadata: { losslab: { tolerance } } } as unknown as CodeCell;
  return compareOutputs(stored, fresh, toleranceOf(cell))?.map(({ mark, text }) => `${mark} ${text}`);
}
function mimeDifference(mime: string, stored: unknown, fresh: unknown, tolerance?: unknown) {
  return difference(result({ [mime]: stored }), result({ [mime]: fresh }), tolerance);
}

describe("text", () => {
  it("is compared exactly, and the changed line is shown with its place and its neighbours", () => {
    expect(difference(printed("a\nb\nc\nd\n"), printed("a\nb\nC\nd\n"))).toEqual([
      "@ stdout, line 3",
      "  b",
      "- c",
      "+ C",
      "  d",
    ]);
    expect(difference(printed("a \n"), printed("a\n"))).toEqual(["@ stdout, line 1", "- a ", "+ a"]);
    expect(difference(printed("a\n"), printed("a"))).toEqual([
      "@ stdout, line 2",
      "  a",
      "+ (no newline at the end)",
    ]);
  });

  it("cut into several writes is the same text", () => {
    expect(difference([...printed("a"), ...printed("b\n")], printed("ab\n"))).toBeUndefined();
  });

  it("on standard error is not text on standard output", () => {
    expect(difference(printed("a\n"), [{ output_type: "stream", name: "stderr", text: "a\n" }])).toEqual([
      "@ stdout, line 1",
      "- [stdout]",
      "- a",
      "+ [stderr]",
      "+ a",
    ]);
  });

  it("of an error is compared without its colours", () => {
    const error = (line: string): Output[] => [
      { output_type: "error", ename: "Error", evalue: "no", traceback: [line] },
    ];
    expect(difference(error("\x1b[31mat\x1b[0m 1"), error("at 1"))).toBeUndefined();
    expect(difference(error("at 1"), error("at 2"))).toEqual([
      "@ error, line 2",
      "  Error: no",
      "- at 1",
      "+ at 2",
    ]);
  });

  it("that is long is cut to what surrounds the difference", () => {
    const [, stored, fresh] = difference(
      printed(`${"a".repeat(500)}1${"b".repeat(500)}`),
      printed(`${"a".repeat(500)}2${"b".repeat(500)}`),
    )!;
    expect(stored).toBe(`- …${"a".repeat(80)}1${"b".repeat(79)}…`);
    expect(fresh).toBe(`+ …${"a".repeat(80)}2${"b".repeat(79)}…`);
  });
});

describe("numbers", () => {
  it.each([
    ["loss 0.3133", "loss 0.3134", 1e-3, true],
    ["loss 0.3133", "loss 0.3134", 1e-4, false],
    ["loss 0.3133", "loss 0.3134", { absolute: 1e-3 }, true],
    ["loss 0.3133", "loss 0.3134", undefined, false],
    ["[ 9.9999, -1e-8]", "[10.0000, -1.1e-8]", { relative: 1e-4, absolute: 1e-8 }, true],
    ["loss 0.3133", "cost 0.3133", 1, false],
    ["1 2", "1 2 3", 1, false],
    ["nan", "1", 1, false],
    ["−1.0", "1.0", 0.5, false],
    // Parts of names are no numbers.
    ["float32", "float64", 10, false],
    ["#1f77b4", "#1f77b5", 10, false],
    ["v1.2.3", "v1.2.4", 10, false],
  ])("%j and %j within %j are the same: %s", (stored, fresh, tolerance, same) => {
    expect(difference(printed(stored), printed(fresh), tolerance) === undefined).toBe(same);
  });

  it("have their tolerance in HTML and JSON too", () => {
    expect(mimeDifference("text/html", "<td title='0.1'>0.1</td>", "<td title='0.1001'>0.1</td>", 0.01)).toBe(
      undefined,
    );
    expect(mimeDifference("application/json", { a: 1 }, { a: 1.001 }, 0.01)).toBeUndefined();
  });

  it.each([["1e-6"], [-1], [{ relative: -1 }], [{ rel: 1 }], [[1]], [true]])(
    "have no tolerance of %j",
    (tolerance) => {
      expect(() => difference([], [], tolerance)).toThrow("metadata.losslab.tolerance: expected a number");
    },
  );
});

describe("HTML", () => {
  it.each([
    ["order of attributes, quotes, comments", `<b id="x" title='y'>a</b>`, `<b title=y id=x>a<!-- c --></b>`],
    [
      "order of classes and style properties",
      `<i class="a b" style="color:red; top: 0">`,
      `<i style="top:0;color: red;" class="b  a"></i>`,
    ],
    [
      "line breaks between elements",
      "<table><tr><td>1</td></tr></table>",
      "<table>\n <tr>\n  <td> 1\n</td></tr>\n</table>\n",
    ],
    ["how characters are written", "<b>&lt;&eacute;&#x2212;</b>", "<b>&#60;é−</b>"],
  ])("is the same whatever the %s", (_, stored, fresh) => {
    expect(mimeDifference("text/html", stored, fresh)).toBeUndefined();
  });

  it.each([
    ["text", "<b>a</b>", "<b>b</b>"],
    ["an attribute", '<td align="left">a</td>', '<td align="right">a</td>'],
    ["an element", "<b>a</b>", "<i>a</i>"],
    ["a space that is seen", "<b>a</b> <b>b</b>", "<b>a</b><b>b</b>"],
    ["a line in <pre>", "<pre>a\nb</pre>", "<pre>a b</pre>"],
    ["nesting", "<div><b>a</b></div><i>c</i>", "<div><b>a</b><i>c</i></div>"],
  ])("differs by %s", (_, stored, fresh) => {
    expect(mimeDifference("text/html", stored, fresh)).toBeDefined();
  });

  it("is shown an element a line", () => {
    const row = (x: string) => `<table><tr><td>1</td><td>${x}</td></tr></table>`;
    expect(mimeDifference("text/html", row("2"), row("3"))).toEqual([
      "@ result, text/html, line 4",
      "    <td>1</td>",
      "-   <td>2</td>",
      "+   <td>3</td>",
      "   </tr>",
    ]);
  });
});

describe("pictures", () => {
  const [red, blue] = [
    [255, 0, 0, 255],
    [0, 0, 255, 255],
  ] as const;
  const png = (pixels: readonly (readonly number[])[], options: object = {}) =>
    Buffer.from(
      encode({
        width: 2,
        height: pixels.length / 2,
        channels: pixels[0]!.length,
        data: Uint8Array.from(pixels.flat()),
        ...options,
      }),
    ).toString("base64");

  it("are the same when their pixels are, however they are stored", () => {
    const opaque = [red, blue, red, red];
    const withoutAlpha = opaque.map((pixel) => pixel.slice(0, 3));
    expect(png(opaque)).not.toBe(png(withoutAlpha));
    expect(mimeDifference("image/png", png(opaque), `${png(withoutAlpha)}\n`)).toBeUndefined();
    const commented = png(opaque, { text: { Software: "another" } });
    expect(commented).not.toBe(png(opaque));
    expect(mimeDifference("image/png", png(opaque), commented)).toBeUndefined();
    const wide = Buffer.from(
      encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0, 65535) }),
    );
    expect(mimeDifference("image/png", wide.toString("base64"), png([[0], [255]]))).toBeUndefined();
  });

  it("that differ are told apart by how many pixels and where", () => {
    const said = mimeDifference("image/png", png([red, red, red, red]), png([red, red, red, blue]))!;
    expect(said).toHaveLength(4);
    expect(said[0]).toBe("@ result, image/png, line 1");
    expect(said[1]).toMatch(/^- 2 × 2 pixels, sha256 [\da-f]{16}$/);
    expect(said[3]).toBe("? 1 of 4 pixels differ, the first in column 2, row 2: #ff0000ff is now #0000ffff");
    expect(mimeDifference("image/png", png([red, red, red, red]), png([red, red]))).toHaveLength(3);
  });

  it("of one bit a pixel, with eight pixels in a byte, are read", () => {
    // Written with Python: IHDR 3 × 1, 1 bit, grey; the row is the bytes 0 (no filter) and 0x40.
    const oneBit =
      "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAQAAAAAzmykZAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg==";
    const grey = Buffer.from(encode({ width: 3, height: 1, channels: 1, data: Uint8Array.of(0, 255, 0) }));
    expect(mimeDifference("image/png", oneBit, grey.toString("base64"))).toBeUndefined();
  });

  it("in HTML are compared by their pixels as well", () => {
    const page = (data: string) => `<img src="data:image/png;base64,${data}">`;
    const [plain, commented] = [png([red, blue]), png([red, blue], { text: { a: "b" } })];
    expect(mimeDifference("text/html", page(plain), page(commented))).toBeUndefined();
    expect(mimeDifference("text/html", page(plain), page(png([blue, blue])))).toBeDefined();
  });

  it("in Markdown as well, and those written with percent signs can be read", () => {
    const image = (data: string) => `Chart\n<img src="data:image/png;base64,${data}">`;
    const [plain, commented] = [png([red, blue]), png([red, blue], { text: { a: "b" } })];
    expect(mimeDifference("text/markdown", image(plain), image(commented))).toBeUndefined();
    expect(mimeDifference("text/markdown", image(plain), image(png([blue, blue])))![2]).toMatch(
      /^- <img src="data:image\/png \(2 × 1 pixels, sha256 [\da-f]{16}\)">$/,
    );
    const drawn = (width: number) => `<img src="data:image/svg+xml,%3Csvg%20width=%22${width}%22/%3E">`;
    expect(mimeDifference("text/html", drawn(1), drawn(2))).toEqual([
      "@ result, text/html, line 1",
      '- <img src="data:image/svg+xml,<svg width=&quot;1&quot;/>">',
      '+ <img src="data:image/svg+xml,<svg width=&quot;2&quot;/>">',
    ]);
  });

  it("of other kinds are compared byte by byte", () => {
    expect(mimeDifference("image/jpeg", "AAAA", "AAAA\n")).toBeUndefined();
    expect(mimeDifference("image/jpeg", "AAAA", "AAAB")).toMatchObject({ length: 3 });
  });

  it("drawn with SVG are compared as markup, names as they are written", () => {
    const svg = (inner: string) => `<svg viewBox="0 0 1 1">${inner}</svg>`;
    expect(
      mimeDifference(
        "image/svg+xml",
        svg('<g a="1" b="2"/>'),
        `<?xml version="1.0"?>\n${svg('\n<g b="2" a="1"></g>')}`,
      ),
    ).toBe(undefined);
    expect(mimeDifference("image/svg+xml", svg("<clipPath/>"), svg("<clippath/>"))).toBeDefined();
  });
});

it("JSON is the same whatever the order of keys", () => {
  const spec = "application/vnd.vegalite.v5+json";
  expect(mimeDifference(spec, { a: { b: 1, c: [1] }, d: 2 }, { d: 2, a: { c: [1], b: 1 } })).toBeUndefined();
  expect(mimeDifference(spec, { a: [1, 2] }, { a: [2, 1] })).toBeDefined();
});

it("an output more or less is shown whole, and what follows it is not", () => {
  const both = [...printed("a\n"), ...result({ "text/plain": "1" })];
  expect(difference(both, result({ "text/plain": "1" }))).toEqual(["@ stdout, line 1", "- [stdout]", "- a"]);
  expect(
    difference(result({ "text/plain": "1" }), result({ "text/plain": "1", "text/html": "<b>1</b>" })),
  ).toEqual(["@ result, text/html, line 1", "+ [result, text/html]", "+ <b>1</b>"]);
});
