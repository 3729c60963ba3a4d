import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { KernelUnderTest } from "./kernel-under-test.js";

const folder = mkdtempSync(join(tmpdir(), "losslab-history-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { LOSSLAB_HISTORY: join(folder, "deep", "history.jsonl") };

describe("the history", () => {
  it("is kept over kernels and answered by tail, range and search", async () => {
    const first = await KernelUnderTest.start({ env });
    const ask = async (kernel: KernelUnderTest, content: Record<string, unknown>) =>
      (await kernel.client.request("shell", "history_request", { raw: true, output: false, ...content }))
        .reply.content.history;
    await first.run("const old = 1");
    await first.run("'π' + old");
    await first.run("silent()", { silent: true });
    await first.run("unstored", { storeHistory: false });
    await first.stop();

    const second = await KernelUnderTest.start({ env });
    await second.run("2 + 2");
    expect(await ask(second, { hist_access_type: "tail", n: 2 })).toEqual([
      [1, 2, "'π' + old"],
      [2, 1, "2 + 2"],
    ]);
    expect(await ask(second, { hist_access_type: "range", session: -1, start: 1, stop: 2 })).toEqual([
      [1, 1, "const old = 1"],
    ]);
    expect(await ask(second, { hist_access_type: "range", session: 0, output: true })).toEqual([
      [2, 1, ["2 + 2", "4"]],
    ]);
    expect(await ask(second, { hist_access_type: "search", pattern: "*old*", n: 1 })).toEqual([
      [1, 2, "'π' + old"],
    ]);
    await second.stop();
  });
});
