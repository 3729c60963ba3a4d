import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { findJsonSyntaxError } from "./json-syntax.js";
import { type CodeCell, parseNotebook, readNotebook, serializeNotebook, writeNotebook } from "./notebook.js";

const folder = mkdtempSync(join(tmpdir(), "notebook-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function notebookWith(cells: unknown[], fields: object = {}): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...fields });
}
const markdown = { cell_type: "markdown", id: "a", metadata: {}, source: "text" };

describe("reading", () => {
  it("joins lines and keeps fields that nbformat does not name", () => {
    const notebook = parseNotebook(
      notebookWith([{ ...markdown, source: ["one\n", "two"], extra: 1 }], { other: "kept" }),
      "a.ipynb",
    );
    expect(notebook).toMatchObject({ other: "kept", cells: [{ source: "one\ntwo", extra: 1 }] });
  });

  it("joins lines of text in a MIME bundle but leaves lists in JSON types alone", () => {
    const output = {
      output_type: "display_data",
      metadata: {},
      data: { "text/plain": ["a\n", "b"], "application/json": ["a", "b"], "application/vnd.x+json": ["c"] },
    };
    const notebook = parseNotebook(
      notebookWith([
        { cell_type: "code", metadata: {}, source: "", execution_count: null, outputs: [output] },
      ]),
      "a.ipynb",
    );
    expect((notebook.cells[0] as CodeCell).outputs[0]).toMatchObject({
      data: { "text/plain": "a\nb", "application/json": ["a", "b"], "application/vnd.x+json": ["c"] },
    });
  });

  it.each([0, 1, 2, 3, 4, 5])("takes nbformat 4.%i", (minor) => {
    expect(parseNotebook(notebookWith([], { nbformat_minor: minor }), "a.ipynb").nbformat_minor).toBe(minor);
  });

  it("fills in what a careless writer left out", () => {
    const text = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 2,
      cells: [{ cell_type: "code", source: "1" }],
    });
    expect(parseNotebook(text, "a.ipynb")).toMatchObject({
      metadata: {},
      cells: [{ metadata: {}, outputs: [], execution_count: null }],
    });
  });

  it("names cells that have no id, which nbformat 4.5 asks for, the same way each time, and no others", () => {
    const { id: _, ...nameless } = markdown;
    const cells = [nameless, { ...nameless, id: "cell-1" }, nameless];
    const ids = (minor: number) =>
      parseNotebook(notebookWith(cells, { nbformat_minor: minor }), "a.ipynb").cells.map(({ id }) => id);
    expect(ids(5)).toEqual(["cell-4", "cell-1", "cell-3"]);
    expect(ids(4)).toEqual([undefined, "cell-1", undefined]);
  });

  it("ignores a byte order mark", () => {
    expect(parseNotebook(`\uFEFF${notebookWith([])}`, "a.ipynb").cells).toEqual([]);
  });
});

