/**
 * The kernel of a Jupyter server: its messages come signed over zeromq, its cells and types have processes of their own.
 */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { collectWhen } from "../garbage.js";
import type { Connection } from "../protocol/connection.js";
import { type DecodedMessage, decodeMessage, encodeMessage, FrameError } from "../protocol/frames.js";
import type { Message } from "../protocol/message.js";
import { SeenSignatures, Signer } from "../protocol/signature.js";
import { CellProcess, startCellProcess } from "./cell-process.js";
import { History } from "./history.js";
import { HistoryFile, historyPath } from "./history-file.js";
import { Kernel } from "./kernel.js";
import type { KernelHost, RequestChannel } from "./kernel-host.js";
import { kernelInfo } from "./kernel-info.js";
import { LanguageProcess } from "./language-process.js";
import { LaterLanguage } from "./later-language.js";
import { type Frames, Sockets } from "./sockets.js";

export class SocketKernel {
  private readonly session = randomUUID();
  private readonly signer: Signer;
  private readonly seen = new SeenSignatures();
  private sockets!: Sockets;
  private kernel: Kernel | undefined;
  private readonly worked = collectWhen({ quietMs: 3000, latestMs: 30_000 });
  private resolveStopped!: () => void;
  /** Resolves when the kernel was shut down and has said so. */
  readonly stopped = new Promise<void>((resolve) => {
    this.resolveStopped = resolve;
  });

  constructor(
    private readonly connection: Connection,
    private readonly folder: string,
  ) {
    this.signer = new Signer(connection.key);
  }

  /** Opens the sockets and starts the other processes; rejects when a port cannot be had. */
  async start(): Promise<void> {
    // What takes longest is begun first.
    const cells = startCellProcess(this.folder);
    this.sockets = new Sockets();
    await this.sockets.bind(this.connection);
    this.sockets.listen((channel, frames) => this.receive(channel, frames));
    this.kernel = new Kernel(this.host(cells));
  }

  interrupt(): void {
    this.kernel?.interrupt();
  }

  async stop(): Promise<void> {
    await this.kernel?.stop();
  }

  private receive(channel: RequestChannel, frames: Frames): void {
    let message: DecodedMessage;
    try {
      message = decodeMessage(frames, this.signer);
      if (!this.seen.add(message.signature)) throw new FrameError("this signature was seen before");
    } catch (error) {
      log(`a message on ${channel} was dropped: ${error instanceof Error ? error.message : error}`);
      return;
    }
    this.kernel?.receive(channel, message);
  }

  private send(channel: RequestChannel | "iopub", message: Message): void {
    this.worked();
    const topic = Buffer.from(`kernel.${this.session}.${message.header.msg_type}`);
    const addressed = channel === "iopub" ? { ...message, identities: [topic] } : message;
    this.sockets.send(channel, encodeMessage(addressed, this.signer));
  }

  private host(started: ChildProcess): KernelHost {
    let cells: CellProcess;
    const syntax = import("./cell-syntax.js");
    const path = historyPath();
    return {
      session: this.session,
      username: safeUsername(),
      info: kernelInfo(`on Node ${process.versions.node}`),
      history: new History(this.session, path === undefined ? undefined : new HistoryFile(path)),
      send: (channel, message) => this.send(channel, message),
      log,
      transform: async (source, name) => (await syntax).transform(source, name),
      completeness: async (code) => (await syntax).completeness(code),
      startCells: (events) => {
        cells = new CellProcess(this.folder, events, started);
        return cells;
      },
      // Not beside the cell process: the first cell is not to wait for what only tells its types.
      startLanguage: () => new LaterLanguage(cells.ready, () => new LanguageProcess(this.folder)),
      stopped: async () => {
        await this.sockets.flush();
        this.sockets.close();
        this.resolveStopped();
      },
    };
  }
}

function safeUsername(): string {
  try {
    return userInfo().username;
  } catch {
    return "kernel";
  }
}

function log(text: string): void {
  process.stderr.write(`[losslab] ${text}\n`);
}
