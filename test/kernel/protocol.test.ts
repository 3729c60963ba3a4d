import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../kernel/protocol/message.js";
import { KernelUnderTest } from "./kernel-under-test.js";

let kernel: KernelUnderTest;
beforeAll(async () => {
  kernel = await KernelUnderTest.start();
});
afterAll(() => kernel.stop());

const ask = (type: string, content: Record<string, unknown> = {}, socket: "shell" | "control" = "shell") =>
  kernel.client.request(socket, type, content);
const types = (messages: readonly Message[]) => messages.map(({ header }) => header.msg_type);
const states = (messages: readonly Message[]) =>
  messages.filter(({ header }) => header.msg_type === "status").map(({ content }) => content.execution_state);

describe("every request", () => {
  it.each([
    ["kernel_info_request", {}],
    ["is_complete_request", { code: "1" }],
    ["complete_request", { code: "Ma", cursor_pos: 2 }],
    ["inspect_request", { code: "Math", cursor_pos: 4 }],
    ["history_request", { hist_access_type: "tail", n: 5, output: false, raw: true }],
    ["comm_info_request", {}],
    ["execute_request", { code: "1 + 1" }],
  ])("%s gets its reply between busy and idle with the request as parent", async (type, content) => {
    const { reply, published } = await ask(type, content);
    expect(reply.header.msg_type).toBe(type.replace("_request", "_reply"));
    expect(reply.content.status).toMatch(/^(ok|complete)$/);
    expect(states(published)).toEqual(["busy", "idle"]);
    expect(types(published).at(0)).toBe("status");
    expect(types(published).at(-1)).toBe("status");
    for (const message of published) expect(message.parentHeader?.msg_type).toBe(type);
  });

  it("is answered on the control socket too", async () => {
    const { reply, published } = await ask("kernel_info_request", {}, "control");
    expect(reply.content.implementation).toBe("losslab");
    expect(states(published)).toEqual(["busy", "idle"]);
  });

  it("for a debugger is refused with a reason", async () => {
    const { reply, published } = await ask(
      "debug_request",
      { type: "request", seq: 1, command: "initialize" },
      "control",
    );
    expect(reply.header.msg_type).toBe("debug_reply");
    expect(reply.content).toMatchObject({ status: "error" });
    expect(reply.content.evalue).toContain("no debugger");
    expect(states(published)).toEqual(["busy", "idle"]);
  });

  it("and its answers carry ids of their own, all of one session", async () => {
    const { reply, published } = await ask("execute_request", { code: "console.log(1); 2" });
    const headers = [reply, ...published].map(({ header }) => header);
    expect(new Set(headers.map(({ msg_id }) => msg_id)).size).toBe(headers.length);
    expect(new Set(headers.map(({ session }) => session)).size).toBe(1);
    expect(headers[0]?.session).not.toBe(reply.parentHeader?.session);
  });

  it("that does not fit the schema gets an error that names the field", async () => {
    const { reply } = await ask("complete_request", { code: "x", cursor_pos: "end" });
    expect(reply.content).toMatchObject({ status: "error", ename: "TypeError" });
    expect(reply.content.evalue).toContain("cursor_pos");
    expect((await ask("execute_request", { code: 5 })).reply.content.evalue).toContain("code");
  });
});

describe("kernel_info", () => {
  it("describes the language, the protocol and the kernel", async () => {
    const { content } = (await ask("kernel_info_request")).reply;
    expect(content).toMatchObject({
      protocol_version: "5.5",
      implementation: "losslab",
      debugger: false,
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
    });
    expect((content.language_info as { version: string }).version).toMatch(/^6\./);
  });
});

