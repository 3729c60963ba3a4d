// A kernel under the clock: when it replied, when it was done, how much memory all its processes hold.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { type Answer, KernelClient } from "../../kernel/client/kernel-client.js";
import type { Content } from "../../kernel/protocol/message.js";
import type { BenchedKernel } from "./peer-kernels.js";

export interface Timed {
  /** From the request to the reply, in milliseconds. */
  readonly reply: number;
  /** From the request to reply and `idle`, types checked where the kernel checks them. */
  readonly idle: number;
  /** From the request to the last display or result, in milliseconds. */
  readonly shown: number | undefined;
  readonly answer: Answer;
}

export class KernelOnClock {
  private constructor(
    readonly kernel: BenchedKernel,
    readonly client: KernelClient,
    /** From the start of its process to its answer to kernel_info, in milliseconds. */
    readonly started: number,
    private readonly arrivals: Arrivals,
  ) {}

  static async start(kernel: BenchedKernel): Promise<KernelOnClock> {
    const arrivals = new Arrivals();
    let answered: number | undefined;
    const start = performance.now();
    const client = await KernelClient.launch({
      argv: kernel.argv,
      env: { LOSSLAB_HISTORY: "" },
      onMessage: (_, { header: { msg_type: type }, content }) => {
        if (type === "stream") arrivals.printed(String(content.text));
        if (type === "display_data" || type === "execute_result") arrivals.lastShown = performance.now();
        if (!type.endsWith("_reply")) return;
        arrivals.replied();
        if (type === "kernel_info_reply") answered ??= arrivals.lastReply - start;
      },
    });
    return new KernelOnClock(kernel, client, answered!, arrivals);
  }

  /** Runs a cell, which must succeed. */
  async run(code: string): Promise<Timed> {
    const start = performance.now();
    const answer = await this.inTime(this.client.execute(code), code);
    const { lastReply, lastShown } = this.arrivals;
    const timed = {
      reply: lastReply - start,
      idle: performance.now() - start,
      shown: lastShown > start ? lastShown - start : undefined,
      answer,
    };
    const { content } = answer.reply;
    if (content.status !== "ok")
      throw new Error(`${this.kernel.name} failed at ${code.slice(0, 200)}: ${JSON.stringify(content)}`);
    return timed;
  }

  /** Runs a cell that prints so many lines, some of which may come after its end: from the request to the last of them. */
  async print(code: string, lines: number): Promise<number | undefined> {
    this.arrivals.lines = 0;
    const start = performance.now();
    await this.run(code);
    const done = performance.now();
    while (this.arrivals.lines < lines && performance.now() < done + 3000)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return this.arrivals.lines === lines ? Math.max(done, this.arrivals.lastLine) - start : undefined;
  }

  /** Sends a comm's message, and bytes with it; answers with what came back before `idle`. */
  async tell(
    type: string,
    content: Content,
    buffers: readonly Uint8Array[] = [],
  ): Promise<Pick<Timed, "idle" | "answer">> {
    const start = performance.now();
    const sent = this.client.request("shell", type, content, undefined, buffers);
    const answer = await this.inTime(sent, type);
    return { idle: performance.now() - start, answer };
  }

  /** From the request to the reply, in milliseconds. */
  complete(code: string): Promise<number> {
    return this.ask("complete_request", { code, cursor_pos: code.length });
  }

  /** From the request to the reply, in milliseconds. */
  inspect(code: string): Promise<number> {
    return this.ask("inspect_request", { code, cursor_pos: code.length, detail_level: 0 });
  }

  /** The memory of the kernel and of all that it started, in megabytes; `sharedOnce` where the system tells. */
  memory(): { readonly resident: number; readonly sharedOnce: number | undefined } {
    const family = this.family();
    const resident = family.reduce((sum, [, kilobytes]) => sum + kilobytes, 0) / 1024;
    // Processes of one program share its pages: these are there once, whoever else shares them.
    const own = family.map(([pid]) =>
      kilobytesOf(pid, "smaps_rollup", /^Private_(?:Clean|Dirty):\s+(\d+)/gm),
    );
    const shared = family.map(([pid]) =>
      kilobytesOf(pid, "smaps_rollup", /^Shared_(?:Clean|Dirty):\s+(\d+)/gm),
    );
    if (own.includes(undefined)) return { resident, sharedOnce: undefined };
    const sum = own.reduce<number>((total, each) => total + each!, 0);
    return { resident, sharedOnce: (sum + Math.max(...shared.map((each) => each!))) / 1024 };
  }

  /** The most that each of them ever held, where the system tells. */
  highestMemory(): number | undefined {
    const kilobytes = this.family().map(([pid]) => kilobytesOf(pid, "status", /^VmHWM:\s+(\d+)/gm));
    if (kilobytes.includes(undefined)) return undefined;
    return kilobytes.reduce<number>((sum, each) => sum + each!, 0) / 1024;
  }

  private family(): [pid: number, kilobytes: number][] {
    const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(
        (line) => line.trim().split(/\s+/).map(Number) as [pid: number, parent: number, kilobytes: number],
      );
    const family = new Set([this.client.process.pid!]);
    // Parents come before their children where pids have not begun anew; a few rounds take the rest.
    for (let before = 0; before !== family.size; ) {
      before = family.size;
      for (const [pid, parent] of rows) if (family.has(parent)) family.add(pid);
    }
    return rows.flatMap(([pid, , kilobytes]) => (family.has(pid) ? [[pid, kilobytes]] : []));
  }

  /** How long it takes from the request to the end of its process, in milliseconds. */
  async shutdown(): Promise<number> {
    const start = performance.now();
    await this.client.shutdown();
    return performance.now() - start;
  }

  /** Not every kernel says `idle` after each request. */
  private async ask(type: string, content: Content): Promise<number> {
    const start = performance.now();
    const reply = this.arrivals.nextReply();
    this.client.request("shell", type, content).catch(() => {});
    await this.inTime(reply, type);
    return this.arrivals.lastReply - start;
  }

  private inTime<T>(work: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(
        `${this.kernel.name} had no answer after ${patience / 1000} s: ${what.slice(0, 200)}`,
      );
      timer = setTimeout(reject, patience, error);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}

const patience = 60_000;

/** What Linux says of a process in some lines of a file, added up; undefined elsewhere. */
function kilobytesOf(pid: number, file: string, lines: RegExp): number | undefined {
  const path = `/proc/${pid}/${file}`;
  if (!existsSync(path)) return undefined;
  return [...readFileSync(path, "utf8").matchAll(lines)].reduce((sum, [, said]) => sum + Number(said), 0);
}

/** What came, and when. */
class Arrivals {
  lastReply = 0;
  lastShown = 0;
  lines = 0;
  lastLine = 0;
  private waiting: (() => void)[] = [];

  printed(text: string): void {
    this.lines += text.split("\n").length - 1;
    this.lastLine = performance.now();
  }

  replied(): void {
    this.lastReply = performance.now();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  nextReply(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
