import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeMessage } from "../../kernel/protocol/frames.js";
import { Signer } from "../../kernel/protocol/signature.js";
import { KernelUnderTest, MAIN } from "./kernel-under-test.js";

describe("messages that are dropped", () => {
  let kernel: KernelUnderTest;
  beforeAll(async () => {
    kernel = await KernelUnderTest.start();
  });
  afterAll(() => kernel.stop());

  const frames = (type: string, content: Record<string, unknown>, key = kernel.client.connection.key) =>
    encodeMessage(kernel.client.message(type, content), new Signer(key));
  const execute = (code: string) => ({ code, silent: false, store_history: true, allow_stdin: false });
  /** The log's line about the last dropped message. */
  const logged = (pattern: RegExp) =>
    expect.poll(() => kernel.client.log, { timeout: 5000 }).toMatch(pattern);

  it("with a bad signature do nothing", async () => {
    await kernel.client.send(
      "shell",
      frames("execute_request", execute("globalThis.forged = 1"), "wrong key"),
    );
    await logged(/dropped: bad signature/);
    expect(await kernel.value("typeof globalThis.forged")).toBe("'undefined'");
  });

  it("sent a second time do nothing", async () => {
    const once = frames("execute_request", execute("globalThis.times = (globalThis.times ?? 0) + 1"));
    await kernel.client.send("shell", once);
    await kernel.client.send("shell", once);
    await logged(/dropped: this signature was seen before/);
    expect(await kernel.value("globalThis.times")).toBe("1");
  });

  it("of an unknown type do nothing", async () => {
    await kernel.client.send("shell", frames("make_coffee_request", {}));
    await logged(/no such request as "make_coffee_request"/);
    await kernel.client.send("control", frames("constructor", {}));
    await logged(/no such request as "constructor"/);
    expect(await kernel.value("1")).toBe("1");
  });

  it("that are no messages do nothing", async () => {
    const signed = (parts: string[]) => {
      const buffers = parts.map((part) => Buffer.from(part));
      const signature = new Signer(kernel.client.connection.key).sign(buffers);
      return [Buffer.from("<IDS|MSG>"), Buffer.from(signature), ...buffers];
    };
    await kernel.client.send("shell", [Buffer.from("hello")]);
    await logged(/no <IDS\|MSG> delimiter/);
    await kernel.client.send("shell", [Buffer.from("<IDS|MSG>"), Buffer.from("sig"), Buffer.from("{}")]);
    await logged(/2 frames after the delimiter, at least 5 expected/);
    await kernel.client.send("shell", signed(["{not json", "{}", "{}", "{}"]));
    await logged(/header is not JSON/);
    await kernel.client.send("shell", signed(["[1]", "{}", "{}", "{}"]));
    await logged(/header is not a JSON object/);
    await kernel.client.send("shell", signed(['{"msg_id":5}', "{}", "{}", "{}"]));
    await logged(/header: /);
    expect(await kernel.value("2")).toBe("2");
  });

  it("are any bytes at all; the kernel answers afterwards", async () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
    const frame = fc.oneof(
      bytes,
      fc.constant(Buffer.from("<IDS|MSG>")),
      fc.json().map((text) => Buffer.from(text)),
    );
    const sockets = fc.constantFrom("shell" as const, "control" as const, "stdin" as const);
    await fc.assert(
      fc.asyncProperty(sockets, fc.array(frame, { minLength: 1, maxLength: 9 }), async (socket, message) => {
        await kernel.client.send(socket, message);
      }),
      { numRuns: 500 },
    );
    expect(await kernel.value("3")).toBe("3");
  });
});