describe("execute", () => {
  it("publishes the input, the output in order and the result, then replies", async () => {
    const { published, reply } = await kernel.run(
      'console.log("a"); console.error("b"); console.log("c"); 42',
    );
    expect(types(published)).toEqual([
      "status",
      "execute_input",
      "stream",
      "stream",
      "stream",
      "execute_result",
      "status",
    ]);
    expect(published.slice(2, 5).map(({ content }) => [content.name, content.text])).toEqual([
      ["stdout", "a\n"],
      ["stderr", "b\n"],
      ["stdout", "c\n"],
    ]);
    expect(published[5]?.content).toMatchObject({
      data: { "text/plain": "42" },
      execution_count: reply.execution_count,
    });
    expect(reply).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
  });

  it("has no result for a declaration or undefined", async () => {
    for (const code of [
      "const quiet = 1",
      "display(1)",
      "undefined",
      "void 0",
      "interface OnlyAType {}",
      "",
    ]) {
      expect(types((await kernel.run(code)).published)).not.toContain("execute_result");
    }
  });

  it("counts the cells that are stored, not the silent ones", async () => {
    const count = async (options = {}) => (await kernel.run("0", options)).reply.execution_count as number;
    const first = await count();
    expect(await count({ storeHistory: false })).toBe(first);
    expect(await count({ silent: true })).toBe(first);
    expect(await count()).toBe(first + 1);
  });

  it("publishes no input and no result for a silent cell, but runs it", async () => {
    const { published } = await kernel.run("globalThis.ranSilently = true; 5", { silent: true });
    expect(types(published)).toEqual(["status", "status"]);
    expect(await kernel.value("globalThis.ranSilently")).toBe("true");
  });

  it("sends an error with name, message and traceback, and the same in the reply", async () => {
    const { published, reply } = await kernel.run('throw new RangeError("too far")');
    const error = published.find(({ header }) => header.msg_type === "error")?.content;
    expect(error).toMatchObject({ ename: "RangeError", evalue: "too far" });
    expect(reply).toMatchObject({
      status: "error",
      ename: "RangeError",
      evalue: "too far",
      traceback: error?.traceback,
    });
  });

  it("evaluates user_expressions after the cell, each to a MIME bundle or an error", async () => {
    const { reply } = await kernel.run("const base = 20", {
      userExpressions: {
        sum: "base + 1",
        fails: "base.nothing.there",
        broken: "1 +",
        shown: "html`<b>x</b>`",
      },
    });
    expect(reply.user_expressions).toMatchObject({
      sum: { status: "ok", data: { "text/plain": "21" }, metadata: {} },
      fails: { status: "error", ename: "TypeError" },
      broken: { status: "error", ename: "SyntaxError" },
      shown: { status: "ok", data: { "text/html": "<b>x</b>" } },
    });
  });

  it("aborts what is queued behind an error, unless stop_on_error is false", async () => {
    const [failed, next, last] = await Promise.all([
      kernel.client.execute('throw new Error("stop")'),
      kernel.client.execute("globalThis.mustNotRun = 1"),
      kernel.client.execute("2"),
    ]);
    expect([failed, next, last].map(({ reply }) => reply.content.status)).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
    expect(await kernel.value("typeof globalThis.mustNotRun")).toBe("'undefined'");
    const [, goesOn] = await Promise.all([
      kernel.client.execute('throw new Error("go on")', undefined, { stopOnError: false }),
      kernel.client.execute("3"),
    ]);
    expect(goesOn.reply.content.status).toBe("ok");
  });

  it("sends ten thousand printed lines complete, in order and in few messages", async () => {
    const { stdout, published } = await kernel.run("for (let i = 0; i < 10_000; i++) console.log(i)");
    expect(stdout).toBe(Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(""));
    expect(types(published).filter((type) => type === "stream").length).toBeLessThanOrEqual(20);
  });
});

describe("display", () => {
  it("shows values in between, and changes them afterwards under their id", async () => {
    const { published } = await kernel.run(
      'const shown = await display("first", { id: "d" }); await shown.update("second")',
    );
    const [first, second] = published.filter(({ header }) => /display_data$/.test(header.msg_type));
    expect(first?.header.msg_type).toBe("display_data");
    expect(first?.content).toMatchObject({
      data: { "text/plain": "'first'" },
      transient: { display_id: "d" },
    });
    expect(second?.header.msg_type).toBe("update_display_data");
    expect(second?.content).toMatchObject({
      data: { "text/plain": "'second'" },
      transient: { display_id: "d" },
    });
  });

  it("asks a value's own Symbol.for('Jupyter.display') and falls back to text with a warning", async () => {
    const bundle = async (code: string) => {
      const run = await kernel.run(code);
      return {
        ...run,
        data: run.published.find(({ header }) => header.msg_type === "execute_result")?.content.data,
      };
    };
    const good = await bundle(
      '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) })',
    );
    expect(good.data).toEqual({ "text/html": "<b>x</b>", "text/plain": "x" });
    const bad = await bundle(
      '({ n: 7, [Symbol.for("Jupyter.display")]() { throw new Error("broken renderer") } })',
    );
    expect(bad.reply.status).toBe("ok");
    expect((bad.data as Record<string, string>)["text/plain"]).toContain("n: 7");
    expect(bad.stderr).toContain("broken renderer");
  });

  it("escapes what is put into html, and sends bytes as base64", async () => {
    const { published } = await kernel.run(
      "const hostile = '<script>'; display(html`<i>$" + "{hostile}</i>`)",
    );
    expect(published.find(({ header }) => header.msg_type === "display_data")?.content.data).toEqual({
      "text/html": "<i>&lt;script&gt;</i>",
      "text/plain": "<script>",
    });
    const bytes = await kernel.run(
      'jupyter.mime({ "image/png": new Uint8Array([1, 2, 3]), "text/plain": "p" })',
    );
    const data = bytes.published.find(({ header }) => header.msg_type === "execute_result")?.content.data;
    // base64 of 01 02 03, RFC 4648.
    expect(data).toEqual({ "image/png": "AQID", "text/plain": "p" });
  });

  it("clears the output", async () => {
    const { published } = await kernel.run("jupyter.clearOutput({ wait: true })");
    expect(published.find(({ header }) => header.msg_type === "clear_output")?.content).toEqual({
      wait: true,
    });
  });
});

