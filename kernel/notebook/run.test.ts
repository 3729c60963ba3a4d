import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KernelSession } from "./execute.js";
import { findNotebooks } from "./notebook-paths.js";
import { type RunOptions, runNotebooks } from "./run.js";

// What is tested here is files, words and exit statuses, with a script in the place of the kernel; test/ runs the real one.
let folder: string;
let said: { out: string; err: string };
const launched: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run "));
  said = { out: "", err: "" };
  launched.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(place: string, content: string | Uint8Array): string {
  const path = join(folder, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
function notebook(title: string, ...sources: string[]): string {
  const cells = [
    { cell_type: "markdown", id: "t", metadata: {}, source: `# ${title}\n\n![p](p.png) [next](02.ipynb#x)` },
    ...sources.map((source, i) => ({
      cell_type: "code",
      id: `c${i}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
  ];
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}
function notebookFor(kernelspec: object): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [] });
}
async function launch({ cwd }: { cwd: string }): Promise<KernelSession> {
  launched.push(cwd);
  let count = 0;
  return {
    kernelInfo: async () => ({
      language_info: { name: "typescript" },
      implementation: "losslab",
      implementation_version: "1",
    }),
    execute: async (code, publish) => {
      publish({ msg_type: "stream", content: { name: "stdout", text: code } });
      const traceback = [`Error: ${code}`, `    at Cell [${++count}], line 7, column 1`];
      return code === "fail"
        ? { status: "error", execution_count: count, ename: "Error", evalue: "it\nfailed", traceback }
        : { status: "ok", execution_count: count };
    },
    interrupt: async () => {},
    shutdown: async () => {},
  };
}
function run(paths: string[], options: RunOptions = {}): Promise<number> {
  return runNotebooks(
    paths.map((path) => join(folder, path)),
    {
      launch,
      stdout: into("out"),
      stderr: into("err"),
      ...(options.inPlace ? {} : { out: join(folder, "out") }),
      ...options,
    },
  );
}
function into(stream: "out" | "err"): { write(text: string): void } {
  return {
    write(text) {
      said[stream] += text;
    },
  };
}
function filesBelow(place: string): string[] {
  return readdirSync(join(folder, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, place).length + 1))
    .sort();
}

describe("finding notebooks", () => {
  it("searches folders below, sorted, without checkpoints, hidden folders, node_modules and the output folder", async () => {
    for (const place of [
      "b.ipynb",
      "a/c.ipynb",
      ".ipynb_checkpoints/b-checkpoint.ipynb",
      "node_modules/x.ipynb",
      ".git/y.ipynb",
      "out/b.ipynb",
      "a/no.txt",
    ]) {
      put(place, "");
    }
    const found = await findNotebooks([folder], join(folder, "out"));
    expect(found.map(({ place }) => place)).toEqual([join("a", "c.ipynb"), "b.ipynb"]);
  });

  it("keeps the structure below the folder that holds all that was given, and takes each notebook once", async () => {
    for (const place of ["zh/1.ipynb", "en/1.ipynb", "zhx/2.ipynb"]) put(place, "");
    const places = async (...paths: string[]) =>
      (await findNotebooks(paths.map((path) => join(folder, path)))).map(({ place }) => place);
    expect(await places("zh/1.ipynb")).toEqual(["1.ipynb"]);
    expect(await places("zh")).toEqual(["1.ipynb"]);
    expect(await places("zh", "en", "zh/1.ipynb")).toEqual([join("zh", "1.ipynb"), join("en", "1.ipynb")]);
    expect(await places("zh/1.ipynb", "zhx/2.ipynb")).toEqual([
      join("zh", "1.ipynb"),
      join("zhx", "2.ipynb"),
    ]);
  });
});

describe("a run", () => {
  it("writes executed copies and pages, runs each notebook in its own folder, and leaves the originals alone", async () => {
    const original = notebook("Loss", "a");
    put("course/zh/01.ipynb", notebook("损失", "a"));
    put("course/en/01.ipynb", original);
    put("course/en/p.png", Buffer.from("89504e470d0a1a0a0000", "hex"));
    expect(await run(["course"], { html: true })).toBe(0);
    expect(filesBelow("out")).toEqual([
      "en/01.html",
      "en/01.ipynb",
      "index.html",
      "zh/01.html",
      "zh/01.ipynb",
    ]);
    expect(launched).toEqual([join(folder, "course/en"), join(folder, "course/zh")]);
    expect(readFileSync(join(folder, "course/en/01.ipynb"), "utf8")).toBe(original);
    const page = readFileSync(join(folder, "out/en/01.html"), "utf8");
    expect(page).toContain('src="data:image/png;base64,iVBORw0KGgoAAA=="');
    expect(page).toContain('href="02.html#x"');
    const index = readFileSync(join(folder, "out/index.html"), "utf8");
    expect(index).toContain('<a href="zh/01.html">损失</a>');
    expect(said.out).toContain("2 of 2 notebooks executed without an error.");
    expect(said.out).toContain("npx losslab install --user");
    expect(said.out).toMatch(/jupyter lab ".*01\.ipynb"/);
    expect(said.err).toBe("");
  });

  it("without execution makes pages of what is stored, and starts no kernel", async () => {
    put("01.ipynb", notebook("Loss", "fail"));
    expect(await run(["01.ipynb"], { html: true, execute: false })).toBe(0);
    expect(filesBelow("out")).toEqual(["01.html", "01.ipynb", "index.html"]);
    expect(launched).toEqual([]);
    expect(said.out).toContain("Written: 1 notebooks as they are stored");
    expect(readFileSync(join(folder, "out/index.html"), "utf8")).toContain(
      '<a href="01.ipynb" download>01.ipynb</a>',
    );
  });

  it("gives the same files twice", async () => {
    put("01.ipynb", notebook("Loss", "a", "b"));
    await run(["01.ipynb"], { html: true });
    const first = filesBelow("out").map((file) => readFileSync(join(folder, "out", file), "utf8"));
    await run(["01.ipynb"], { html: true });
    expect(filesBelow("out").map((file) => readFileSync(join(folder, "out", file), "utf8"))).toEqual(first);
  });

  it("says notebook, cell and line of a failure, writes what was executed, and goes on with the next notebook", async () => {
    put("1.ipynb", notebook("x", "a", "fail", "b"));
    put("2.ipynb", notebook("y", "a"));
    expect(await run(["1.ipynb", "2.ipynb"])).toBe(1);
    expect(said.err).toBe(`${join(folder, "1.ipynb")}: cell 3, line 7: Error: it\n`);
    expect(said.out).toContain("✗ 1.ipynb  2/3 cells, cell 3 failed");
    expect(said.out).toContain("✓ 2.ipynb  1/1 cells");
    expect(readFileSync(join(folder, "out/1.ipynb"), "utf8")).toContain('"fail"');
  });

  it("stores outputs in the notebooks given only with inPlace", async () => {
    put("1.ipynb", notebook("x", "printed"));
    expect(await run(["1.ipynb"], { inPlace: true })).toBe(0);
    expect(readFileSync(join(folder, "1.ipynb"), "utf8")).toContain('"output_type": "stream"');
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  it("does not take the place of a notebook called index", async () => {
    put("index.ipynb", notebook("Mine", "a"));
    expect(await run(["index.ipynb"], { html: true })).toBe(0);
    expect(readFileSync(join(folder, "out/index.html"), "utf8")).toContain("<title>Mine</title>");
  });

  it("says why a kernel did not start", async () => {
    put("1.ipynb", notebook("x", "a"));
    const status = await run(["1.ipynb"], { launch: () => Promise.reject(new Error("port in use")) });
    expect(status).toBe(1);
    expect(said.err).toBe(`${join(folder, "1.ipynb")}: the kernel did not start: port in use\n`);
  });

  it("says why results could not be written", async () => {
    put("1.ipynb", notebook("x", "a"));
    put("out", "a file");
    expect(await run(["1.ipynb"])).toBe(1);
    expect(said.err).toContain("its results could not be written: ");
  });

  it("that is interrupted keeps what was executed and returns 130", async () => {
    put("1.ipynb", notebook("x", "a", "b"));
    put("2.ipynb", notebook("y", "a"));
    const controller = new AbortController();
    const status = await run(["1.ipynb", "2.ipynb"], {
      jobs: 1,
      signal: controller.signal,
      launch: async (options) => {
        const session = await launch(options);
        return {
          ...session,
          interrupt: async () => {},
          execute: (...args) => session.execute(...args).finally(() => controller.abort()),
        };
      },
    });
    expect(status).toBe(130);
    expect(filesBelow("out")).toEqual(["1.ipynb"]);
    expect(said.err).toBe(`${join(folder, "1.ipynb")}: interrupted after 1 of 2 cells\n`);
  });
});

describe("several notebooks", () => {
  it("are under way at once, as many as asked for, and told in the order given", async () => {
    let [now, most] = [0, 0];
    const slow = async (options: { cwd: string }): Promise<KernelSession> => {
      const session = await launch(options);
      const execute: KernelSession["execute"] = async (...args) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, args[0] === "fail" ? 40 : 10));
        now--;
        return session.execute(...args);
      };
      return { ...session, execute };
    };
    for (const n of [1, 2, 3, 4]) put(`${n}.ipynb`, notebook("x", n % 2 === 1 ? "fail" : "a"));
    const paths = ["1.ipynb", "2.ipynb", "3.ipynb", "4.ipynb"];
    expect(await run(paths, { jobs: 2, launch: slow })).toBe(1);
    expect(most).toBe(2);
    expect(said.err.match(/\d\.ipynb/g)).toEqual(["1.ipynb", "3.ipynb"]);
    expect(filesBelow("out")).toEqual(paths);
  });

  it("get the kernel's, the library's and Node's versions and the lock file's hash into their metadata", async () => {
    put("course/package-lock.json", "{}\r\n");
    put("course/en/1.ipynb", notebook("x", "a"));
    await run(["course"]);
    const { metadata } = JSON.parse(readFileSync(join(folder, "out/en/1.ipynb"), "utf8"));
    expect(metadata.losslab).toEqual({
      kernel: "1",
      library: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.version,
      // printf '{}\n' | sha256sum
      lock: "sha256-ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
    });
  });
});

describe("a report in JUnit's XML", () => {
  it("has a suite per notebook, a test case per code cell, and only characters that XML knows", async () => {
    put("1.ipynb", notebook("x", "a", "fail", "b"));
    put("2.ipynb", notebook("<y>", "\u001b[31m<a>"));
    const junit = join(folder, "report.xml");
    await run(["1.ipynb", "2.ipynb"], { junit });
    const report = readFileSync(junit, "utf8")
      .replace(/time="[\d.]+"/g, "")
      .replaceAll(folder, "");
    expect(report.split("\n").map((line) => line.replace(/ +>/, ">"))).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="losslab run" tests="4" failures="1" errors="0" skipped="1">',
      '<testsuite name="/1.ipynb" tests="3" failures="1" errors="0" skipped="1">',
      '<testcase classname="/1.ipynb" name="cell 2 (c0)"></testcase>',
      '<testcase classname="/1.ipynb" name="cell 3 (c1)"><failure message="Error: it">Error: it',
      "failed",
      "line 7",
      "</failure></testcase>",
      '<testcase classname="/1.ipynb" name="cell 4 (c2)"><skipped message="not executed">not executed</skipped></testcase>',
      "</testsuite>",
      '<testsuite name="/2.ipynb" tests="1" failures="0" errors="0" skipped="0">',
      '<testcase classname="/2.ipynb" name="cell 2 (c0)"></testcase>',
      "</testsuite>",
      "</testsuites>",
      "",
    ]);
  });
});

describe("wrong usage ends with status 2 before anything is executed", () => {
  it.each([
    [["nowhere.ipynb"], {}, "nowhere.ipynb: no such file or folder"],
    [["text.txt"], {}, "not a notebook: expected a name that ends in .ipynb"],
    [["empty"], {}, "no notebook (.ipynb) in this folder or below it"],
    [["good.ipynb", "broken.ipynb"], {}, "broken.ipynb: not JSON: line 1, column 2: the file ends here"],
    [["good.ipynb", "old.ipynb"], {}, "old.ipynb: nbformat 3, but losslab reads nbformat 4"],
    [
      ["good.ipynb", "python.ipynb"],
      {},
      'python.ipynb: a notebook in python, for the kernel "python3"; losslab',
    ],
    [["good.ipynb"], { inPlace: true, out: "x" }, "--inplace and --out exclude each other"],
    [[], {}, "no notebook given"],
  ])("%j %j", async (paths, options, message) => {
    put("good.ipynb", notebook("x", "a"));
    put("broken.ipynb", "{");
    put("old.ipynb", '{"nbformat": 3}');
    put("python.ipynb", notebookFor({ name: "python3", display_name: "Python 3", language: "python" }));
    put("text.txt", "");
    mkdirSync(join(folder, "empty"));
    expect(await run(paths, options)).toBe(2);
    expect(said.err).toContain(message);
    expect(launched).toEqual([]);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  it("also when the output folder is the notebooks' own", async () => {
    put("1.ipynb", notebook("x", "a"));
    expect(await run(["1.ipynb"], { out: folder })).toBe(2);
    expect(said.err).toContain("--out would overwrite the notebook itself");
  });
});
