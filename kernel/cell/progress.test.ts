import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FromCell } from "./messages.js";
import { connectOutput } from "./output.js";
import { progress } from "./progress.js";

interface Shown {
  readonly displayId: string;
  readonly update: boolean;
  readonly data: Readonly<Record<string, string>>;
}

let sent: FromCell[];
beforeEach(() => {
  sent = [];
  connectOutput({
    send: (message) => sent.push(message),
    currentId: () => "cell",
    inspect: String,
    readFile: () => new Uint8Array(),
    rasterise: async () => undefined,
  });
});

const shown = () => sent as unknown as Shown[];
const texts = () => shown().map(({ data }) => data["text/plain"]);

async function* awaited<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("jupyter.progress", () => {
  it("gives the items of an array, the numbers below a number, and what an async iterable gives", async () => {
    expect([...progress(["a", "b"])]).toEqual(["a", "b"]);
    expect([...progress(3)]).toEqual([0, 1, 2]);
    expect([...progress(new Set([5]))]).toEqual([5]);
    const items: string[] = [];
    for await (const item of progress(awaited(["x", "y"]))) items.push(item);
    expect(items).toEqual(["x", "y"]);
  });

  it("changes one display, whose last state is full and says nothing of time", () => {
    for (const _ of progress(["a", "b"], { label: "<epoch>" })) expect(shown()).toHaveLength(1);
    expect(shown().map(({ update }) => update)).toEqual([false, true]);
    expect(new Set(shown().map(({ displayId }) => displayId)).size).toBe(1);
    expect(texts()).toEqual(["<epoch>: 0 of 2", "<epoch>: 2 of 2"]);
    expect(shown().at(-1)!.data["text/html"]).toBe(
      '<div>&lt;epoch&gt; <progress value="2" max="2"></progress> 2 of 2</div>',
    );
  });

  it("changes at most five times a second and says how long it will take", () => {
    vi.useFakeTimers();
    for (const _ of progress(100)) vi.advanceTimersByTime(50);
    vi.useRealTimers();
    // 100 steps of 50 ms: one in four is shown, and the first and the last state.
    expect(texts()).toHaveLength(27);
    expect(texts()[2]).toBe("8 of 100, 5 s left");
    expect(texts().at(-1)).toBe("100 of 100");
  });

  it("says where a loop stopped, by a break or an exception", () => {
    for (const item of progress(["a", "b", "c"])) if (item === "b") break;
    expect(texts().at(-1)).toBe("1 of 3, stopped");
    expect(() => {
      for (const _ of progress(3)) throw new Error("x");
    }).toThrow("x");
    expect(texts().at(-1)).toBe("0 of 3, stopped");
  });

  it("counts where nobody knows how many will come", async () => {
    for await (const _ of progress(awaited([1, 2]), { label: "batch" }));
    expect(texts()).toEqual(["batch: 0", "batch: 2, done"]);
    expect(shown().at(-1)!.data["text/html"]).toBe("<div>batch 2, done</div>");
    for await (const _ of progress(awaited([1, 2]), { total: 2 }));
    expect(texts().at(-1)).toBe("2 of 2");
  });

  it("is done at once with nothing", () => {
    expect([...progress([])]).toEqual([]);
    expect(texts()).toEqual(["0 of 0", "0 of 0"]);
  });

  it("refuses what cannot be looped over", () => {
    expect(() => progress(1.5)).toThrow("jupyter.progress: the count is 1.5, expected a whole number from 0");
    expect(() => progress({} as never)).toThrow("expected a number, an array or something else to loop over");
    expect(() => progress(null as never)).toThrow("but got null");
  });
});
