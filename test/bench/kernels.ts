// The kernel beside its peers: how long a user waits for it, and what memory it takes. Starts are measured round by round, a fresh
// kernel each; all else on kernels that are up together and asked in turn.
import type { Answer } from "../../kernel/client/kernel-client.js";
import { KernelOnClock } from "./benched-kernel.js";
import { inTurn, type Measurement } from "./measure.js";
import { type BenchedKernel, benchedKernels } from "./peer-kernels.js";

/** Whom ratios are to: the first of them that is there. */
const preferred = ["deno", "ipykernel", "tslab"];

interface Rows {
  add(what: string, unit: "ms" | "MB", kernel: string, value: number | undefined): void;
  measurements(): Measurement[];
}

function rowsOf(kernels: readonly BenchedKernel[]): Rows {
  const rows = new Map<string, { unit: "ms" | "MB"; series: Record<string, (number | undefined)[]> }>();
  const against = preferred.find((name) => kernels.some((kernel) => kernel.name === name));
  return {
    add(what, unit, kernel, value) {
      const row = rows.get(what) ?? { unit, series: {} };
      rows.set(what, row);
      row.series[kernel] = [...(row.series[kernel] ?? []), value];
    },
    measurements: () => [...rows].map(([what, { unit, series }]) => ({ what, unit, series, against })),
  };
}

export async function start(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  const kernels = benchedKernels();
  const rows = rowsOf(kernels);
  // The first round fills the disk's cache and does not count.
  for (let round = -1; round < rounds; round++) {
    progress(`start, round ${round + 1} of ${rounds}`);
    for (const kernel of inTurn(kernels, round + 1)) {
      const running = await KernelOnClock.start(kernel);
      try {
        const first = await running.run("1 + 1");
        const memory = running.memory().resident;
        const down = await running.shutdown();
        if (round < 0) continue;
        rows.add("start → kernel_info", "ms", kernel.name, running.started);
        rows.add("start → first reply", "ms", kernel.name, running.started + first.reply);
        rows.add("start → first idle", "ms", kernel.name, running.started + first.idle);
        rows.add("shutdown → exit", "ms", kernel.name, down);
        rows.add("memory after the first cell", "MB", kernel.name, memory);
      } finally {
        running.client.kill();
      }
    }
  }
  return rows.measurements();
}

export async function warm(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  return withAll(async (running, rows) => {
    for (let round = 0; round < rounds * 10; round++) {
      if (round % 10 === 0) progress(`warm cells, round ${round / 10 + 1} of ${rounds}`);
      for (const each of inTurn(running, round)) {
        const { name, declaration, names } = each.kernel;
        const expression = await each.run("1 + 1");
        const declared = await each.run(declaration(1000 + round));
        // What came before the first rounds are over is warming up.
        if (round < 5) continue;
        rows.add("1 + 1 → reply", "ms", name, expression.reply);
        rows.add("1 + 1 → idle", "ms", name, expression.idle);
        rows.add("declaring cell → reply", "ms", name, declared.reply);
        rows.add("declaring cell → idle", "ms", name, declared.idle);
        rows.add("completion", "ms", name, await each.complete(names.complete));
        rows.add("inspection", "ms", name, await each.inspect(names.inspect));
      }
    }
    for (let round = -1; round < rounds; round++) {
      progress(`output, round ${round + 1} of ${rounds}`);
      for (const each of inTurn(running, round + 1)) {
        const { name, lines, html } = each.kernel;
        const printed = lines && (await each.print(lines(10_000), 10_000));
        const shown = await each.run(html(1 << 20));
        if (round < 0) continue;
        rows.add("10,000 printed lines", "ms", name, printed);
        const isWhole = hasHtml(shown.answer, 1 << 20);
        rows.add("1 MB of HTML → shown", "ms", name, isWhole ? shown.shown : undefined);
        rows.add("1 MB of HTML → idle", "ms", name, isWhole ? shown.idle : undefined);
      }
    }
  });
}

export async function memory(cells: number, progress: (text: string) => void): Promise<Measurement[]> {
  return withAll(async (running, rows) => {
    for (let n = 1; n <= cells; n++) {
      if (n % 50 === 0) progress(`memory, cell ${n} of ${cells}`);
      for (const each of inTurn(running, n)) {
        const { idle } = await each.run(each.kernel.declaration(n));
        if (n > 1 && n <= 11) rows.add("cells 2–11 → idle", "ms", each.kernel.name, idle);
        if (n > cells - 10) rows.add("the last 10 cells → idle", "ms", each.kernel.name, idle);
      }
    }
    // What a kernel gives back when nobody asks it for anything, at once and when it has waited long.
    for (const [rest, seconds] of [
      ["ten quiet seconds", 10],
      ["a quiet minute", 55],
    ] as const) {
      progress(`memory, ${rest}`);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      for (const each of running) {
        const { resident, sharedOnce } = each.memory();
        rows.add(`${cells} cells, ${rest}`, "MB", each.kernel.name, resident);
        rows.add(`${cells} cells, ${rest}, shared pages once`, "MB", each.kernel.name, sharedOnce);
      }
    }
  });
}

const MEGABYTES = 64;

/** Bytes beside a comm's message, to a cell that keeps them and back. */
export async function bytes(rounds: number, progress: (text: string) => void): Promise<Measurement[]> {
  const kernels = benchedKernels().filter((kernel) => kernel.bytes !== undefined);
  const rows = rowsOf(kernels);
  const sent = Buffer.alloc(MEGABYTES << 20, "0123456789abcdef");
  for (let round = 0; round < rounds; round++) {
    progress(`bytes, round ${round + 1} of ${rounds}`);
    for (const kernel of inTurn(kernels, round)) {
      const running = await KernelOnClock.start(kernel);
      try {
        await running.run(kernel.bytes!);
        const comm = { comm_id: "bytes" };
        await running.tell("comm_open", { ...comm, target_name: "bytes", data: {} });
        const before = running.memory().resident;
        const there = await running.tell("comm_msg", { ...comm, data: {} }, [sent]);
        const back = await running.tell("comm_msg", { ...comm, data: { back: true } });
        const [received] = back.answer.published.flatMap(({ buffers }) => buffers);
        if (received === undefined || !sent.equals(received))
          throw new Error(`${kernel.name} gave other bytes back`);
        const highest = running.highestMemory();
        rows.add(`${MEGABYTES} MB to a cell`, "ms", kernel.name, there.idle);
        rows.add(`${MEGABYTES} MB from a cell`, "ms", kernel.name, back.idle);
        rows.add("memory at most, above before", "MB", kernel.name, highest && highest - before);
      } finally {
        running.client.kill();
      }
    }
  }
  return rows.measurements();
}

async function withAll(
  work: (running: readonly KernelOnClock[], rows: Rows) => Promise<void>,
): Promise<Measurement[]> {
  const kernels = benchedKernels();
  const rows = rowsOf(kernels);
  const running: KernelOnClock[] = [];
  try {
    for (const kernel of kernels) {
      running.push(await KernelOnClock.start(kernel));
      await running.at(-1)!.run("1 + 1");
    }
    await work(running, rows);
  } finally {
    for (const { client } of running) client.kill();
  }
  return rows.measurements();
}

function hasHtml({ published }: Answer, size: number): boolean {
  return published.some(({ content }) => {
    const html = (content.data as Record<string, unknown> | undefined)?.["text/html"];
    return typeof html === "string" && html.length === size;
  });
}
