import { execFileSync } from "node:child_process";
import { mkdtempSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader } from "./pipe.js";

const printed = (text: string, name = "stdout", id = "a cell") => ({ type: "stream", id, name, text });

const turn = () => new Promise<0>((resolve) => setImmediate(resolve, 0));

function writeWhatFits(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes, 0, Math.min(bytes.length, 10_000));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}

describe("messages over a pipe", () => {
  it("arrive whole and in order however the bytes are cut", () => {
    const messages = [
      { a: 1 },
      "text 😀",
      printed("line 1\n"),
      printed("\xe9 Ω 😀", "stderr", "Ω"),
      printed(""),
      new Uint8Array([1, 2]),
      {
        type: "comm",
        data: { b: [2] },
        buffers: [Buffer.from([1, 2, 3]), Buffer.alloc(0), Buffer.from([4])],
      },
      null,
      { nested: [new Float64Array([NaN, -0])], buffers: [] },
    ];
    const bytes = Buffer.concat(messages.flatMap(encodeFrame));
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

  it.skipIf(process.platform === "win32")(
    "are read from a pipe to where they belong, small and large in turn, and stay as they were",
    async () => {
      const large = (seed: number) => Buffer.alloc(100_000, String.fromCharCode(97 + seed));
      const messages = Array.from({ length: 40 }, (_, i) => [
        printed(`line ${i}\n`),
        {
          type: "comm",
          data: { i },
          buffers: i % 13 === 0 ? [large(i % 26), Buffer.from([i])] : [Buffer.from([i])],
        },
        { numbers: new Float64Array([i, -0]) },
      ]).flat();
      const name = join(mkdtempSync(join(tmpdir(), "losslab-pipe-")), "pipe");
      execFileSync("mkfifo", [name]);
      // For both ends: to open one end alone would wait for the other.
      const fd = openSync(name, "r+");
      const received: unknown[] = [];
      const socket = new FrameReader((message) => received.push(message)).listen(fd);
      const bytes = Buffer.concat(messages.flatMap(encodeFrame));
      for (let at = 0; at < bytes.length; ) at += writeWhatFits(fd, bytes.subarray(at)) || (await turn());
      while (received.length < messages.length) await turn();
      socket.destroy();
      expect(received).toEqual(messages);
    },
  );

  it("keep any text, halves of characters included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (id, text) => {
        const message = printed(`${text}\ud83d`, "stdout", id);
        const received: unknown[] = [];
        new FrameReader((got) => received.push(got)).push(Buffer.concat(encodeFrame(message)));
        expect(received).toEqual([message]);
      }),
    );
  });

  it("carry bytes without a copy on the way out, whatever they are a view of", () => {
    const numbers = new Float32Array([1, 2, 3]);
    const pieces = encodeFrame({ buffers: [numbers.subarray(1)] });
    expect(pieces.at(-1)!.buffer).toBe(numbers.buffer);
    const received: { buffers: Buffer[] }[] = [];
    new FrameReader<{ buffers: Buffer[] }>((got) => received.push(got)).push(Buffer.concat(pieces));
    expect(received[0]!.buffers[0]!.readFloatLE(4)).toBe(3);
  });
});
