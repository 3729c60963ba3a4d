import { describe, expect, it } from "vitest";
import { type ExecuteReply, executeNotebook, type KernelSession } from "./execute.js";
import { type CodeCell, type Notebook, parseNotebook, serializeNotebook } from "./notebook.js";
import type { IopubMessage } from "./outputs.js";

// A script in the place of a kernel: what is tested here is order and bookkeeping. The real kernel is in test/.
type Script = (
  code: string,
  publish: (message: IopubMessage) => void,
) => ExecuteReply | Promise<ExecuteReply>;
class ScriptedSession implements KernelSession {
  readonly executed: string[] = [];
  readonly stopOnError: (boolean | undefined)[] = [];
  interrupts = 0;
  readonly #script: Script;
  onInterrupt = () => {};
  constructor(script: Script) {
    this.#script = script;
  }
  async kernelInfo() {
    return {
      language_info: { name: "typescript" },
      implementation: "losslab",
      implementation_version: "9.9.9",
    };
  }
  async execute(code: string, onIopub: (message: IopubMessage) => void, options?: { stopOnError?: boolean }) {
    this.executed.push(code);
    this.stopOnError.push(options?.stopOnError);
    onIopub({ msg_type: "execute_input", content: { code, execution_count: this.executed.length } });
    return { execution_count: this.executed.length, ...(await this.#script(code, onIopub)) };
  }
  async interrupt() {
    this.interrupts++;
    this.onInterrupt();
  }
  async shutdown() {}
}
const wellBehaved: Script = (code, publish) => {
  publish({ msg_type: "stream", content: { name: "stdout", text: `ran ${code}` } });
  if (!code.startsWith("throw")) return { status: "ok" };
  const error = {
    ename: "Error",
    evalue: "boom",
    traceback: ["Error: boom", `    at f (Cell [9], line 9, column 9)`, `    at Cell [2], line 3, column 7`],
  };
  publish({ msg_type: "error", content: error });
  return { status: "error", ...error };
};

function notebook(...cells: [source: string, tags?: string[]][]): Notebook {
  return parseNotebook(
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: cells.map(([source, tags], i) => ({
        cell_type: "code",
        id: `c${i}`,
        metadata: tags ? { tags } : {},
        source,
        execution_count: 77,
        outputs: [{ output_type: "stream", name: "stdout", text: "stored" }],
      })),
    }),
    "a.ipynb",
  );
}
function printed(book: Notebook): (string | undefined)[] {
  return (book.cells as CodeCell[]).map(({ outputs }) =>
    outputs[0]?.output_type === "stream" ? outputs[0].text : undefined,
  );
}

describe("an execution", () => {
  it("runs code cells in order and replaces their outputs and counts", async () => {
    const book = notebook(["a"], ["b"]);
    const result = await executeNotebook(book, new ScriptedSession(wellBehaved));
    expect(result).toMatchObject({ total: 2, failures: [], interrupted: false, kernelDied: false });
    expect(result.executed.map(({ cell }) => cell)).toEqual([1, 2]);
    expect(printed(book)).toEqual(["ran a", "ran b"]);
    expect((book.cells as CodeCell[]).map((cell) => cell.execution_count)).toEqual([1, 2]);
  });

  it("gives the same bytes twice, whatever was stored before, and records what ran", async () => {
    const books = [notebook(["a"], ["b"]), notebook(["a"], ["b"])];
    books[1]!.cells[0]!.metadata.execution = { "iopub.status.busy": "2020-01-01T00:00:00Z" };
    for (const book of books) {
      await executeNotebook(book, new ScriptedSession(wellBehaved), {
        versions: { library: "9.9.8", node: "v22.0.0", lock: undefined },
      });
    }
    expect(serializeNotebook(books[0]!)).toBe(serializeNotebook(books[1]!));
    expect(books[0]!.metadata).toEqual({
      kernelspec: { name: "losslab", display_name: "TypeScript (losslab)", language: "typescript" },
      language_info: { name: "typescript" },
      losslab: { kernel: "9.9.9", library: "9.9.8", node: "v22.0.0" },
    });
  });

  it.each(["skip-execution", "nbval-skip"])(
    "leaves Markdown, empty cells and cells tagged %s alone",
    async (tag) => {
      const book = notebook(["a"], ["  \n"], ["b", [tag]], ["c"]);
      const session = new ScriptedSession(wellBehaved);
      await executeNotebook(book, session);
      expect(session.executed).toEqual(["a", "c"]);
      expect(printed(book)).toEqual(["ran a", "stored", "stored", "ran c"]);
    },
  );

  it("says before each cell which one it is", async () => {
    const seen: unknown[] = [];
    await executeNotebook(notebook(["a"], ["b"]), new ScriptedSession(wellBehaved), {
      onProgress: (event) => seen.push(event),
    });
    expect(seen).toEqual([
      { done: 0, total: 2, cell: 1 },
      { done: 1, total: 2, cell: 2 },
      { done: 2, total: 2 },
    ]);
  });
});