describe("completion", () => {
  const complete = async (code: string, cursor_pos = [...code].length) => {
    const { content } = (await ask("complete_request", { code, cursor_pos })).reply;
    return {
      matches: content.matches as string[],
      start: content.cursor_start,
      end: content.cursor_end,
      metadata: content.metadata,
    };
  };

  it("knows members, the library, the kernel's functions and names of earlier cells", async () => {
    await kernel.value("const completable = { inner: { depth: 1 } }");
    expect((await complete("Math.fl")).matches).toEqual(["floor"]);
    expect((await complete("crossEn")).matches).toContain("crossEntropy");
    expect((await complete("nn.Cross")).matches).toEqual(["CrossEntropyLoss"]);
    expect((await complete("displ")).matches).toContain("display");
    expect((await complete("complet")).matches).toContain("completable");
    expect((await complete("completable.inner.")).matches).toContain("depth");
    expect((await complete("crossEntropy([[1]], [0], { reduc")).matches).toContain("reduction");
    expect((await complete('"abc".toUpper')).matches).toContain("toUpperCase");
    expect((await complete("softmax([[1, 2]]).resh")).matches).toEqual(["reshape"]);
    expect((await complete('import { basename } from "node:pa')).matches).toContain("node:path");
  });

  it("counts the cursor in code points", async () => {
    const { matches, start, end } = await complete('const 𝒳 = "😀😀"; Math.fl');
    expect(matches).toEqual(["floor"]);
    expect([start, end]).toEqual([21, 23]);
  });

  it("says of what kind each name is", async () => {
    const { metadata } = await complete("Math.floo");
    expect(metadata).toEqual({
      _jupyter_types_experimental: [{ text: "floor", type: "method", start: 5, end: 9 }],
    });
  });
});

describe("inspection", () => {
  const inspect = async (code: string, cursor_pos = [...code].length) =>
    (await ask("inspect_request", { code, cursor_pos, detail_level: 0 })).reply.content as {
      found: boolean;
      data: Record<string, string>;
    };

  it("shows signature and documentation of a library function, also inside its parentheses", async () => {
    for (const code of ["crossEntropy", "crossEntropy("]) {
      const { found, data } = await inspect(code);
      expect(found).toBe(true);
      expect(data["text/plain"]).toMatch(/crossEntropy\(input: .*reduction/s);
      expect(data["text/markdown"]).toContain("```typescript");
    }
  });

  it("shows the type of a name of an earlier cell", async () => {
    await kernel.value("const inspected: Map<string, number> = new Map()");
    expect((await inspect("inspected")).data["text/plain"]).toContain("const inspected: Map<string, number>");
  });

  it("shows the definition of what a cell defines when asked for more", async () => {
    await kernel.value("function twice(x: number): number {\n  return 2 * x\n}");
    const ask1 = async (detail_level: number) =>
      (await ask("inspect_request", { code: "twice", cursor_pos: 5, detail_level })).reply.content
        .data as Record<string, string>;
    expect((await ask1(0))["text/plain"]).not.toContain("return 2 * x");
    expect((await ask1(1))["text/plain"]).toContain("return 2 * x");
  });

  it("finds nothing for nonsense", async () => {
    expect(await inspect("noSuchNameAnywhere")).toMatchObject({ found: false, data: {} });
    expect(await inspect("")).toMatchObject({ found: false, data: {} });
  });
});

describe("is_complete", () => {
  it.each([
    ["1 + 1", { status: "complete" }],
    ["function f() {", { status: "incomplete", indent: "  " }],
    ["`abc", { status: "incomplete", indent: "" }],
    ["const 1a = 2", { status: "invalid" }],
  ])("%s", async (code, expected) => {
    expect((await ask("is_complete_request", { code })).reply.content).toEqual(expected);
  });
});

describe("while a cell blocks", () => {
  it("the heartbeat, completion, inspection and kernel_info are answered", async () => {
    const running = kernel.client.execute("while (true) {}");
    const answers = await Promise.all([
      ask("complete_request", { code: "Math.fl", cursor_pos: 7 }),
      ask("inspect_request", { code: "Math", cursor_pos: 4, detail_level: 0 }),
      ask("is_complete_request", { code: "1" }),
      ask("kernel_info_request"),
      ask("kernel_info_request", {}, "control"),
    ]);
    expect(answers[0]?.reply.content.matches).toEqual(["floor"]);
    expect(answers[1]?.reply.content.found).toBe(true);
    await kernel.client.heartbeat();
    await kernel.client.interrupt();
    expect((await running).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
  });
});