describe("a cell", () => {
  let kernel: KernelUnderTest;
  beforeEach(async () => {
    kernel = await KernelUnderTest.start();
  });
  afterEach(() => kernel.stop());

  it("that ends the process ends with an error; the next one runs in a new process", async () => {
    await kernel.value("const lost = 1");
    const { reply, traceback, stdout } = await kernel.run('console.log("last words"); process.exit(3)');
    expect(stdout).toBe("last words\n");
    expect(reply).toMatchObject({ status: "error", ename: "CellProcessEnded" });
    expect(traceback).toContain("exit status 3");
    expect(traceback).toContain("All variables are lost");
    const { result, stderr } = await kernel.run("typeof lost");
    expect(result).toBe("'undefined'");
    expect(stderr).toContain("TS2304: Cannot find name 'lost'");
  });

  it("that crashes the process ends with an error that says so", async () => {
    const { reply } = await kernel.run("process.abort()");
    expect(reply.evalue).toContain("crashed (SIGABRT)");
    expect(await kernel.value("1")).toBe("1");
  });

  it("that runs out of memory ends with an error that says so", async () => {
    const small = await KernelUnderTest.start({ env: { NODE_OPTIONS: "--max-old-space-size=120" } });
    const { reply } = await small.run(
      "const hog: unknown[] = []; while (true) hog.push(new Array(1000).fill({}))",
    );
    expect(reply.evalue).toMatch(/out of memory.*All variables are lost/);
    expect(await small.value("1")).toBe("1");
    await small.stop();
  });

  it.each([
    ["in the cell", "while (true) {}"],
    ["after an await", "await new Promise((resolve) => setTimeout(resolve, 5)); while (true) {}"],
    ["that catches everything", "while (true) { try { while (true) {} } catch {} }"],
    [
      "in a timer",
      "setTimeout(() => { while (true) {} }, 1); await new Promise((resolve) => setTimeout(resolve, 60_000))",
    ],
    ["in a promise job", "Promise.resolve().then(() => { while (true) {} }); await new Promise(() => {})"],
    ["of awaits", "for (;;) await null"],
  ])("that loops forever %s can be interrupted and keeps its variables", async (_, code) => {
    await kernel.value("const kept = 41");
    const running = kernel.client.execute(`globalThis.started = true; ${code}`);
    const queued = kernel.client.execute("globalThis.mustNotRun = 1");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await kernel.client.interrupt();
    expect((await running).reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect((await queued).reply.content.status).toBe("aborted");
    expect(await kernel.value("[kept + 1, globalThis.started, typeof globalThis.mustNotRun].join()")).toBe(
      "'42,true,undefined'",
    );
  });

  it("that waits forever or blocks in a wait or a regular expression can be interrupted", async () => {
    await kernel.value("const kept = 1");
    for (const code of [
      "await new Promise(() => {})",
      "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
      '/(a+)+$/.test("a".repeat(40) + "b")',
    ]) {
      const running = kernel.client.execute(code);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await kernel.client.interrupt();
      expect((await running).reply.content.ename, code).toBe("Interrupted");
    }
    expect(await kernel.value("kept")).toBe("1");
  });

  it("that waits for a program it started can be interrupted: the program gets the signal", async () => {
    await kernel.value("const kept = 1");
    for (const command of ["sleep 60", "trap '' INT; sleep 60; sleep 60"]) {
      const running = kernel.client.execute(
        `require("node:child_process").execSync(${JSON.stringify(command)})`,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      await kernel.client.interrupt();
      expect((await running).reply.content.ename, command).toBe("Interrupted");
    }
    expect(await kernel.value("kept")).toBe("1");
  });

  it("that blocks in a system call which nothing reaches is ended with its process", async () => {
    const pipe = join(tmpdir(), `losslab-pipe-${process.pid}`);
    const running = kernel.client.execute(
      `require("node:child_process").execSync("mkfifo ${pipe}"); require("node:fs").openSync("${pipe}")`,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    await kernel.client.interrupt();
    const { content } = (await running).reply;
    rmSync(pipe, { force: true });
    expect(content.ename).toBe("CellProcessEnded");
    expect(content.evalue).toContain("did not answer the interrupt");
    expect(await kernel.value("1")).toBe("1");
  });

  it("that prints without end is cut, says so, and can be interrupted", async () => {
    const running = kernel.run('const line = "x".repeat(100_000); for (;;) console.log(line)');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await kernel.client.interrupt();
    const { reply, stdout, stderr } = await running;
    expect(reply.ename).toBe("Interrupted");
    expect(stdout.length).toBeLessThanOrEqual(16 << 20);
    expect(stdout.length).toBeGreaterThan(1 << 20);
    expect(stderr).toMatch(/more characters of output were dropped/);
    expect((await kernel.run('console.log("heard again")')).stdout).toBe("heard again\n");
  });

  it("interrupted when none runs changes nothing", async () => {
    await kernel.value("const kept = 1");
    await kernel.client.interrupt();
    expect(await kernel.value("kept")).toBe("1");
  });
});

describe("the kernel's process", () => {
  const folder = mkdtempSync(join(tmpdir(), "losslab-bad-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...args: string[]) =>
    new Promise<{ status: number | null; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
      let stderr = "";
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      child.on("close", (status) => resolve({ status, stderr }));
    });
  const connection = (overrides: Record<string, unknown>) => {
    const ports = {
      shell_port: 50101,
      iopub_port: 50102,
      stdin_port: 50103,
      control_port: 50104,
      hb_port: 50105,
    };
    const file = join(folder, `${Object.keys(overrides).join("-")}.json`);
    writeFileSync(
      file,
      JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "k", ...ports, ...overrides }),
    );
    return file;
  };

  it("says that the connection file is missing", async () => {
    const { status, stderr } = await start("kernel", join(folder, "nowhere.json"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^losslab: connection file .*nowhere\.json: there is no such file/);
  });

  it("says where a connection file is not JSON, or which field is wrong", async () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, '{"transport": tcp}');
    expect((await start("kernel", broken)).stderr).toMatch(/broken\.json is not JSON: /);
    const { status, stderr } = await start("kernel", connection({ shell_port: "many", ip: 5 }));
    expect(status).toBe(1);
    expect(stderr).toMatch(/ip: .*shell_port: /);
  });

  it("says which port is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { status, stderr } = await start("kernel", connection({ iopub_port: port }));
    server.close();
    expect(status).toBe(1);
    expect(stderr).toContain(`cannot open the iopub socket: tcp://127.0.0.1:${port} is in use`);
  });

  it("says what is wrong with a command line, with exit status 2", async () => {
    expect(await start("kernel")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("missing required argument"),
    });
    expect(await start("brew")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("unknown command"),
    });
  });
});

