import { Console } from "node:console";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { consoleFor } from "./console.js";

type Use = (console: Pick<Console, keyof ReturnType<typeof consoleFor>>) => void;

/** What Node's console prints, and what ours does. */
function printed(use: Use): [node: string[], ours: string[]] {
  const texts = ["", ""];
  const [stdout, stderr] = [0, 1].map(
    (i) =>
      new Writable({
        write(chunk: Buffer, _, done) {
          texts[i] += chunk.toString();
          done();
        },
      }),
  );
  use(new Console(stdout!, stderr));
  const ours = ["", ""];
  use(consoleFor((stream, text) => (ours[stream === "stdout" ? 0 : 1] += text)) as Console);
  return [texts, ours];
}

describe("console in a page prints what Node's does", () => {
  it.each<[string, Use]>([
    [
      "log with formats",
      (c) => c.log("%s %d %i %f %j %o %O %c%%", "a", 1.5, 1.5, "2.5", { a: 1 }, [1], { b: {} }, "css"),
    ],
    [
      "values",
      (c) =>
        c.log(
          { a: [1, 2, { b: { c: {} } }] },
          [undefined, null, -0],
          new Map([[1, new Set([2])]]),
          Symbol("s"),
          1n,
        ),
    ],
    ["a long array", (c) => c.log(Array.from({ length: 120 }, (_, i) => i * 1.5))],
    ["typed arrays", (c) => c.log(new Float32Array([1, 0.1]), new Uint8Array(3))],
    [
      "classes",
      (c) =>
        c.log(
          new (class Point {
            x = 1;
            get y() {
              return 2;
            }
          })(),
          class A extends Map {},
          function f() {},
        ),
    ],
    ["errors' names", (c) => c.error("%s", "bad", { code: 1 })],
    [
      "groups",
      (c) => {
        c.group("one");
        c.log("a\nb");
        c.group();
        c.warn("c");
        c.groupEnd();
        c.groupEnd();
        c.info("d");
      },
    ],
    [
      "counts",
      (c) => {
        c.count();
        c.count("x");
        c.count();
        c.countReset();
        c.count();
      },
    ],
    [
      "assertions",
      (c) => {
        c.assert(true, "no");
        c.assert(false, "yes %d", 1);
        c.assert(false);
      },
    ],
    ["dir", (c) => c.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 })],
    [
      "a table of records",
      (c) =>
        c.table([
          { a: 1, b: "x" },
          { a: 2, c: true },
        ]),
    ],
    ["a table of some columns", (c) => c.table([{ a: 1, b: "x" }], ["b"])],
    ["a table of values", (c) => c.table([1, "two", [3, 4]])],
    ["a table of no rows", (c) => c.table(5)],
  ])("%s", (_, use) => {
    const [node, ours] = printed(use);
    expect(ours).toEqual(node);
  });
});
