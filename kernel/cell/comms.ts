/**
 * Comms: named channels between a cell and the front end, opened by either side.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages. Knows no Node API.
 */
import type { CommContent } from "./content.js";
import { output } from "./output.js";

type Data = Record<string, unknown>;
type CommHandler = (data: Data, buffers: readonly Uint8Array[]) => unknown;

/** What a target does with a comm that the front end opened. */
export type CommTarget = (comm: Comm, data: Data, buffers: readonly Uint8Array[]) => unknown;

/** One open channel. */
export class Comm {
  /** @internal */
  readonly handlers: { message: CommHandler[]; close: CommHandler[] } = { message: [], close: [] };

  /** @internal */
  constructor(
    /** The comm's id, the same on both sides. */
    readonly id: string,
    /** The target it was opened to. */
    readonly target: string,
  ) {}

  /** Sends JSON data, and bytes beside it, to the front end. */
  send(data: Data = {}, buffers: readonly Uint8Array[] = []): void {
    if (!comms.has(this.id)) throw new Error(`comm ${this.target}: it is closed, so nothing can be sent`);
    post({ message: "comm_msg", commId: this.id, data, buffers });
  }

  /** Closes the channel on both sides. */
  close(data: Data = {}): void {
    if (comms.delete(this.id)) post({ message: "comm_close", commId: this.id, data, buffers: [] });
  }

  /** Says what to do with a message of the front end. */
  onMessage(handler: CommHandler): this {
    this.handlers.message.push(handler);
    return this;
  }

  /** Says what to do when the front end closes the channel. */
  onClose(handler: CommHandler): this {
    this.handlers.close.push(handler);
    return this;
  }
}

const comms = new Map<string, Comm>();
const targets = new Map<string, CommTarget>();
let opened = 0;

export function openComm(target: string, data: Data, buffers: readonly Uint8Array[]): Comm {
  opened += 1;
  const comm = new Comm(`losslab-comm-${opened}`, target);
  comms.set(comm.id, comm);
  post({ message: "comm_open", commId: comm.id, targetName: target, data, buffers });
  return comm;
}

export function registerTarget(name: string, onOpen: CommTarget): void {
  targets.set(name, onOpen);
}

/** Handles a message of the front end; what a handler returns is awaited, what it throws is the caller's. */
export async function receiveComm({
  message,
  commId,
  targetName = "",
  data,
  buffers,
}: CommContent): Promise<void> {
  if (message === "comm_open") {
    const target = targets.get(targetName);
    if (!target) {
      post({ message: "comm_close", commId, data: {}, buffers: [] });
      return;
    }
    const comm = new Comm(commId, targetName);
    comms.set(commId, comm);
    await target(comm, data, buffers);
    return;
  }
  const comm = comms.get(commId);
  if (!comm) return;
  if (message === "comm_close") comms.delete(commId);
  const handlers = message === "comm_msg" ? comm.handlers.message : comm.handlers.close;
  for (const handler of handlers) await handler(data, buffers);
}

function post(content: CommContent): void {
  output().send({ type: "comm", id: output().currentId(), ...content });
}
