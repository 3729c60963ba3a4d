/** How long an interrupt takes, for each way a cell can be busy; the table stands in CONTRIBUTING.md. */
import { describe, expect, it } from "vitest";
import { KernelUnderTest } from "../kernel/kernel-under-test.js";

const LOOP_IN_WASM =
  "const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11]); (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f as () => void)()";

const BUSY: readonly (readonly [string, string])[] = [
  ["a loop", "while (true) {}"],
  ["a loop after an await", "await new Promise((r) => setTimeout(r, 5)); while (true) {}"],
  ["a loop in a timer", "setTimeout(() => { while (true) {} }, 1); await new Promise(() => {})"],
  [
    "a loop in a promise job",
    "Promise.resolve().then(() => { while (true) {} }); await new Promise(() => {})",
  ],
  ["a loop that catches", "while (true) { try { while (true) {} } catch {} }"],
  ["a loop of awaits", "for (;;) await null"],
  ["a pending await", "await new Promise(() => {})"],
  ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a long regular expression", '/(a+)+$/.test("a".repeat(40) + "b")'],
  ["WebAssembly", LOOP_IN_WASM],
  ["a child program (execSync)", 'require("node:child_process").execSync("sleep 60")'],
];

describe("an interrupt", () => {
  it("by message and by SIGINT ends what a cell does and keeps its variables", async () => {
    const kernel = await KernelUnderTest.start();
    await kernel.value("const kept = 42");
    const rows: Record<string, { message: string; SIGINT: string; "variables kept": boolean }> = {};
    for (const [name, code] of BUSY) {
      const times: number[][] = [[], []];
      let kept = true;
      for (let round = 0; round < 6; round++) {
        const running = kernel.client.execute(code);
        await new Promise((resolve) => setTimeout(resolve, 150));
        const start = performance.now();
        if (round % 2 === 0) await kernel.client.interrupt();
        else kernel.client.process.kill("SIGINT");
        const { reply } = await running;
        times[round % 2]!.push(performance.now() - start);
        expect(reply.content.ename, name).toBe("Interrupted");
        kept &&= (await kernel.run("kept")).result === "42";
      }
      const [message, signal] = times.map((list) => `${list.sort((a, b) => a - b)[1]!.toFixed(0)} ms`);
      rows[name] = { message: message!, SIGINT: signal!, "variables kept": kept };
      expect(kept, name).toBe(true);
    }
    console.table(rows);
    await kernel.client.interrupt();
    expect(await kernel.value("kept")).toBe("42");
    await kernel.stop();
  });
});
