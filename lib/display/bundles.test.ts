// Each representation of a dozen tensors, written out in full: test/golden/display has a file for each, to be read in a diff.

import { describe, expect, it } from "vitest";
import { compare, exact, naive, softmax, table, tensor } from "../index.js";
import { displaySymbol, type MimeBundle } from "./mime-bundle.js";

interface Displayable {
  [displaySymbol](): MimeBundle;
}

const counted = (n: number, ...shape: number[]) =>
  tensor(Float32Array.from({ length: n }, (_, i) => i / 4)).reshape(shape);

function withGradient() {
  const x = tensor([
    [1, 2],
    [-3, 0.5],
  ]).requiresGrad_();
  x.square().sum().backward();
  return x;
}

function vectorWithGradient() {
  const x = tensor([1, -2, 3]).requiresGrad_();
  x.square().sum().backward();
  return x;
}

const displayed: Readonly<Record<string, () => Displayable>> = {
  scalar: () => tensor(3.5),
  vector: () => tensor([0.5, -1.25, 100]),
  matrix: () => counted(6, 2, 3),
  integers: () => tensor([[7, -1]], { dtype: "int32" }),
  booleans: () => tensor([true, false, true]),
  "half precision": () => tensor([0.1, 1000], { dtype: "float16" }),
  empty: () => tensor([]).reshape(0, 3),
  "special values": () =>
    tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-45, 1]),
  slices: () => counted(12, 2, 2, 3),
  "long and wide": () => counted(30 * 20, 30, 20),
  gradient: withGradient,
  "gradient of a vector": vectorWithGradient,
  "names and shades": () =>
    table(
      softmax(
        tensor([
          [2, 1],
          [0, 3],
        ]),
      ),
      {
        rows: ["photo 1", "photo 2"],
        columns: ["cat", "<dog> & $co_"],
        axes: ["photo", "class"],
        shade: true,
        title: "predictions",
      },
    ),
  records: () =>
    table([
      { optimizer: "adam", lr: 0.001, steps: 100 },
      { optimizer: "sgd", lr: 0.1, done: true },
    ]),
  comparison: () => compare(naive.softmax, softmax, [1, 100]),
  exact: () => exact.softmax([0, 1]),
};

describe("the representations of", () => {
  it.each(Object.entries(displayed))("%s are as they were read and found right", async (name, make) => {
    const text = written(make()[displaySymbol]());
    expect(written(make()[displaySymbol]()), "the same bytes every time").toBe(text);
    await expect(text).toMatchFileSnapshot(`../../test/golden/display/${name.replaceAll(" ", "-")}.txt`);
  });
});

/** One part for each MIME type; data with one line for each row. */
function written(bundle: MimeBundle): string {
  return Object.entries(bundle)
    .map(
      ([type, content]) =>
        `==== ${type}\n${typeof content === "string" ? content.trimEnd() : dataLines(content)}\n`,
    )
    .join("\n");
}

function dataLines(resource: unknown): string {
  const { schema, data, ...rest } = resource as {
    schema: { fields: readonly unknown[] };
    data: readonly unknown[];
  };
  const lines = (items: readonly unknown[]) => items.map((item) => `  ${JSON.stringify(item)}`);
  return [JSON.stringify(rest), "fields", ...lines(schema.fields), "data", ...lines(data)].join("\n");
}
