/**
 * Messages over a pipe between two processes of the same Node: a length, a letter for the kind, then V8's serialization. Two kinds
 * have an encoding of their own: printed text, because it comes by the ten thousand, and messages with bytes beside them, which
 * follow as they are, so that nobody makes a copy of them.
 */
import { writeSync, writevSync } from "node:fs";
import { type ConnectOpts, Socket, type SocketConstructorOpts } from "node:net";
import { deserialize, serialize } from "node:v8";
import type { StreamName } from "./messages.js";

/** The length of what follows, in four bytes, and the kind. */
const HEADER = 5;

const VALUE = 0;
const WITH_BUFFERS = 1;
/** One of these, and `WIDE` where the text is not ASCII. */
const PRINTED = { stdout: 2, stderr: 3 } as const;
const WIDE = 4;

const NOTHING = Buffer.alloc(0);
/** As much as Node reads at once where nobody gives it memory. */
const READ_AT_ONCE = 1 << 16;

interface Printed {
  readonly type: "stream";
  readonly id: string;
  readonly name: StreamName;
  readonly text: string;
}

/** What is to be written, one piece after the other. */
export function encodeFrame(message: unknown): readonly Uint8Array[] {
  if (isPrinted(message)) return [encodePrinted(message)];
  if (hasBuffers(message)) return encodeWithBuffers(message);
  const body = serialize(message);
  return [header(VALUE, body.length), body];
}

/** Writes whole and at once. */
export function writePiecesSync(fd: number, pieces: readonly Uint8Array[]): void {
  let left = pieces;
  while (left.length > 0) {
    const written = left.length === 1 ? writeSync(fd, left[0]!) : writevSync(fd, left);
    left = without(left, written);
  }
}

function without(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  let first = 0;
  while (first < pieces.length && left >= pieces[first]!.length) left -= pieces[first++]!.length;
  return pieces.slice(first).map((piece, i) => (i === 0 ? piece.subarray(left) : piece));
}

/** Cuts a byte stream into messages. */
export class FrameReader<T> {
  /** The beginning of a frame whose length is not known yet. */
  private begun: Buffer = NOTHING;
  /** A frame that is not whole, and how much of it has come. */
  private frame: Buffer | undefined;
  private filled = 0;
  /** Where frames are read that begin with the next byte. */
  private start: Buffer | undefined;

  constructor(private readonly onMessage: (message: T) => void) {}

  /** Reads a pipe to where its bytes belong, so that a large frame is neither copied nor read in small pieces. */
  listen(fd: number): Socket {
    const options: SocketConstructorOpts & ConnectOpts = {
      fd,
      readable: true,
      writable: false,
      onread: {
        buffer: () => this.room(),
        callback: (count, into) => {
          this.took(into.subarray(0, count));
          return true;
        },
      },
    };
    return new Socket(options).resume();
  }

  private room(): Buffer {
    if (this.frame) return this.frame.subarray(this.filled);
    this.start ??= Buffer.allocUnsafeSlow(READ_AT_ONCE);
    return this.start;
  }

  private took(bytes: Uint8Array): void {
    const { frame, filled } = this;
    if (frame && bytes.buffer === frame.buffer && bytes.byteOffset === frame.byteOffset + filled) {
      this.filled += bytes.length;
      this.deliverWhole(frame);
    } else {
      this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    }
  }

  /** Takes bytes whose memory may be used again afterwards. */
  push(chunk: Buffer): void {
    let rest = this.begun.length > 0 ? Buffer.concat([this.begun, chunk]) : chunk;
    this.begun = NOTHING;
    while (rest.length > 0) {
      if (this.frame === undefined) {
        if (rest.length < HEADER) {
          this.begun = Buffer.from(rest);
          return;
        }
        const length = HEADER + rest.readUInt32LE(0);
        if (rest.length < length) {
          this.frame = Buffer.allocUnsafeSlow(length);
          this.filled = 0;
        } else {
          const whole = rest.subarray(0, length);
          rest = rest.subarray(length);
          // Values and bytes are views of what they are decoded from; text is not.
          this.onMessage(decode(whole[4]! >= PRINTED.stdout ? whole : Buffer.from(whole)) as T);
          continue;
        }
      }
      const taken = rest.copy(this.frame, this.filled);
      rest = rest.subarray(taken);
      this.filled += taken;
      this.deliverWhole(this.frame);
    }
  }

  private deliverWhole(frame: Buffer): void {
    if (this.filled < frame.length) return;
    this.frame = undefined;
    this.onMessage(decode(frame) as T);
  }
}

function header(kind: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER);
  bytes.writeUInt32LE(length, 0);
  bytes[4] = kind;
  return bytes;
}

function decode(frame: Buffer): unknown {
  const kind = frame[4]!;
  if (kind >= PRINTED.stdout) return decodePrinted(kind, frame);
  return kind === WITH_BUFFERS ? decodeWithBuffers(frame) : deserialize(frame.subarray(HEADER));
}

function isPrinted(message: unknown): message is Printed {
  return (message as Printed | null)?.type === "stream";
}

/** The id's length in characters, then id and text as one string. */
function encodePrinted({ id, name, text }: Printed): Buffer {
  const said = id + text;
  const isAscii = Buffer.byteLength(said) === said.length;
  const frame = Buffer.allocUnsafe(HEADER + 4 + (isAscii ? said.length : 2 * said.length));
  frame.writeUInt32LE(frame.length - HEADER, 0);
  frame[4] = PRINTED[name] | (isAscii ? 0 : WIDE);
  frame.writeUInt32LE(id.length, HEADER);
  // UTF-16 keeps half a character whole: the other half may come with the next message.
  frame.write(said, HEADER + 4, isAscii ? "latin1" : "utf16le");
  return frame;
}

function decodePrinted(kind: number, frame: Buffer): Printed {
  const said = frame.toString(kind & WIDE ? "utf16le" : "latin1", HEADER + 4);
  const length = frame.readUInt32LE(HEADER);
  const name = (kind & ~WIDE) === PRINTED.stdout ? "stdout" : "stderr";
  return { type: "stream", id: said.slice(0, length), name, text: said.slice(length) };
}

interface WithBuffers {
  readonly buffers: readonly Uint8Array[];
}

function hasBuffers(message: unknown): message is WithBuffers {
  const { buffers } = (message ?? {}) as Partial<WithBuffers>;
  return Array.isArray(buffers) && buffers.length > 0;
}

/** The length of the serialization, then this, then the bytes. */
function encodeWithBuffers({ buffers, ...message }: WithBuffers): Uint8Array[] {
  const body = serialize({ message, lengths: buffers.map(({ byteLength }) => byteLength) });
  const length = buffers.reduce((sum, { byteLength }) => sum + byteLength, 4 + body.length);
  const before = Buffer.allocUnsafe(4);
  before.writeUInt32LE(body.length, 0);
  const bytes = buffers.map((view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return [header(WITH_BUFFERS, length), before, body, ...bytes];
}

function decodeWithBuffers(frame: Buffer): WithBuffers {
  let at = HEADER + 4 + frame.readUInt32LE(HEADER);
  const { message, lengths } = deserialize(frame.subarray(HEADER + 4, at)) as {
    message: object;
    lengths: readonly number[];
  };
  const buffers = lengths.map((length) => {
    at += length;
    return frame.subarray(at - length, at);
  });
  return { ...message, buffers };
}
