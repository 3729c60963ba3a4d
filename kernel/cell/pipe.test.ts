import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader } from "./pipe.js";

describe("messages over a pipe", () => {
  it("arrive whole and in order however the bytes are cut", () => {
    const messages = [
      { a: 1 },
      "text 😀",
      new Uint8Array([1, 2]),
      null,
      { nested: [new Float64Array([NaN, -0])] },
    ];
    const bytes = Buffer.concat(messages.map(encodeFrame));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const received: unknown[] = [];
        const reader = new FrameReader((message) => received.push(message));
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        for (let i = 1; i < places.length; i++) reader.push(bytes.subarray(places[i - 1], places[i]));
        expect(received).toEqual(messages);
      }),
    );
  });
});
