/**
 * Messages as zeromq frames:
 * identities…, `<IDS|MSG>`, signature, header, parent header, metadata, content, buffers…
 */
import * as v from "valibot";
import { type Content, headerSchema, type Message } from "./message.js";
import type { Signer } from "./signature.js";

const DELIMITER = Buffer.from("<IDS|MSG>");

/** A message that is dropped: the reason goes to the log, nothing is answered. */
export class FrameError extends Error {
  override name = "FrameError";
}

export interface DecodedMessage extends Message {
  readonly signature: string;
}

export function encodeMessage(message: Message, signer: Signer): Uint8Array[] {
  const parts = [message.header, message.parentHeader ?? {}, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities, DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

export function decodeMessage(frames: readonly Uint8Array[], signer: Signer): DecodedMessage {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (at < 0) throw new FrameError("no <IDS|MSG> delimiter");
  const [signature, header, parentHeader, metadata, content, ...buffers] = frames.slice(at + 1);
  if (!signature || !header || !parentHeader || !metadata || !content) {
    throw new FrameError(`${frames.length - at - 1} frames after the delimiter, at least 5 expected`);
  }
  const hex = Buffer.from(signature).toString("latin1");
  if (!signer.verify(hex, [header, parentHeader, metadata, content])) throw new FrameError("bad signature");
  const parsedHeader = v.safeParse(headerSchema, parseObject("header", header));
  if (!parsedHeader.success) throw new FrameError(`header: ${parsedHeader.issues[0].message}`);
  const parsedParent = v.safeParse(headerSchema, parseObject("parent_header", parentHeader));
  return {
    identities: frames.slice(0, at),
    signature: hex,
    header: parsedHeader.output,
    parentHeader: parsedParent.success ? parsedParent.output : null,
    metadata: parseObject("metadata", metadata),
    content: parseObject("content", content),
    buffers,
  };
}

function parseObject(name: string, frame: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame).toString("utf8"));
  } catch {
    throw new FrameError(`${name} is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FrameError(`${name} is not a JSON object`);
  }
  return value as Content;
}
