import { describe, expect, it } from "vitest";
import { SeenSignatures, Signer } from "./signature.js";

describe("Signer", () => {
  it("signs with HMAC-SHA256 over the frames in a row (RFC 4231, test case 2)", () => {
    const frames = ["what do ya want ", "for nothing?"].map((text) => Buffer.from(text));
    const signer = new Signer("Jefe");
    const signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    expect(signer.sign(frames)).toBe(signature);
    expect(signer.verify(signature, frames)).toBe(true);
    expect(signer.verify(signature, frames.slice(1))).toBe(false);
    expect(signer.verify("", frames)).toBe(false);
  });

  it("neither signs nor checks with an empty key, as the specification allows", () => {
    expect(new Signer("").sign([Buffer.from("x")])).toBe("");
    expect(new Signer("").verify("", [Buffer.from("x")])).toBe(true);
  });
});

describe("SeenSignatures", () => {
  it("takes a signature once, and remembers as many as it is told to", () => {
    const seen = new SeenSignatures(2);
    expect([seen.add("a"), seen.add("a"), seen.add("b"), seen.add("c")]).toEqual([true, false, true, true]);
    expect(seen.add("a")).toBe(true);
  });

  it("takes every unsigned message", () => {
    const seen = new SeenSignatures();
    expect([seen.add(""), seen.add("")]).toEqual([true, true]);
  });
});