describe("what is not a notebook", () => {
  const cell = (fields: object) =>
    notebookWith([markdown, { cell_type: "code", metadata: {}, source: "1", outputs: [], ...fields }]);
  it.each([
    ["", "a.ipynb: the file is empty, so it is not a notebook"],
    [
      '{\n "nbformat": 4,\n}',
      'a.ipynb: not JSON: line 3, column 1: expected a key in double quotes, found "}"',
    ],
    ['{"nbformat": 4 "x"}', 'a.ipynb: not JSON: line 1, column 16: expected "," or "}", found "\\""'],
    ['{"cells": [', 'a.ipynb: not JSON: line 1, column 12: the file ends here, but a "]" is missing'],
    ["print('hello')", 'a.ipynb: not JSON: line 1, column 1: expected a value, found "p"'],
    [
      '{\n "cells": [\n<<<<<<< HEAD\n  1,\n=======\n  2,\n>>>>>>> topic\n]}',
      'a.ipynb: line 3: an unresolved git merge conflict ("<<<<<<<"); resolve it, then try again',
    ],
    ["[1, 2]", "a.ipynb: not a notebook: expected a JSON object, found a list"],
    ["null", "a.ipynb: not a notebook: expected a JSON object, found null"],
    ["{}", 'a.ipynb: not a notebook: it has no field "nbformat"'],
    [
      '{"nbformat": 3, "worksheets": []}',
      "a.ipynb: nbformat 3, but losslab reads nbformat 4 (4.0 to 4.5): open and save it in Jupyter, or run: jupyter nbconvert --to notebook --inplace, then try again",
    ],
    [
      '{"nbformat": 5}',
      "a.ipynb: nbformat 5, but losslab reads nbformat 4 (4.0 to 4.5): it comes from a newer Jupyter; save it as nbformat 4",
    ],
    [
      '{"nbformat": 4, "nbformat_minor": 6}',
      "a.ipynb: nbformat 4.6, but losslab reads nbformat 4.0 to 4.5: it comes from a newer Jupyter; save it as nbformat 4.5",
    ],
    ['{"nbformat": 4}', 'a.ipynb: "nbformat_minor": expected a whole number from 0 to 5, found nothing'],
    ['{"nbformat": 4, "nbformat_minor": 5}', "a.ipynb: not a valid notebook: cells: the field is missing"],
    [notebookWith([7]), "a.ipynb: not a valid notebook: cell 1: expected a cell, found 7"],
    [
      notebookWith([{ cell_type: "heading", source: "" }]),
      'a.ipynb: not a valid notebook: cell 1 (heading): cell_type: expected code, markdown or raw, found "heading"',
    ],
    [
      cell({ source: 5 }),
      "a.ipynb: not a valid notebook: cell 2 (code): source: expected a string or a list of strings, found 5",
    ],
    [
      cell({ source: undefined }),
      "a.ipynb: not a valid notebook: cell 2 (code): source: the field is missing",
    ],
    [
      cell({ outputs: {} }),
      "a.ipynb: not a valid notebook: cell 2 (code): outputs: expected a list, found an object",
    ],
    [
      cell({ id: "no spaces" }),
      'a.ipynb: not a valid notebook: cell 2 (code): id: expected a match of ^[a-zA-Z0-9-_]+$, found "no spaces"',
    ],
    [
      cell({ metadata: { tags: "x" } }),
      'a.ipynb: not a valid notebook: cell 2 (code): metadata.tags: expected a list, found "x"',
    ],
    [
      cell({ execution_count: "1" }),
      'a.ipynb: not a valid notebook: cell 2 (code): execution_count: expected a whole number or null, found "1"',
    ],
    [
      cell({ outputs: [{ output_type: "display_data", data: { "text/plain": { a: 1 } } }] }),
      "a.ipynb: not a valid notebook: cell 2 (code): outputs[0].data.text/plain: expected a string or a list of strings, found an object",
    ],
    [
      notebookWith([], { metadata: { kernelspec: { name: "losslab" } } }),
      "a.ipynb: not a valid notebook: metadata.kernelspec.display_name: the field is missing",
    ],
    [
      cell({ outputs: [{ output_type: "pyout" }] }),
      'a.ipynb: not a valid notebook: cell 2 (code): outputs[0].output_type: expected stream, display_data, execute_result or error, found "pyout"',
    ],
    [
      cell({ outputs: [{ output_type: "stream", name: 1, text: "" }] }),
      "a.ipynb: not a valid notebook: cell 2 (code): outputs[0].name: expected a string, found 1",
    ],
  ])("%j is refused with a reason", (text, message) => {
    expect(() => parseNotebook(text, "a.ipynb")).toThrow(message);
  });

  it("the place of a syntax error is found exactly where JSON.parse fails", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", "}", "]", ",", ":", '"', "x", "\n", "\\", "0"),
        (json, at, change) => {
          const cut = at % (json.length + 1);
          const text = json.slice(0, cut) + change + json.slice(cut + 1);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          expect(findJsonSyntaxError(text) === undefined).toBe(valid);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("writing", () => {
  it("sorts keys by code point, indents by one space, splits text at the ends of lines, ends in a newline", () => {
    const notebook = parseNotebook(
      notebookWith([
        {
          cell_type: "markdown",
          source: "# 标题\n\n末",
          metadata: { b: 1, "10": 2, "9": [], a: {} },
          id: "x",
        },
      ]),
      "a.ipynb",
    );
    // As Python's nbformat 5.5 writes it.
    expect(serializeNotebook(notebook)).toBe(
      [
        "{",
        ' "cells": [',
        "  {",
        '   "cell_type": "markdown",',
        '   "id": "x",',
        '   "metadata": {',
        '    "10": 2,',
        '    "9": [],',
        '    "a": {},',
        '    "b": 1',
        "   },",
        '   "source": [',
        '    "# 标题\\n",',
        '    "\\n",',
        '    "末"',
        "   ]",
        "  }",
        " ],",
        ' "metadata": {},',
        ' "nbformat": 4,',
        ' "nbformat_minor": 5',
        "}",
        "",
      ].join("\n"),
    );
  });

  it("reads back what it wrote, whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (sources) => {
        const notebook = parseNotebook(
          notebookWith(sources.map((source) => ({ ...markdown, source }))),
          "a.ipynb",
        );
        const written = serializeNotebook(notebook);
        expect(parseNotebook(written, "a.ipynb")).toEqual(notebook);
        expect(serializeNotebook(parseNotebook(written, "a.ipynb"))).toBe(written);
      }),
    );
  });

  it("drops what Jupyter does not store: trust and signatures", () => {
    const notebook = parseNotebook(
      notebookWith([{ ...markdown, metadata: { trusted: true } }], { metadata: { signature: "x" } }),
      "a.ipynb",
    );
    expect(serializeNotebook(notebook)).not.toMatch(/trusted|signature/);
  });

  it("leaves the old file and nothing else when it cannot write", async () => {
    const path = join(folder, "keep.ipynb");
    writeFileSync(path, "old");
    const notebook = parseNotebook(notebookWith([]), "a.ipynb");
    notebook.metadata.broken = 1n;
    await expect(writeNotebook(path, notebook)).rejects.toThrow();
    await expect(
      writeNotebook(join(path, "below-a-file.ipynb"), parseNotebook(notebookWith([]), "")),
    ).rejects.toThrow();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["keep.ipynb"]);
  });

  it("writes through a symbolic link", async () => {
    const target = join(folder, "target.ipynb");
    const link = join(folder, "link.ipynb");
    writeFileSync(target, "old");
    symlinkSync(target, link);
    await writeNotebook(link, parseNotebook(notebookWith([markdown]), "a.ipynb"));
    expect((await readNotebook(target)).cells).toHaveLength(1);
  });
});

