import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { StreamBatch, type StreamText } from "./stream-batch.js";

describe("printed text", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const collect = () => {
    const sent: StreamText[] = [];
    return { sent, batch: new StreamBatch((text) => sent.push(text)) };
  };

  it("that comes close together goes out as one message", () => {
    const { sent, batch } = collect();
    for (const text of ["a", "b", "c"]) batch.add({ id: "1", name: "stdout", text });
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([{ id: "1", name: "stdout", text: "abc" }]);
  });

  it("of another stream or another cell starts a new message, in order", () => {
    const { sent, batch } = collect();
    batch.add({ id: "1", name: "stdout", text: "a" });
    batch.add({ id: "1", name: "stderr", text: "b" });
    batch.add({ id: "2", name: "stderr", text: "c" });
    batch.flush();
    expect(sent.map(({ id, name, text }) => id + name + text)).toEqual(["1stdouta", "1stderrb", "2stderrc"]);
  });

  it("goes out at once when there is much of it, and not again", () => {
    const { sent, batch } = collect();
    batch.add({ id: "1", name: "stdout", text: "x".repeat(1 << 20) });
    expect(sent.length).toBe(1);
    batch.flush();
    vi.advanceTimersByTime(100);
    expect(sent.length).toBe(1);
  });
});
