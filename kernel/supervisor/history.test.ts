import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { History } from "./history.js";
import { HistoryFile } from "./history-file.js";

const folder = mkdtempSync(join(tmpdir(), "losslab-history-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, String(++files), "history.jsonl");
const keptIn = (session: string, file: string, mostBytes?: number) =>
  new History(session, new HistoryFile(file, mostBytes));
const inputs = (history: History, query: Parameters<History["find"]>[0]) =>
  history.find(query).map(([, , input]) => input);

describe("history", () => {
  it("numbers sessions in the order in which they first wrote", () => {
    const file = newFile();
    const [a, b] = [keptIn("a", file), keptIn("b", file)];
    a.add(1, "a1", null);
    b.add(1, "b1", "out");
    a.add(2, "a2", null);
    expect(keptIn("c", file).find({ hist_access_type: "tail", n: 9, output: true })).toEqual([
      [1, 1, ["a1", null]],
      [2, 1, ["b1", "out"]],
      [1, 2, ["a2", null]],
    ]);
    expect(inputs(b, { hist_access_type: "range", session: 1 })).toEqual(["a1", "a2"]);
    expect(inputs(b, { hist_access_type: "range", session: 0 })).toEqual(["b1"]);
  });

  it("searches by shell patterns, takes the newest, and each input once when asked", () => {
    const history = new History("s");
    for (const [i, input] of ["let a", "let b", "let a", "print(a)\nlet", "[x]"].entries())
      history.add(i + 1, input, null);
    const search = (pattern: string, more = {}) =>
      inputs(history, { hist_access_type: "search", pattern, ...more });
    expect(search("let*")).toEqual(["let a", "let b", "let a"]);
    expect(search("let ?", { unique: true })).toEqual(["let b", "let a"]);
    expect(search("*let", { n: 1 })).toEqual(["print(a)\nlet"]);
    expect(search("let [!b]", { unique: true })).toEqual(["let a"]);
    expect(search("[[]x]")).toEqual(["[x]"]);
    expect(search("none*")).toEqual([]);
  });

  it("is bounded, and what other kernels write is not lost when the file is set aside", () => {
    const file = newFile();
    const [a, b] = [keptIn("a", file, 2000), keptIn("b", file, 2000)];
    for (let i = 1; i <= 200; i++) {
      a.add(i, `a${i}`, null);
      b.add(i, `b${i}`, null);
    }
    const written = readdirSync(join(file, "..")).map((name) => readFileSync(join(file, "..", name), "utf8"));
    expect(written.length).toBeLessThanOrEqual(2);
    expect(written.join("").length).toBeLessThan(5000);
    const kept = inputs(keptIn("c", file, 2000), { hist_access_type: "tail", n: 1000 });
    expect(kept.slice(-4)).toEqual(["a199", "b199", "a200", "b200"]);
    expect(kept.length).toBeGreaterThan(20);
  });

  it("skips lines that are cut short, and does without a file that cannot be written", () => {
    const file = newFile();
    keptIn("a", file).add(1, "whole", null);
    appendFileSync(file, '{"session":"a","line":2,"inp\n[]\n5\n');
    expect(inputs(keptIn("b", file), { hist_access_type: "tail", n: 5 })).toEqual(["whole"]);
    const nowhere = keptIn("a", join(file, "below-a-file", "history.jsonl"));
    nowhere.add(1, "kept in memory", null);
    expect(existsSync(join(file, "below-a-file"))).toBe(false);
    expect(inputs(nowhere, { hist_access_type: "tail", n: 5 })).toEqual(["kept in memory"]);
  });
});