const nbformat = (() => {
  try {
    execFileSync("/usr/bin/python3", ["-c", "import nbformat"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

it.runIf(nbformat)("writes the bytes that Python's nbformat writes (where that is installed)", () => {
  const source = 'a\u2028b\x85c\x0bd\r\ne\rf\n\u{1F600}\x7f"\\';
  const notebook = parseNotebook(
    notebookWith(
      [
        {
          ...markdown,
          source,
          metadata: { "\u{10000}": 1, "\uE000": 2, tags: ["x"], deep: { "2": [1, [], {}], "10": null } },
        },
        {
          cell_type: "code",
          id: "b",
          metadata: {},
          source: "",
          execution_count: 1,
          outputs: [
            { output_type: "stream", name: "stdout", text: "x\ny\n" },
            {
              output_type: "display_data",
              metadata: { "image/png": { width: 1.5 } },
              data: {
                "text/html": "<b>\n</b>",
                "image/png": "AAAA\n",
                "image/svg+xml": "<svg>\n</svg>",
                "application/json": ["a", 1.5e-8, 5e-5, -0.00012, 1e21, 12345678.5],
              },
            },
            { output_type: "error", ename: "E", evalue: "v", traceback: ["a\nb"] },
          ],
        },
      ],
      { metadata: { kernelspec: { name: "losslab", display_name: "x", language: "y" } } },
    ),
    "a.ipynb",
  );
  const ours = serializeNotebook(notebook);
  const script =
    "import sys, nbformat; sys.stdout.buffer.write((nbformat.writes(nbformat.reads(sys.stdin.buffer.read().decode(), 4)) + '\\n').encode())";
  expect(execFileSync("/usr/bin/python3", ["-c", script], { input: ours }).toString()).toBe(ours);
});
