/**
 * The five zeromq sockets of a kernel: bound to the connection file's address alone. Knows frames, not
 * what they mean.
 */
import { createRequire } from "node:module";
import type { Router } from "zeromq";
import { type Channel, type Connection, endpoint } from "../protocol/connection.js";
import type { RequestChannel } from "./kernel-host.js";

export type Frames = Uint8Array[];

/** A socket could not be opened: says which and what to do. */
export class BindError extends Error {
  override name = "BindError";
}

/** Loaded when sockets are wanted: what takes longer to start is begun before. Asked for as the CommonJS module that it is, it comes sooner. */
const zeromq = () => createRequire(import.meta.url)("zeromq") as typeof import("zeromq");

export class Sockets {
  private readonly zeromq = zeromq();
  // A client that is gone must not block the others: replies to it are dropped. A question waits for its reader.
  private readonly routers = {
    shell: this.router(),
    control: this.router(),
    stdin: this.router({ mandatory: true }),
  };
  private readonly iopub = new this.zeromq.Publisher({ sendHighWaterMark: 0, linger: 1000 });
  private readonly heartbeat = new this.zeromq.Reply({ linger: 0 });
  private readonly outboxes = new Map<Channel, Outbox>([
    ["shell", new Outbox(this.routers.shell)],
    ["control", new Outbox(this.routers.control)],
    ["stdin", new Outbox(this.routers.stdin, QUESTION_PATIENCE)],
    ["iopub", new Outbox(this.iopub)],
  ]);

  async bind(connection: Connection): Promise<void> {
    const sockets = { ...this.routers, iopub: this.iopub, hb: this.heartbeat };
    const bind = async ([channel, socket]: [string, { bind(address: string): Promise<void> }]) => {
      const address = endpoint(connection, channel as Channel);
      try {
        await socket.bind(address);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new BindError(
          code === "EADDRINUSE"
            ? `cannot open the ${channel} socket: ${address} is in use by another program. Start the kernel again, so that Jupyter chooses other ports.`
            : `cannot open the ${channel} socket at ${address}: ${message}`,
        );
      }
    };
    await Promise.all(Object.entries(sockets).map(bind));
    void this.echoHeartbeat();
  }

  /** Hands each arriving message to `receive`, until the sockets are closed. */
  listen(receive: (channel: RequestChannel, frames: Frames) => void): void {
    for (const channel of ["shell", "control", "stdin"] as const) {
      void (async () => {
        for await (const frames of this.routers[channel]) receive(channel, frames);
      })();
    }
  }

  send(channel: RequestChannel | "iopub", frames: Frames): void {
    this.outboxes.get(channel)!.add(frames);
  }

  /** Resolves when everything sent so far has been handed to zeromq. */
  async flush(): Promise<void> {
    await Promise.all(
      ["shell", "control", "iopub"].map((channel) => this.outboxes.get(channel as Channel)!.empty()),
    );
  }

  close(): void {
    for (const socket of [...Object.values(this.routers), this.iopub, this.heartbeat]) {
      if (!socket.closed) socket.close();
    }
  }

  private async echoHeartbeat(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }

  private router({ mandatory } = { mandatory: false }): Router {
    return new this.zeromq.Router({ sendHighWaterMark: 0, linger: 1000, mandatory });
  }
}

/** How long a question waits for the reader's socket, in milliseconds: it may connect later than the one that sent the cell. */
const QUESTION_PATIENCE = 10_000;

/** zeromq takes one message of a socket at a time; the others wait here, in order. */
class Outbox {
  private readonly waiting: Frames[] = [];
  private sending: Promise<void> | undefined;

  constructor(
    private readonly socket: { send(frames: Frames): Promise<void>; readonly closed: boolean },
    private readonly patience = 0,
  ) {}

  add(frames: Frames): void {
    this.waiting.push(frames);
    this.sending ??= this.drain();
  }

  async empty(): Promise<void> {
    await this.sending;
  }

  private async drain(): Promise<void> {
    for (let next = this.waiting.shift(); next && !this.socket.closed; next = this.waiting.shift()) {
      try {
        await this.deliver(next);
      } catch (error) {
        if (!this.socket.closed) process.stderr.write(`[losslab] a message could not be sent: ${error}\n`);
      }
    }
    this.sending = undefined;
  }

  private async deliver(frames: Frames): Promise<void> {
    const end = Date.now() + this.patience;
    for (;;) {
      try {
        return await this.socket.send(frames);
      } catch (error) {
        const isConnecting = (error as NodeJS.ErrnoException).code === "EHOSTUNREACH";
        if (!isConnecting || this.socket.closed || Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
}
