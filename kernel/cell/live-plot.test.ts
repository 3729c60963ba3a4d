import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tensor } from "../../lib/index.js";
import { liveplot } from "./live-plot.js";
import type { FromCell } from "./messages.js";
import { connectOutput } from "./output.js";
import { catchUpDisplays, finishDisplays } from "./unfinished.js";

interface Shown {
  readonly update: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

let sent: FromCell[];
beforeEach(() => {
  sent = [];
  connectOutput({
    send: (message) => sent.push(message),
    currentId: () => "cell",
    inspect: String,
    readFile: () => new Uint8Array(),
    rasterise: async () => ({ png: new Uint8Array([1]), width: 3, height: 4 }),
  });
});

afterEach(finishDisplays);

const shown = () => sent as unknown as Shown[];
const lastText = () => shown().at(-1)!.data["text/plain"];

describe("liveplot", () => {
  it("shows nothing before the first point, few of many states, and at the end of the cell the last one whole", async () => {
    const live = liveplot({ xLabel: "step", yLabel: "loss" });
    expect(sent).toEqual([]);
    for (let step = 0; step < 1000; step++) void live.add(step, 1000 - step);
    expect(sent).toHaveLength(1);
    await finishDisplays();
    expect(shown().map(({ update }) => update)).toEqual([false, true]);
    expect(lastText()).toContain("1,000 points, first 1000, last 1; lowest 1 at 999");
    expect(Object.keys(shown().at(-1)!.data)).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/svg+xml",
      "text/plain",
      "image/png",
      "text/markdown",
    ]);
    await finishDisplays();
    expect(sent).toHaveLength(2);
  });

  it("takes numbers by name, in the order of the legend, or one; what is missing has no point", async () => {
    const named = liveplot();
    await named.add(1, { train: 2, test: 3 });
    await named.add(2, { train: tensor([1.5]), test: undefined });
    expect(String(named.chart)).toContain("train: 2 points, first 2, last 1.5");
    expect(String(named.chart)).toContain("test: 1 point, first 3");

    const inOrder = liveplot({ legend: ["train", "test"] });
    await inOrder.add(1, [2, null]);
    expect(String(inOrder.chart)).toContain("train: 1 point");
    expect(String(inOrder.chart)).not.toContain("test");
    await expect(inOrder.add(1, [2])).rejects.toThrow("add got 1 values for 2 names");

    const single = liveplot();
    await single.add(1, Number.NaN);
    expect(String(single.chart)).toContain("1 NaN not drawn");
  });

  it("shows what it can at once when the cell is interrupted", async () => {
    const live = liveplot();
    for (let step = 0; step < 3; step++) void live.add(step, step);
    catchUpDisplays();
    expect(lastText()).toContain("3 points");
    await finishDisplays();
    expect(sent).toHaveLength(2);
  });

  it("complains of its options at once", () => {
    expect(() => liveplot({ xlabel: "epoch" } as object)).toThrow("did you mean xLabel?");
  });
});
