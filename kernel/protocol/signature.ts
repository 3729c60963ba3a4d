/**
 * Message signatures (HMAC-SHA256 over the four JSON frames) and the memory of those already seen,
 * so that a message cannot be played again.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export class Signer {
  /** An empty key means unsigned messages, as the specification allows. */
  constructor(private readonly key: string) {}

  sign(frames: readonly Uint8Array[]): string {
    if (this.key === "") return "";
    const hmac = createHmac("sha256", this.key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest("hex");
  }

  verify(signature: string, frames: readonly Uint8Array[]): boolean {
    const expected = Buffer.from(this.sign(frames));
    const received = Buffer.from(signature);
    return expected.length === received.length && timingSafeEqual(expected, received);
  }
}

/** Remembers the last `capacity` signatures. */
export class SeenSignatures {
  private readonly seen = new Set<string>();

  constructor(private readonly capacity = 65_536) {}

  /** False when the signature was there already. */
  add(signature: string): boolean {
    if (signature === "") return true;
    if (this.seen.has(signature)) return false;
    this.seen.add(signature);
    if (this.seen.size > this.capacity) {
      const oldest = this.seen.values().next().value;
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    return true;
  }
}
