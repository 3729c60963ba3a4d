import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasTerminal, losslab, Terminal } from "./losslab.js";

const folder = mkdtempSync(join(tmpdir(), "losslab-console-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the console through a pipe", () => {
  it("prints what cells return and print, and nothing else", async () => {
    expect(await losslab(["console"], { input: "1+1\n" })).toEqual({ status: 0, stdout: "2\n", stderr: "" });
  });

  it("takes cells of several lines, goes on after one that fails, and ends with status 1", async () => {
    const { status, stdout, stderr } = await losslab(["console"], {
      input: 'const f = (x: number) => {\n  return x * 2\n}\n\nf(4)\nthrow new RangeError("no")\nf(5)',
    });
    expect(stdout).toBe("8\n10\n");
    expect(stderr).toMatch(/^RangeError: no\n/);
    expect(stderr).not.toContain("\x1b");
    expect(status).toBe(1);
  });

  it("answers a cell's question with the line that follows, and the last one with nothing", async () => {
    const { status, stdout, stderr } = await losslab(["console"], {
      input: 'jupyter.input("Who? ")\nAda\njupyter.input("And who? ")\n',
    });
    expect(stdout).toBe("'Ada'\n");
    expect(stderr).toContain('the cell asks "And who?", but the input is at its end');
    expect(status).toBe(1);
  });

  it("says what an unfinished cell lacks", async () => {
    const { status, stderr } = await losslab(["console"], { input: "f(" });
    expect(stderr).toContain("SyntaxError");
    expect(status).toBe(1);
  });

  it("tells what a name is", async () => {
    const { stdout } = await losslab(["console"], { input: "?crossEntropy\n?nothingOfThatName" });
    expect(stdout).toContain("function crossEntropy(");
    expect(stdout).toContain("Nothing is known of nothingOfThatName.");
  });
});

describe.skipIf(!hasTerminal)("the console at a terminal", () => {
  let terminal: Terminal;
  const open = async (env: NodeJS.ProcessEnv = {}) => {
    terminal = new Terminal("console", env);
    await terminal.until("[1]: ");
  };
  beforeEach(() => open());
  afterEach(() => terminal.kill());

  const CTRL_C = "\x03";
  const CTRL_D = "\x04";
  const UP = "\x1b[A";

  it("numbers cells and results, shows errors in red, and goes on", async () => {
    terminal.type("1 + 1\r");
    await terminal.until("Out[1]: 2");
    await terminal.until("[2]: ");
    terminal.type("null.x\r");
    await terminal.until("TypeError: Cannot read properties of null");
    expect(terminal.raw).toMatch(/31mTypeError/);
    await terminal.until("[3]: ");
  });

  it("asks for the rest of an unfinished cell, with its indentation", async () => {
    terminal.type("function twice(x: number) {\r");
    await terminal.until("...:   ");
    terminal.type("return 2 * x\r");
    await terminal.until("...:   ");
    terminal.type("}\r");
    await terminal.until("[2]: ");
    terminal.type("twice(21)\r");
    await terminal.until("Out[2]: 42");
  });

  it("takes what is pasted as one cell", async () => {
    terminal.type("\x1b[200~const a = 1\rconst b = 2\r\ra + b\x1b[201~");
    await terminal.until("a + b");
    terminal.type("\r");
    await terminal.until("Out[1]: 3");
  });

  it("completes with Tab, after characters of two units too", async () => {
    terminal.type("crossEntr\t");
    await terminal.until("crossEntropy");
    terminal.type(".name\r");
    await terminal.until("Out[1]: 'crossEntropy'");
    await terminal.until("[2]: ");
    terminal.type('"😀".codePoin\t');
    await terminal.until("codePointAt");
    terminal.type("(0)\r");
    await terminal.until("Out[2]: 128512");
  });

  it("interrupts a running cell with Ctrl-C and keeps its variables", async () => {
    terminal.type("let n = 7\r");
    await terminal.until("[2]: ");
    terminal.type('console.log("runs"); while (true) {}\r');
    await terminal.until("runs");
    await terminal.until("runs");
    terminal.type(CTRL_C);
    await terminal.until("Interrupted");
    await terminal.until("[3]: ");
    terminal.type("n\r");
    await terminal.until("Out[3]: 7");
  });

  it("drops a line with Ctrl-C and leaves with Ctrl-D, and its kernel ends", async () => {
    terminal.type("process.ppid\r");
    await terminal.until("Out[1]: ");
    const kernel = Number(/^\d+/.exec(`${await terminal.until("\n")}`)?.[0]);
    await terminal.until("[2]: ");
    terminal.type(`nonsense(${CTRL_C}`);
    await terminal.until("[2]: ");
    terminal.type(CTRL_D);
    expect(await terminal.status()).toBe(0);
    expect(() => process.kill(kernel, 0)).toThrow("ESRCH");
  });

  it("answers questions of cells, and shows no password", async () => {
    terminal.type('prompt("Who?")\r');
    await terminal.until("Who?");
    await terminal.until("Who? ");
    terminal.type("Ada\r");
    await terminal.until("Out[1]: 'Ada'");
    await terminal.until("[2]: ");
    terminal.type('jupyter.input("Secret: ", { password: true }).length\r');
    await terminal.until("Secret: ");
    await terminal.until("Secret: ");
    terminal.type("xyzzy\r");
    await terminal.until("Out[2]: 5");
    expect(terminal.raw).not.toContain("xyzzy");
    await terminal.until("[3]: ");
    terminal.type('confirm("Sure?")\r');
    await terminal.until("[y/N] ");
    terminal.type("y\r");
    await terminal.until("Out[3]: true");
    await terminal.until("[4]: ");
    terminal.type('prompt("Never?")\r');
    await terminal.until('Never?")');
    await terminal.until("Never? ");
    terminal.type(CTRL_C);
    await terminal.until("Interrupted");
    await terminal.until("[5]: ");
  });

  it("shows what a timer prints above the line that is being typed", async () => {
    terminal.type('const t = setInterval(() => console.log("ti" + "ck"), 300); 0\r');
    await terminal.until("[2]: ");
    terminal.type("40 + 2");
    await terminal.until("tick");
    await terminal.until("[2]: 40 + 2");
    terminal.type("\r");
    await terminal.until("Out[2]: 42");
  });

  it("finds the cells of earlier sessions with the arrow keys, several lines as one", async () => {
    const env = { LOSSLAB_HISTORY: join(folder, "history.jsonl") };
    terminal.kill();
    await open(env);
    terminal.type("const f = (x: number) => {\r");
    await terminal.until("...: ");
    terminal.type("return x + 1\r");
    await terminal.until("...: ");
    terminal.type("}\r");
    await terminal.until("[2]: ");
    terminal.type("f(1)\r");
    await terminal.until("[3]: ");
    terminal.type(CTRL_D);
    expect(await terminal.status()).toBe(0);

    await open(env);
    terminal.type(`${UP}${UP}`);
    await terminal.until("return x + 1");
    terminal.type("\r");
    await terminal.until("[2]: ");
    terminal.type(`f(2)\r`);
    await terminal.until("Out[2]: 3");
  });

  it("says so when the kernel is gone, and ends with status 1", async () => {
    terminal.type('process.kill(process.ppid, "SIGKILL")\r');
    await terminal.until("the kernel ended (SIGKILL)");
    expect(await terminal.status()).toBe(1);
  });
});