describe("a cell that fails", () => {
  it("ends the execution; its error is stored, the cells after it keep their state, and the line is the cell's own", async () => {
    const book = notebook(["a"], ["throw"], ["c"]);
    const result = await executeNotebook(book, new ScriptedSession(wellBehaved));
    expect(result.failures).toEqual([{ cell: 2, line: 3, ename: "Error", evalue: "boom" }]);
    expect(result.executed).toHaveLength(2);
    expect(printed(book)).toEqual(["ran a", "ran throw", "stored"]);
    expect((book.cells[1] as CodeCell).outputs[1]).toMatchObject({ output_type: "error", evalue: "boom" });
  });

  it.each(["raises-exception", "nbval-raises-exception"])(
    "may, with the tag %s, and then the kernel is told not to abort what follows",
    async (tag) => {
      const session = new ScriptedSession(wellBehaved);
      const result = await executeNotebook(notebook(["a"], ["throw", [tag]], ["c"]), session);
      expect(result).toMatchObject({ executed: { length: 3 }, failures: [] });
      expect(session.stopOnError).toEqual([true, false, true]);
    },
  );

  it("does not end the execution with allowErrors, and is still reported", async () => {
    const result = await executeNotebook(notebook(["throw"], ["b"]), new ScriptedSession(wellBehaved), {
      allowErrors: true,
    });
    expect(result).toMatchObject({ executed: { length: 2 }, failures: [{ cell: 1 }] });
  });

  it("counts as failed when the kernel aborted it", async () => {
    const result = await executeNotebook(notebook(["a"]), new ScriptedSession(() => ({ status: "aborted" })));
    expect(result.failures).toMatchObject([
      { ename: "Aborted", evalue: "the kernel did not execute the cell" },
    ]);
  });
});

describe("a kernel that goes away", () => {
  it("leaves what was executed, and an error in the cell it was in", async () => {
    const book = notebook(["a"], ["die"], ["c"]);
    const result = await executeNotebook(
      book,
      new ScriptedSession((code, publish) => {
        if (code === "die") throw new Error("the kernel ended (SIGKILL)");
        return wellBehaved(code, publish);
      }),
    );
    expect(result).toMatchObject({
      executed: { length: 2 },
      kernelDied: true,
      failures: [{ cell: 2, evalue: "the kernel ended (SIGKILL)" }],
    });
    expect((book.cells[1] as CodeCell).outputs).toEqual([
      {
        output_type: "error",
        ename: "KernelDied",
        evalue: "the kernel ended (SIGKILL)",
        traceback: ["KernelDied: the kernel ended (SIGKILL)"],
      },
    ]);
    expect(printed(book)[2]).toBe("stored");
  });
});

describe("a cell that runs longer than it may", () => {
  const endless =
    (session: () => ScriptedSession): Script =>
    (code, publish) =>
      code !== "loop"
        ? wellBehaved(code, publish)
        : new Promise((resolve) => {
            session().onInterrupt = () =>
              resolve({
                status: "error",
                ename: "Interrupted",
                evalue: "",
                traceback: ["    at Cell [1], line 2, column 1"],
              });
          });

  it("is interrupted and counts as failed where it was, whatever its tags", async () => {
    const session: ScriptedSession = new ScriptedSession(endless(() => session));
    const result = await executeNotebook(notebook(["loop", ["raises-exception"]], ["b"]), session, {
      cellTimeoutMs: 20,
    });
    expect(session.interrupts).toBe(1);
    expect(result.failures).toEqual([
      { cell: 1, line: 2, ename: "Timeout", evalue: "the cell ran longer than 0.02 s" },
    ]);
    expect(result).toMatchObject({ executed: { length: 1 }, interrupted: false });
  });

  it("does not end the execution with allowErrors", async () => {
    const session: ScriptedSession = new ScriptedSession(endless(() => session));
    const options = { cellTimeoutMs: 20, allowErrors: true };
    const result = await executeNotebook(notebook(["loop"], ["b"]), session, options);
    expect(result).toMatchObject({ executed: { length: 2 }, failures: [{ cell: 1 }] });
  });
});

describe("an interrupt", () => {
  it("reaches the kernel, ends the execution and keeps what the cell had shown", async () => {
    const controller = new AbortController();
    const book = notebook(["loop"], ["b"]);
    const session = new ScriptedSession((_, publish) => {
      publish({ msg_type: "stream", content: { name: "stdout", text: "so far" } });
      return new Promise((resolve) => {
        session.onInterrupt = () => resolve({ status: "error", ename: "Interrupted", evalue: "" });
        controller.abort();
      });
    });
    const result = await executeNotebook(book, session, { signal: controller.signal });
    expect(result).toMatchObject({ executed: { length: 1 }, interrupted: true, failures: [] });
    expect(session.interrupts).toBe(1);
    expect(printed(book)).toEqual(["so far", "stored"]);
  });

  it("gives up on a kernel that does not answer it", async () => {
    const controller = new AbortController();
    const session = new ScriptedSession(() => {
      controller.abort();
      return new Promise(() => {});
    });
    const result = await executeNotebook(notebook(["loop"]), session, {
      signal: controller.signal,
      interruptGraceMs: 20,
    });
    expect(result).toMatchObject({ interrupted: true, failures: [{ ename: "InterruptIgnored" }] });
  });

  it("that came before the first cell executes nothing", async () => {
    const session = new ScriptedSession(wellBehaved);
    expect(await executeNotebook(notebook(["a"]), session, { signal: AbortSignal.abort() })).toMatchObject({
      executed: { length: 0 },
      interrupted: true,
    });
    expect(session.executed).toEqual([]);
  });
});
