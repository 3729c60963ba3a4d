/**
 * A client of a Jupyter kernel over zeromq: starts one, asks, and collects what it publishes. Used to
 * execute notebooks without Python, and by the tests as a front end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Request as HeartbeatSocket, Subscriber } from "zeromq";
import { type Connection, endpoint } from "../protocol/connection.js";
import { decodeMessage, encodeMessage } from "../protocol/frames.js";
import { type Content, type Message, newHeader } from "../protocol/message.js";
import { Signer } from "../protocol/signature.js";
import { SUPERVISOR_FLAGS } from "../supervisor/flags.js";

export type RequestSocket = "shell" | "control" | "stdin";

export interface LaunchOptions {
  /** The kernel's working folder: where a notebook's imports are looked up. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What to start; a `{connection_file}` among the words is replaced. Our own kernel unless given. */
  readonly argv?: readonly string[];
  /** How long the kernel may take to answer at first. */
  readonly timeoutMs?: number;
  /** Answers the questions of cells; without it, cells are told that nobody can be asked. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  /** Sees every message that arrives, in order. */
  readonly onMessage?: (socket: RequestSocket | "iopub", message: Message) => void;
}

export interface ExecuteOptions {
  readonly stopOnError?: boolean;
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly userExpressions?: Readonly<Record<string, string>>;
}

/** A reply with what was published for its request, up to `idle`. */
export interface Answer {
  readonly reply: Message;
  readonly published: readonly Message[];
}

interface Pending {
  readonly replies: boolean;
  reply?: Message;
  idle: boolean;
  readonly published: Message[];
  readonly onPublished: ((message: Message) => void) | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

export class KernelClient {
  readonly process: ChildProcess;
  /** What the kernel wrote to its own standard error. */
  log = "";
  /** Resolves with the exit status, or the signal's name, when the kernel's process has ended. */
  readonly exited: Promise<number | string>;
  private readonly session = randomUUID();
  private readonly signer: Signer;
  // The same identity on all of them: by it the kernel finds the stdin socket of the client that asked.
  private readonly sockets = {
    shell: new Dealer({ linger: 0, routingId: this.session }),
    control: new Dealer({ linger: 0, routingId: this.session }),
    stdin: new Dealer({ linger: 0, routingId: this.session }),
  };
  private readonly iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private readonly pending = new Map<string, Pending>();
  private over = false;

