// Every example in a docstring is run, and must print what the docstring says.

import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as losslab from "./index.js";

interface Example {
  file: string;
  line: number;
  code: string[];
  printed: string;
}

const root = new URL(".", import.meta.url);

function examplesIn(file: string): Example[] {
  const lines = readFileSync(new URL(file, root), "utf8").split("\n");
  const examples: Example[] = [];
  lines.forEach((text, i) => {
    if (!/^\s*\* @example$/.test(text)) return;
    const code: string[] = [];
    const printed: string[] = [];
    for (let j = i + 1; /^\s*\*( |$)(?!@)/.test(lines[j]!); j++) {
      const body = lines[j]!.replace(/^\s*\* ?/, "");
      if (body.startsWith("// ")) printed.push(body.slice(3));
      else code.push(body);
    }
    examples.push({ file, line: i + 1, code, printed: printed.join("\n") });
  });
  return examples;
}

const examples = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .flatMap(examplesIn);

function show(value: unknown): string {
  if (typeof value === "string") return value;
  return inspect(value, { breakLength: 120 });
}

describe("examples in docstrings", () => {
  it("are there", () => expect(examples.length).toBeGreaterThan(25));

  it.each(examples)("$file:$line prints what it says", ({ code, printed }) => {
    const last = code.at(-1)!;
    const body = [...code.slice(0, -1), `return ${last}`].join("\n");
    const result = new Function(...Object.keys(losslab), body)(...Object.values(losslab));
    expect(show(result)).toBe(printed);
  });
});
