import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckOptions, checkNotebooks } from "./check.js";
import type { KernelSession } from "./execute.js";
import { parseNotebook, serializeNotebook } from "./notebook.js";

// A kernel that prints the code it is given, and fails at "fail": what is tested here is what is said, stored and returned.
const launch = async (): Promise<KernelSession> => ({
  kernelInfo: async () => ({
    language_info: { name: "typescript" },
    implementation: "losslab",
    implementation_version: "2",
  }),
  execute: async (code, publish) => {
    publish({ msg_type: "stream", content: { name: "stdout", text: `${code}\n` } });
    if (code !== "fail") return { status: "ok", execution_count: 1 };
    return { status: "error", execution_count: 1, ename: "Error", evalue: "it failed", traceback: [] };
  },
  interrupt: async () => {},
  shutdown: async () => {},
});

let folder: string;
let said: { out: string; err: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-"));
  said = { out: "", err: "" };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface CellText {
  source: string;
  stored: string;
  tags?: string[];
  tolerance?: unknown;
}

function put(place: string, cells: CellText[], losslab: object = { kernel: "2" }): string {
  const content = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { losslab },
    cells: cells.map(({ source, stored, tags = [], tolerance }, i) => ({
      cell_type: "code",
      id: `c${i + 1}`,
      metadata: { tags, losslab: { tolerance } },
      source,
      execution_count: null,
      outputs: stored === "" ? [] : [{ output_type: "stream", name: "stdout", text: stored }],
    })),
  };
  const path = join(folder, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, serializeNotebook(parseNotebook(JSON.stringify(content), path)));
  return path;
}

function check(options: CheckOptions = {}): Promise<number> {
  const into = (stream: "out" | "err") => ({
    write(text: string) {
      said[stream] += text.replaceAll(folder, "");
    },
  });
  return checkNotebooks([folder], { launch, stdout: into("out"), stderr: into("err"), ...options });
}

