/** Ten thousand lines go another way than ten: a reader must not see which. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../kernel/protocol/message.js";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
  // The thread that takes many lines is up a little later than the first cell.
  await kernel.value("await new Promise((resolve) => setTimeout(resolve, 300))");
});
afterAll(() => kernel.stop());

/** What the reader sees, in order, neighbouring text of one stream put together. */
function seen(published: readonly Message[]): string[] {
  const parts: { name: string; text: string }[] = [];
  for (const { header, content } of published) {
    if (header.msg_type === "stream") {
      const last = parts.at(-1);
      if (last?.name === content.name) last!.text += String(content.text);
      else parts.push({ name: String(content.name), text: String(content.text) });
    }
    if (header.msg_type === "display_data") {
      parts.push({ name: "display", text: String((content.data as Record<string, unknown>)["text/html"]) });
    }
  }
  return parts.map(({ name, text }) => `${name}:${text}`);
}

const lines = (n: number, text: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => `${text(i)}\n`).join("");

describe("many lines", () => {
  it("keep their order with stderr and displays in between", async () => {
    const { published } = await kernel.run(
      "for (let k = 0; k < 3; k++) { for (let i = 0; i < 2000; i++) console.log(k, i); console.error('e' + k); for (let i = 0; i < 2000; i++) console.log('b', i);" +
        " await display(jupyter.mime({ 'text/html': '<b>' + k + '</b>' })); }",
    );
    const expected = [0, 1, 2].flatMap((k) => [
      `stdout:${lines(2000, (i) => `${k} ${i}`)}`,
      `stderr:e${k}\n`,
      `stdout:${lines(2000, (i) => `b ${i}`)}`,
      `display:<b>${k}</b>`,
    ]);
    expect(seen(published)).toEqual(expected);
  });

  it("are those that console.log makes: formats, groups, any character, halves of characters, long and short", async () => {
    const { published } = await kernel.run(
      "for (let i = 0; i < 1500; i++) { console.log('%d%% of %s', i, 'ünï😀'); console.group('g'); console.log({ i }); console.groupEnd();" +
        " process.stdout.write('\\ud83d'); process.stdout.write('\\ude00\\n'); if (i % 500 === 0) console.log('x'.repeat(70_000)); }",
    );
    const round = (i: number) =>
      `${i}% of ünï😀\ng\n  { i: ${i} }\n😀\n${i % 500 === 0 ? `${"x".repeat(70_000)}\n` : ""}`;
    expect(seen(published)).toEqual([`stdout:${Array.from({ length: 1500 }, (_, i) => round(i)).join("")}`]);
  });

  it("are seen though the cell goes on computing and never lets go", async () => {
    let text = "";
    let interrupted: Promise<void> | undefined;
    const before = performance.now();
    const { reply } = await kernel.client.execute(
      "for (let i = 0; i < 3000; i++) console.log(i); for (;;);",
      ({ header, content }) => {
        if (header.msg_type === "stream") text += String(content.text);
        if (text.endsWith("\n2999\n")) interrupted ??= kernel.client.interrupt();
      },
    );
    await interrupted;
    expect(text).toBe(lines(3000, String));
    expect(reply.content.status).toBe("error");
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it("belong to the cell that printed them, also late", async () => {
    const first = await kernel.client.execute(
      "void (async () => { for (let k = 0; k < 20; k++) { await new Promise((r) => setTimeout(r, 5)); for (let i = 0; i < 300; i++) console.log('late'); } })()",
    );
    const second = await kernel.run(
      "for (let k = 0; k < 30; k++) { await new Promise((r) => setTimeout(r, 5)); for (let i = 0; i < 300; i++) console.log('mine'); }",
    );
    expect(first.published.some(({ content }) => String(content.text).includes("mine"))).toBe(false);
    expect(second.stdout).toBe(lines(9000, () => "mine"));
  });

  it("do not keep an interrupt from being heard, again and again", async () => {
    for (let i = 0; i < 5; i++) {
      const running = kernel.run(`let told${i} = 0; for (;;) console.log("line", told${i}++)`);
      await new Promise((resolve) => setTimeout(resolve, 60 + 7 * i));
      await kernel.client.interrupt();
      const { reply, stdout } = await running;
      expect(reply.status).toBe("error");
      // Whole lines, none lost, none said twice: as far as it came.
      const told = stdout.split("\n").slice(0, -1);
      expect(told.findIndex((line, at) => line !== `line ${at}`)).toBe(-1);
      expect(await kernel.value(`told${i} >= ${told.length - 1}`)).toBe("true");
    }
  });

  it("are all there when the cell ends its process, which says so after them", async () => {
    const { stdout, reply } = await kernel.run(
      "for (let i = 0; i < 5000; i++) console.log(i); process.exit(3)",
    );
    expect(stdout).toBe(lines(5000, String));
    expect(reply.ename).toBe("CellProcessEnded");
  });
});

describe("a few lines", () => {
  it("have left the process before the next statement: a crash loses none", async () => {
    const { stdout } = await kernel.run("for (let i = 0; i < 50; i++) console.log(i); process.abort()");
    expect(stdout).toBe(lines(50, String));
  });
});
