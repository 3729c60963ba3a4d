import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage, FrameError } from "./frames.js";
import { newHeader } from "./message.js";
import { Signer } from "./signature.js";

const signer = new Signer("secret");
const message = {
  identities: [Buffer.from("client")],
  header: newHeader("execute_request", "s", "u"),
  parentHeader: null,
  metadata: { a: 1 },
  content: { code: "π 😀" },
  buffers: [Buffer.from([0, 255])],
};

describe("messages as frames", () => {
  it("come back as they were sent, identities and buffers included", () => {
    const { signature: _, ...decoded } = decodeMessage(encodeMessage(message, signer), signer);
    expect(decoded).toEqual(message);
  });

  it("are refused when a single byte differs", () => {
    const frames = encodeMessage(message, signer);
    const content = frames.at(-2)!;
    content[content.length - 2]! ^= 1;
    expect(() => decodeMessage(frames, signer)).toThrow(new FrameError("bad signature"));
  });

  it("of any bytes give a message or a FrameError, nothing else", () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc.constant(Buffer.from("<IDS|MSG>")),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 10 }), (frames) => {
        try {
          decodeMessage(frames, new Signer(""));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });
});