  private constructor(
    readonly connection: Connection,
    private readonly folder: string,
    private readonly options: LaunchOptions,
  ) {
    this.signer = new Signer(connection.key);
    const file = join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const argv = options.argv ?? [process.execPath, ...SUPERVISOR_FLAGS, MAIN, "kernel", "{connection_file}"];
    const [command, ...words] = argv.map((word) => word.replace("{connection_file}", file));
    this.process = spawn(command!, words, {
      cwd: options.cwd ?? process.cwd(),
      // The kernel ends with this program, however that ends.
      env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A Ctrl-C in the terminal is for this program, which then interrupts the kernel by message.
      detached: true,
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        this.log += text;
      });
    }
    this.exited = new Promise((resolve) => {
      this.process.on("error", (error) => resolve(error.message));
      this.process.on("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
    void this.exited.then((status) => this.end(new Error(`the kernel ended (${status})${this.lastWords()}`)));
  }

  /** Starts a kernel and waits until it answers and its output arrives. */
  static async launch(options: LaunchOptions = {}): Promise<KernelClient> {
    const [shell, iopub, stdin, control, hb] = await freePorts(5);
    const connection: Connection = {
      transport: "tcp",
      ip: "127.0.0.1",
      shell_port: shell!,
      iopub_port: iopub!,
      stdin_port: stdin!,
      control_port: control!,
      hb_port: hb!,
      key: randomBytes(16).toString("hex"),
      signature_scheme: "hmac-sha256",
    };
    const client = new KernelClient(connection, mkdtempSync(join(tmpdir(), "losslab-")), options);
    try {
      await client.connect(options.timeoutMs ?? 30_000);
    } catch (error) {
      client.kill();
      throw error;
    }
    return client;
  }

  /** Sends a request; resolves when its reply and `idle` have come, rejects when the kernel is gone. */
  request(
    socket: RequestSocket,
    type: string,
    content: Content = {},
    onPublished?: (message: Message) => void,
    buffers: readonly Uint8Array[] = [],
  ): Promise<Answer> {
    if (this.over) return Promise.reject(new Error(`the kernel has ended${this.lastWords()}`));
    const message = this.message(type, content, buffers);
    // A comm message has no reply; its `idle` is the end of it.
    const replies = !type.startsWith("comm_") || type.endsWith("_request");
    return new Promise((resolve, reject) => {
      this.pending.set(message.header.msg_id, {
        replies,
        idle: false,
        published: [],
        onPublished,
        resolve,
        reject,
      });
      void this.send(socket, encodeMessage(message, this.signer));
    });
  }

  /** Runs code as a front end does. */
  execute(
    code: string,
    onPublished?: (message: Message) => void,
    options: ExecuteOptions = {},
  ): Promise<Answer> {
    const content = {
      code,
      silent: options.silent ?? false,
      store_history: options.storeHistory ?? true,
      user_expressions: options.userExpressions ?? {},
      allow_stdin: this.options.onInput !== undefined,
      stop_on_error: options.stopOnError ?? true,
    };
    return this.request("shell", "execute_request", content, onPublished);
  }

  async kernelInfo(): Promise<Content> {
    return (await this.request("shell", "kernel_info_request")).reply.content;
  }

  async interrupt(): Promise<void> {
    await this.request("control", "interrupt_request");
  }

  /** Asks the kernel to end and waits until it has. */
  async shutdown(): Promise<void> {
    if (!this.over) {
      const message = this.message("shutdown_request", { restart: false });
      await this.send("control", encodeMessage(message, this.signer));
      const late = setTimeout(() => this.kill(), 5000);
      await this.exited;
      clearTimeout(late);
    }
    this.end(new Error("the kernel was shut down"));
  }

  /** Ends the kernel without asking. */
  kill(): void {
    this.process.kill("SIGKILL");
    this.end(new Error("the kernel was killed"));
  }

  /** Sends frames as they are, well-formed or not. */
  async send(socket: RequestSocket, frames: Uint8Array[]): Promise<void> {
    await this.sockets[socket].send(frames);
  }

  /** A message of this client's session, ready to be encoded. */
  message(type: string, content: Content, buffers: readonly Uint8Array[] = []): Message {
    return {
      identities: [],
      header: newHeader(type, this.session, "losslab"),
      parentHeader: null,
      metadata: {},
      content,
      buffers,
    };
  }

  /** How many milliseconds the heartbeat takes. */
  async heartbeat(): Promise<number> {
    const socket = new HeartbeatSocket({ linger: 0, receiveTimeout: 2000 });
    try {
      socket.connect(endpoint(this.connection, "hb"));
      const start = performance.now();
      await socket.send("ping");
      await socket.receive();
      return performance.now() - start;
    } finally {
      socket.close();
    }
  }

  private async connect(timeoutMs: number): Promise<void> {
    this.iopub.connect(endpoint(this.connection, "iopub"));
    this.iopub.subscribe();
    for (const [name, socket] of Object.entries(this.sockets)) {
      socket.connect(endpoint(this.connection, name as RequestSocket));
      void this.read(name as RequestSocket, socket);
    }
    void this.read("iopub", this.iopub);
    const deadline = Date.now() + timeoutMs;
    // A subscription takes effect some time after it was made: the first answer that is published whole
    // shows that it has.
    while (!this.over) {
      const answered = await Promise.race([
        this.request("shell", "kernel_info_request").then(() => true),
        new Promise<false>((resolve) => setTimeout(resolve, 150, false).unref()),
      ]);
      if (answered) return;
      if (Date.now() > deadline) {
        throw new Error(`the kernel did not answer within ${timeoutMs / 1000} s${this.lastWords()}`);
      }
    }
    throw new Error(`the kernel ended before it answered${this.lastWords()}`);
  }

  private async read(
    name: RequestSocket | "iopub",
    socket: AsyncIterable<Buffer[]> & { readonly closed: boolean },
  ): Promise<void> {
    for await (const frames of socket) {
      const message = decodeMessage(frames, this.signer);
      this.options.onMessage?.(name, message);
      if (message.header.msg_type === "input_request") void this.answerInput(message);
      const id = message.parentHeader?.msg_id;
      const pending = id === undefined ? undefined : this.pending.get(id);
      if (id === undefined || !pending || name === "stdin") continue;
      if (name !== "iopub") {
        pending.reply = message;
      } else {
        pending.published.push(message);
        pending.onPublished?.(message);
        if (message.header.msg_type === "status" && message.content.execution_state === "idle")
          pending.idle = true;
      }
      if ((pending.reply || !pending.replies) && pending.idle) {
        this.pending.delete(id);
        pending.resolve({ reply: pending.reply ?? message, published: pending.published });
      }
    }
  }

  private async answerInput({ header, content }: Message): Promise<void> {
    const value = await this.options.onInput?.(String(content.prompt), content.password === true);
    if (value === undefined || this.over) return;
    const reply = { ...this.message("input_reply", { value }), parentHeader: header };
    await this.send("stdin", encodeMessage(reply, this.signer));
  }

  private end(reason: Error): void {
    if (this.over) return;
    this.over = true;
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
    for (const socket of [...Object.values(this.sockets), this.iopub]) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private lastWords(): string {
    const log = this.log.trim();
    return log === "" ? "" : `; it said:\n${log.split("\n").slice(-20).join("\n")}`;
  }
}

/** Ports that are free now; held open together, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
