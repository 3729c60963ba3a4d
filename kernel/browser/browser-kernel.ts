/**
 * The kernel of a page: its messages come from JupyterLite, which stands in for a Jupyter server; its cells and types have workers
 * of their own. Knows JupyterLite's shape of a message, not JupyterLite.
 */
import type { Header, Message } from "../protocol/message.js";
import { History } from "../supervisor/history.js";
import { Kernel } from "../supervisor/kernel.js";
import type { RequestChannel } from "../supervisor/kernel-host.js";
import { kernelInfo } from "../supervisor/kernel-info.js";
import { CellWorkerRunner } from "./cell-worker-runner.js";
import { LanguageClient } from "./language-client.js";

/** A message as JupyterLab's client has it. */
export interface PageMessage {
  readonly channel: string;
  readonly header: Header;
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Record<string, unknown>;
  readonly content: Record<string, unknown>;
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView<ArrayBuffer>)[];
}

export interface BrowserKernelOptions {
  readonly id: string;
  /** The notebook's folder. */
  readonly folder: string;
  /** Where the workers' programs lie. */
  readonly programs: URL;
  readonly send: (message: PageMessage) => void;
}

export class BrowserKernel {
  private readonly kernel: Kernel;
  /** The front end that asked last: what has no request as its cause goes there. */
  private newest = "";

  constructor({ id, folder, programs, send }: BrowserKernelOptions) {
    const log = (text: string) => console.warn(`[losslab] ${text}`);
    const language = new LanguageClient(new URL("language-worker.js", programs), log);
    const engine = `in ${navigator.userAgent.match(/(?:Firefox|Edg|Chrome|Version)\/[\d.]+/)?.[0] ?? "a browser"}`;
    this.kernel = new Kernel({
      session: id,
      username: "losslab",
      info: kernelInfo(engine),
      history: new History(id),
      send: (channel, message) => {
        // Before anybody asked, nobody listens.
        if (this.newest !== "") send(this.addressed(channel, message));
      },
      log,
      transform: (source, name) => language.transform(source, name),
      completeness: (code) => language.completeness(code),
      startCells: (events) => new CellWorkerRunner(new URL("cell-worker.js", programs), folder, events),
      startLanguage: () => language,
      stopped: async () => {},
    });
  }

  receive({ channel, header, parent_header, metadata, content, buffers = [] }: PageMessage): void {
    this.newest = header.session;
    this.kernel.receive(channel as RequestChannel, {
      identities: [],
      header,
      parentHeader: "msg_id" in parent_header ? (parent_header as Header) : null,
      metadata,
      content,
      buffers: buffers.map(bytesOf),
    });
  }

  interrupt(): void {
    this.kernel.interrupt();
  }

  close(): void {
    void this.kernel.stop();
  }

  /** JupyterLite finds the front end by the session that a message names. */
  private addressed(
    channel: string,
    { header, parentHeader, metadata, content, buffers }: Message,
  ): PageMessage {
    return {
      channel,
      header: { ...header, session: parentHeader?.session ?? this.newest },
      parent_header: parentHeader ?? {},
      metadata,
      content,
      buffers: buffers.map((bytes) => new Uint8Array(bytes)),
    };
  }
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Uint8Array {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
