import { expect, it } from "vitest";
import type { Language } from "./kernel-host.js";
import { LaterLanguage } from "./later-language.js";

function recorded(): { language: Language; calls: string[] } {
  const calls: string[] = [];
  const language: Language = {
    check: async ({ number }) => {
      calls.push(`check ${number}`);
      return [];
    },
    complete: async ({ source, offset }) => {
      calls.push(`complete ${source}`);
      return { start: offset, end: offset, entries: [] };
    },
    inspect: async () => undefined,
    reset: () => void calls.push("reset"),
    close: async () => void calls.push("close"),
  };
  return { language, calls };
}

it("asks in order, once it has begun, what was asked before", async () => {
  let begin!: () => void;
  const { language, calls } = recorded();
  const later = new LaterLanguage(new Promise<void>((resolve) => (begin = resolve)), () => language);
  const first = later.check({ number: 1, source: "" });
  later.reset();
  const second = later.check({ number: 2, source: "" });
  const third = later.complete({ source: "Mat", offset: 3 });
  await Promise.resolve();
  expect(calls).toEqual([]);
  begin();
  expect(await Promise.all([first, second, third])).toEqual([[], [], { start: 3, end: 3, entries: [] }]);
  expect(calls).toEqual(["check 1", "reset", "check 2", "complete Mat"]);
  await later.close();
  expect(calls.at(-1)).toBe("close");
});

it("does not begin in order to end", async () => {
  const later = new LaterLanguage(new Promise(() => {}), () => {
    throw new Error("begun");
  });
  await later.close();
});
