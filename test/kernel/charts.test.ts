/** Charts and progress in a running kernel: what a notebook stores, and what its reader sees meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../kernel/protocol/message.js";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

const displayTypes = ["display_data", "update_display_data", "execute_result"];
const displays = (published: readonly Message[]) =>
  published.filter(({ header }) => displayTypes.includes(header.msg_type));
const dataOf = (message: Message | undefined) => message?.content.data as Record<string, unknown>;
const idOf = (message: Message | undefined) =>
  (message?.content.transient as { display_id?: string } | undefined)?.display_id;

describe("a chart as a cell's result", () => {
  it("is a Vega-Lite object, an SVG, a PNG with its size, and words; no HTML, which would hide the chart", async () => {
    const { published } = await kernel.run("plot([1, 2, 4], { yLabel: 'loss' })");
    const [result] = displays(published);
    expect(Object.keys(dataOf(result)).sort()).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/png",
      "image/svg+xml",
      "text/markdown",
      "text/plain",
    ]);
    expect(dataOf(result)["application/vnd.vegalite.v5+json"]).toMatchObject({ background: "transparent" });
    expect(dataOf(result)["image/png"]).toMatch(/^iVBORw0KGgo/);
    const { width, height } = (
      result!.content.metadata as { "image/png": { width: number; height: number } }
    )["image/png"];
    const svg = dataOf(result)["image/svg+xml"] as string;
    expect(svg).toContain(` width="${width}" height="${height}"`);
    // The same picture for viewers that show neither Vega-Lite nor SVG, such as nbconvert 6.5.
    expect(dataOf(result)["text/markdown"]).toBe(
      `<img alt="Line chart" width="${width}" src="data:image/png;base64,${dataOf(result)["image/png"]}">`,
    );
  });

  it("is the same in another session that drew something else before", async () => {
    const code = "plot({ a: [1, NaN, 3], b: [3, 2, 1] }, { yLim: [0, 3] })";
    const first = dataOf(displays((await kernel.run(code)).published)[0]);
    const other = await KernelUnderTest.start();
    await other.run("plot.heatmap([[1, 2], [3, 4]])");
    expect(dataOf(displays((await other.run(code)).published)[0])).toEqual(first);
    await other.stop();
  });

  it("has no PNG where its letters would be boxes", async () => {
    const { published } = await kernel.run("plot([1, 2], { title: '损失' })");
    expect(Object.keys(dataOf(displays(published)[0]))).not.toContain("image/png");
    expect(dataOf(displays(published)[0])["text/markdown"]).toMatch(
      /^<img alt="[^"]*损失" src="data:image\/svg\+xml;base64,/,
    );
  });
});

describe("liveplot", () => {
  const loop = (wait: string) =>
    `const live = liveplot({ xLabel: "step" });
     for (let step = 0; step < 60; step++) { ${wait}; await live.add(step, { loss: 1 / (step + 1) }) }
     live`;

  it("changes one display while the cell runs, and ends with everything, before the cell is done", async () => {
    const { published } = await kernel.run(loop("await new Promise((resolve) => setTimeout(resolve, 25))"));
    const shown = displays(published);
    expect(shown[0]!.header.msg_type).toBe("display_data");
    expect(shown.length).toBeGreaterThanOrEqual(3);
    expect(shown.length).toBeLessThan(15);
    for (const message of shown.slice(1)) expect(message.header.msg_type).toBe("update_display_data");
    expect(new Set(shown.map(idOf)).size).toBe(1);
    expect(dataOf(shown.at(-1))["text/plain"]).toContain("loss: 60 points");
    expect(Object.keys(dataOf(shown.at(-1)))).toContain("image/png");
  });

  it("ends the same when the cell never lets go, and when it fails", async () => {
    const expected = dataOf(displays((await kernel.run(loop(""))).published).at(-1));
    const blocking = loop("").replace("await live.add", "live.add");
    expect(dataOf(displays((await kernel.run(blocking)).published).at(-1))).toEqual(expected);
    const failing = await kernel.run(`${loop("")}; throw new Error("x")`);
    expect(failing.reply.status).toBe("error");
    expect(dataOf(displays(failing.published).at(-1))).toEqual(expected);
  });

  it("shows the last state when the cell is interrupted, and ends the loop", async () => {
    const running = kernel.run(`
      const endless = liveplot();
      for (let step = 0; ; step++) { await new Promise((resolve) => setTimeout(resolve, 5)); await endless.add(step, step) }`);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await kernel.client.interrupt();
    const { reply, published } = await running;
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(dataOf(displays(published).at(-1))["text/plain"]).toMatch(/\d\d points/);
    const points = "String(endless.chart).match(/\\d+ points/)[0]";
    const atFirst = await kernel.value(points);
    await kernel.run("await new Promise((resolve) => setTimeout(resolve, 100))");
    expect(await kernel.value(points)).toBe(atFirst);
  });
});

describe("jupyter.progress", () => {
  it("shows a bar in a loop that never lets go, and stores no time", async () => {
    const { published, stdout } = await kernel.run(`
      let sum = 0;
      for (const i of jupyter.progress([1, 2, 3], { label: "epoch" })) {
        const end = Date.now() + 150; while (Date.now() < end);
        sum += i;
      }
      console.log(sum)`);
    expect(stdout).toBe("6\n");
    const texts = displays(published).map((message) => dataOf(message)["text/plain"]);
    expect(texts[0]).toBe("epoch: 0 of 3");
    // How long the rest takes is an estimate; how often it is shown depends on the machine.
    expect(texts.slice(1, -1).join("\n")).toMatch(/^epoch: [12] of 3, \d+ s left$/m);
    expect(texts.at(-1)).toBe("epoch: 3 of 3");
  });

  it("its items have their type", async () => {
    const { stderr } = await kernel.run(
      "for (const x of jupyter.progress([1, 2])) x.toFixed(); for (const x of jupyter.progress(2)) x.toUpperCase()",
    );
    expect(stderr).toContain("toUpperCase");
    expect(stderr).not.toContain("toFixed'");
  });
});
