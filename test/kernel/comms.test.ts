import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../kernel/protocol/message.js";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

const send = (type: string, content: Record<string, unknown>, buffers: Uint8Array[] = []) =>
  kernel.client.request("shell", type, content, undefined, buffers);
const of = (type: string, messages: readonly Message[]) =>
  messages.filter(({ header }) => header.msg_type === type);
const open = async () => (await kernel.client.request("shell", "comm_info_request", {})).reply.content.comms;

describe("a comm opened by a cell", () => {
  it("sends data and bytes as they are, receives them, and closes", async () => {
    const { published } = await kernel.run(
      'const c = jupyter.comms.open("plot", { a: 1 }, [new Uint8Array([0, 255])]); c.send({ b: [2] }, [new Uint8Array(3)]);' +
        "c.onMessage((data, buffers) => c.send({ echo: data, bytes: buffers.map((b) => b.length) }, buffers)); 0",
    );
    const opened = of("comm_open", published)[0]!;
    expect(opened.content).toMatchObject({ target_name: "plot", data: { a: 1 } });
    expect(opened.buffers.map((b) => [...b])).toEqual([[0, 255]]);
    expect(of("comm_msg", published)[0]).toMatchObject({ content: { data: { b: [2] } } });
    const id = opened.content.comm_id as string;
    expect(await open()).toEqual({ [id]: { target_name: "plot" } });

    const big = new Uint8Array(1_000_000).map((_, i) => i % 251);
    const echo = of(
      "comm_msg",
      (await send("comm_msg", { comm_id: id, data: { x: 1 } }, [big])).published,
    )[0]!;
    expect(echo.content.data).toEqual({ echo: { x: 1 }, bytes: [1_000_000] });
    expect(Buffer.compare(Buffer.from(echo.buffers[0]!), Buffer.from(big))).toBe(0);

    expect(of("comm_close", (await kernel.run("c.close({ bye: 1 })")).published)[0]?.content).toEqual({
      comm_id: id,
      data: { bye: 1 },
    });
    expect(await open()).toEqual({});
    expect((await kernel.run("c.send()")).reply.evalue).toContain("closed");
  });
});

describe("a comm opened by the front end", () => {
  it("reaches the registered target, whose output comes before idle", async () => {
    await kernel.value(
      'jupyter.comms.registerTarget("probe", (comm, data) => { console.log("opened", data); comm.send({ hello: 1 });' +
        'comm.onMessage(async (d) => { await null; comm.send({ got: d }) }).onClose(() => console.log("closed")) })',
    );
    const opening = (await send("comm_open", { comm_id: "front-1", target_name: "probe", data: { n: 5 } }))
      .published;
    expect(of("stream", opening)[0]?.content.text).toBe("opened { n: 5 }\n");
    expect(of("comm_msg", opening)[0]?.content).toEqual({ comm_id: "front-1", data: { hello: 1 } });
    const talking = (await send("comm_msg", { comm_id: "front-1", data: { q: "π" } })).published;
    expect(of("comm_msg", talking)[0]?.content.data).toEqual({ got: { q: "π" } });
    const closing = (await send("comm_close", { comm_id: "front-1", data: {} })).published;
    expect(of("stream", closing)[0]?.content.text).toBe("closed\n");
    expect(await open()).toEqual({});
  });

  it("to a target that nobody registered is closed", async () => {
    const { published } = await send("comm_open", { comm_id: "front-2", target_name: "nobody", data: {} });
    expect(of("comm_close", published)[0]?.content.comm_id).toBe("front-2");
    expect(await open()).toEqual({});
  });

  it("whose handler throws is reported and harms nothing", async () => {
    await kernel.value('jupyter.comms.registerTarget("bad", () => { throw new Error("handler broke") })');
    const { published } = await send("comm_open", { comm_id: "front-3", target_name: "bad", data: {} });
    expect(of("stream", published)[0]?.content.text).toContain("handler broke");
    expect(await kernel.value("1")).toBe("1");
  });

  it("that does not exist is ignored", async () => {
    expect(of("stream", (await send("comm_msg", { comm_id: "no such", data: {} })).published)).toEqual([]);
  });
});

describe("comm_info", () => {
  it("can be asked for one target, and forgets comms when the state is lost", async () => {
    await kernel.value('jupyter.comms.open("one"); jupyter.comms.open("two"); 0');
    const { reply } = await kernel.client.request("shell", "comm_info_request", { target_name: "two" });
    expect(Object.values(reply.content.comms as object)).toEqual([{ target_name: "two" }]);
    await kernel.run("process.exit(0)");
    expect(await open()).toEqual({});
  });
});
