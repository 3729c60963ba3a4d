/**
 * How long a user waits for the kernel, beside what Node alone needs. Run by `npm run bench`; the figures to
 * read are the ratios within one run.
 */
import { spawnSync } from "node:child_process";
import { afterAll, bench, describe } from "vitest";
import { KernelUnderTest } from "../kernel/kernel-under-test.js";

describe("start", () => {
  const options = { iterations: 5, warmupIterations: 1, time: 0, warmupTime: 0 };
  bench("node alone, start to exit", () => void spawnSync(process.execPath, ["-e", "0"]), options);
  bench("kernel, start to kernel_info", async () => (await KernelUnderTest.start()).client.kill(), options);
  bench(
    "kernel, start to the first result and its types",
    async () => {
      const kernel = await KernelUnderTest.start();
      await kernel.run("1 + 1");
      kernel.client.kill();
    },
    options,
  );
});

describe("a warm kernel", async () => {
  const kernel = await KernelUnderTest.start();
  await kernel.run("const warm = softmax([[1, 2], [3, 4]])");
  afterAll(() => kernel.stop());
  const options = { iterations: 30, time: 0, warmupIterations: 3, warmupTime: 0 };
  let declared = 0;
  bench("heartbeat", async () => void (await kernel.client.heartbeat()), options);
  bench("1 + 1", async () => void (await kernel.run("1 + 1")), options);
  bench(
    "a declaration",
    async () => void (await kernel.run(`const declared${declared++}: number = 1`)),
    options,
  );
  bench("a tensor shown", async () => void (await kernel.run("warm")), options);
  bench(
    "10,000 printed lines",
    async () => void (await kernel.run("for (let i = 0; i < 1e4; i++) console.log(i)")),
    options,
  );
  bench(
    "completion",
    async () =>
      void (await kernel.client.request("shell", "complete_request", { code: "Math.", cursor_pos: 5 })),
    options,
  );
});