describe("shutdown", () => {
  it.each([
    ["when idle", undefined],
    ["during a busy loop", "while (true) {}"],
    [
      "with live timers and child processes",
      'setInterval(() => {}, 1000); require("node:child_process").spawn("sleep", ["2"]); await new Promise(() => {})',
    ],
  ])("%s ends the process with status 0 and leaves none behind", async (_, code) => {
    const kernel = await KernelUnderTest.start();
    const pids = await bothOf(kernel);
    if (code) {
      kernel.client.execute(code).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const started = performance.now();
    await kernel.stop();
    expect(await kernel.client.exited).toBe(0);
    expect(performance.now() - started).toBeLessThan(2000);
    await expect.poll(() => pids.filter(isAlive), { timeout: 3000 }).toEqual([]);
  });

  it("by SIGTERM ends it as well, and so does losing the supervisor end the others", async () => {
    const terminated = await KernelUnderTest.start();
    terminated.client.process.kill("SIGTERM");
    expect(await terminated.client.exited).toBe(0);

    const killed = await KernelUnderTest.start();
    const pids = await bothOf(killed);
    killed.client.execute("while (true) {}").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    killed.client.kill();
    // The language process hears of it when its start-up, a second of work, is over.
    await expect.poll(() => pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);
  });
});

describe("a program that started a kernel", () => {
  it("and is killed leaves no kernel behind", async () => {
    const client = fileURLToPath(new URL("../../dist/kernel/client/kernel-client.js", import.meta.url));
    const program = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { KernelClient } = await import(${JSON.stringify(client)});
         const kernel = await KernelClient.launch({ env: { LOSSLAB_HISTORY: "" } });
         console.log(kernel.process.pid);`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    const kernel = await new Promise<number>((resolve) =>
      program.stdout.on("data", (chunk) => resolve(Number(String(chunk)))),
    );
    expect(isAlive(kernel)).toBe(true);
    program.kill("SIGKILL");
    await expect.poll(() => isAlive(kernel), { timeout: 10_000 }).toBe(false);
  });
});

/** The processes for cells and for types; the second starts when the first is up. */
async function bothOf(kernel: KernelUnderTest): Promise<number[]> {
  let pids: number[] = [];
  await expect
    .poll(async () => {
      pids = await descendants(kernel.client.process.pid!);
      return pids.length;
    })
    .toBeGreaterThanOrEqual(2);
  return pids;
}

async function descendants(pid: number): Promise<number[]> {
  const child = spawn("ps", ["-o", "pid=", "--ppid", String(pid)]);
  let text = "";
  for await (const chunk of child.stdout) text += chunk;
  return text.trim().split(/\s+/).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
