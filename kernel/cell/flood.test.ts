import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FloodDrain, FloodSource, newFloodMemory } from "./flood.js";

const start = () => {
  const memory = newFloodMemory();
  const written: Buffer[] = [];
  const drain = new FloodDrain(memory, (pieces) => {
    for (const piece of pieces) written.push(Buffer.from(piece));
  });
  return { memory, written, drain, source: new FloodSource(memory) };
};

describe("bytes that wait for another thread", () => {
  it("are refused while nobody takes them, and when a system call for them alone pays", () => {
    const { source, drain } = start();
    expect(source.add(Buffer.from("a"))).toBe(false);
    void drain.keepDraining();
    expect(source.add(Buffer.from("a"))).toBe(true);
    expect(source.add(Buffer.alloc(100_000))).toBe(false);
  });

  it("come out as they went in, also over the memory's end and when its counters begin anew", () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 60_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, fc.constantFrom(0, 2 ** 31 - 70_000, -70_000), (added, begin) => {
        const { memory, written, drain, source } = start();
        memory.state.fill(begin, 0, 2);
        void drain.keepDraining();
        added.forEach((bytes, i) => {
          expect(source.add(bytes)).toBe(true);
          // More than fits would have to wait for the other thread.
          if (i % 3 === 2) drain.drain();
        });
        drain.drain();
        expect(source.isEmpty).toBe(true);
        expect(Buffer.concat(written).equals(Buffer.concat(added))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("wake who takes them, and what comes within the next milliseconds goes out together", async () => {
    const { written, drain, source } = start();
    void drain.keepDraining();
    source.add(Buffer.from("a"));
    while (written.length === 0) await new Promise((resolve) => setTimeout(resolve));
    for (const text of ["b", "c", "d"]) source.add(Buffer.from(text));
    while (written.length === 1) await new Promise((resolve) => setTimeout(resolve));
    expect(written.map(String)).toEqual(["a", "bcd"]);
  });

  it("end the draining when they cannot be written", async () => {
    const memory = newFloodMemory();
    const drain = new FloodDrain(memory, () => {
      throw new Error("EPIPE");
    });
    const draining = drain.keepDraining();
    new FloodSource(memory).add(Buffer.from("a"));
    await expect(draining).rejects.toThrow("EPIPE");
  });
});