describe("a check", () => {
  it("is well when every output is the stored one", async () => {
    const path = put("1.ipynb", [{ source: "a", stored: "a\n" }]);
    const before = readFileSync(path, "utf8");
    expect(await check()).toBe(0);
    expect(said.out).toMatch(
      /^✓ 1\.ipynb {2}1\/1 cells {2}[\d.]+ s\n\n1 of 1 notebook gave the stored outputs\.\n$/,
    );
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("says notebook, cell and line of what differs, leaves the notebook alone and returns 1", async () => {
    const path = put("1.ipynb", [
      { source: "a", stored: "a\n" },
      { source: "1\n2", stored: "1\n3\n" },
    ]);
    const before = readFileSync(path, "utf8");
    expect(await check()).toBe(1);
    expect(said.out).toContain("✗ 1.ipynb  2/2 cells, cell 2 differs");
    expect(said.out).toContain(
      "\n/1.ipynb: cell 2 (c2): the output differs: - stored, + fresh\n  @ stdout, line 2\n    1\n  - 3\n  + 2\n",
    );
    expect(said.out).toContain("0 of 1 notebook gave the stored outputs.");
    expect(said.out).not.toContain("\x1b[");
    expect(readFileSync(path, "utf8")).toBe(before);
    said.out = "";
    await check({ colour: true });
    expect(said.out).toContain("  \x1b[31m- 3\x1b[39m\n  \x1b[32m+ 2\x1b[39m\n");
  });

  it("keeps to the tolerance of a cell, and names it where it is exceeded", async () => {
    put("1.ipynb", [
      { source: "x 1.0001", stored: "x 1\n", tolerance: 1e-3 },
      { source: "x 1.1", stored: "x 1\n", tolerance: { relative: 1e-3 } },
    ]);
    expect(await check()).toBe(1);
    expect(said.out).toContain("cell 2 differs");
    expect(said.out).toContain(
      "cell 2 (c2): the output differs, beyond the tolerance (relative 0.001, absolute 0): - stored, + fresh",
    );
  });

  it("does what nbval's tags say", async () => {
    const tagged = (tag: string, source = "new") => ({ source, stored: "old\n", tags: [tag] });
    put("1.ipynb", [tagged("nbval-ignore-output"), tagged("nbval-skip", "fail"), tagged("skip-execution")]);
    expect(await check()).toBe(0);
    expect(await check({ lax: true })).toBe(0);
    put("2.ipynb", [
      { source: "new", stored: "old\n" },
      { source: "fail", stored: "fail\n", tags: ["nbval-raises-exception"] },
    ]);
    expect(await check({ lax: true })).toBe(0);
    put("3.ipynb", [tagged("nbval-check-output")]);
    expect(await check({ lax: true })).toBe(1);
    expect(said.out).toContain("3.ipynb  1/1 cells, cell 1 differs");
  });

  it("says which cell failed and compares those before it", async () => {
    put("1.ipynb", [
      { source: "a", stored: "b\n" },
      { source: "fail", stored: "" },
      { source: "c", stored: "" },
    ]);
    expect(await check()).toBe(1);
    expect(said.out).toContain("✗ 1.ipynb  2/3 cells, cell 2 failed, cell 1 differs");
    expect(said.err).toBe("/1.ipynb: cell 2: Error: it failed\n");
  });

  it("tells what the stored outputs were made with when it is not what runs, which is no failure", async () => {
    const versions = { kernel: "1", node: process.version, lock: "sha256-0" };
    for (const name of ["1.ipynb", "2.ipynb"]) put(name, [{ source: "a", stored: "a\n" }], versions);
    expect(await check()).toBe(0);
    expect(said.out).toContain(
      "Stored with other programs in 2 notebooks: losslab's kernel 1, now 2.\n" +
        "Stored with other programs in 2 notebooks: the lock file is gone.\n",
    );
    expect(said.out).not.toContain("Node");
  });

  it("puts differences into the JUnit report", async () => {
    put("1.ipynb", [{ source: "a", stored: "<b>\n" }]);
    await check({ junit: join(folder, "report.xml") });
    const report = readFileSync(join(folder, "report.xml"), "utf8");
    expect(report).toContain(
      '<testsuites name="losslab check" tests="1" failures="1" errors="0" skipped="0"',
    );
    expect(report).toContain(
      '<failure message="the output differs: - stored, + fresh">the output differs: - stored, + fresh\n@ stdout, line 1\n- &#60;b&#62;\n+ a</failure>',
    );
  });

  it("refuses a tolerance that is none before anything is executed", async () => {
    put("1.ipynb", [{ source: "a", stored: "", tolerance: "1%" }]);
    expect(await check()).toBe(2);
    expect(said.err).toBe(
      'losslab check: /1.ipynb: cell 1: metadata.losslab.tolerance: expected a number from 0 or {"relative": number, "absolute": number}, found "1%"\n',
    );
  });

  it("that is interrupted returns 130 and does not take half an output for a difference", async () => {
    put("1.ipynb", [{ source: "a", stored: "a\nb\n" }]);
    const controller = new AbortController();
    const status = await check({
      signal: controller.signal,
      launch: async () => {
        const session = await launch();
        return {
          ...session,
          execute: (...args) => session.execute(...args).finally(() => controller.abort()),
        };
      },
    });
    expect(status).toBe(130);
    expect(said.out).not.toContain("differs");
  });
});

describe("an update", () => {
  it("stores the fresh outputs, after which a check is well, and touches no notebook that is", async () => {
    const path = put("1.ipynb", [{ source: "a", stored: "b\n" }]);
    const same = put("2.ipynb", [{ source: "a", stored: "a\n" }]);
    const before = readFileSync(same, "utf8");
    expect(await check({ update: true })).toBe(0);
    expect(said.out).toContain("1.ipynb  1/1 cells, updated");
    expect(said.out).toContain(
      "1 of 2 notebooks gave the stored outputs.\nThe fresh outputs are stored in 1 notebook.",
    );
    expect(readFileSync(path, "utf8")).toContain('"a\\n"');
    expect(readFileSync(same, "utf8")).toBe(before);
    expect(await check()).toBe(0);
  });

  it("leaves a notebook that failed as it was", async () => {
    const path = put("1.ipynb", [
      { source: "a", stored: "b\n" },
      { source: "fail", stored: "" },
    ]);
    const before = readFileSync(path, "utf8");
    expect(await check({ update: true })).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});
