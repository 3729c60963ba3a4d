/**
 * Messages over a pipe between two processes of the same Node: a 32-bit length, then V8's serialization,
 * which carries typed arrays as they are.
 */
import { writeSync } from "node:fs";
import { deserialize, serialize } from "node:v8";

export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message);
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32LE(body.length, 0);
  body.copy(frame, 4);
  return frame;
}

/**
 * Writes whole and at once: what a cell printed has left the process before the cell goes on, so a
 * crash or an endless loop after it loses nothing.
 */
export function writeFrameSync(fd: number, message: unknown): void {
  const frame = encodeFrame(message);
  for (let written = 0; written < frame.length; ) written += writeSync(fd, frame, written);
}

/** Cuts a byte stream into messages. */
export class FrameReader<T> {
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly onMessage: (message: T) => void) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size >= 4) {
      const length = this.peekLength();
      if (this.size < 4 + length) return;
      const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
      const rest = all.subarray(4 + length);
      this.chunks = rest.length > 0 ? [rest] : [];
      this.size = rest.length;
      this.onMessage(deserialize(all.subarray(4, 4 + length)) as T);
    }
  }

  private peekLength(): number {
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!.readUInt32LE(0);
  }
}
