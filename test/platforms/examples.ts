/**
 * The examples in the library's docstrings, as data: what stands after `@example`, and what the comment below it says is
 * printed. Reads sources only; running an example is `evaluate.ts`'s business.
 */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

export interface Example {
  /** Where it stands, within `lib/`. */
  readonly file: string;
  readonly line: number;
  /** The exported function or class whose documentation it is; undefined for a member's. */
  readonly of: string | undefined;
  readonly code: readonly string[];
  readonly printed: string;
}

const lib = new URL("../../lib/", import.meta.url);

/** Every example in the library's sources. */
export function libraryExamples(): Example[] {
  return readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort()
    .flatMap(examplesIn);
}

function examplesIn(file: string): Example[] {
  const lines = readFileSync(new URL(file, lib), "utf8").split("\n");
  const examples: Example[] = [];
  lines.forEach((text, i) => {
    if (!/^\s*\* @example$/.test(text)) return;
    const code: string[] = [];
    const printed: string[] = [];
    let next = i + 1;
    for (; /^\s*\*( |$)(?! ?@)/.test(lines[next]!); next++) {
      const body = lines[next]!.replace(/^\s*\* ?/, "");
      if (body.startsWith("// ")) printed.push(body.slice(3));
      else code.push(body);
    }
    while (!lines[next]!.includes("*/")) next++;
    const of = /^export (?:abstract )?(?:async )?(?:function|class|const) (\w+)/.exec(
      lines[next + 1] ?? "",
    )?.[1];
    examples.push({ file, line: i + 1, of, code: withoutTypes(code), printed: printed.join("\n") });
  });
  return examples;
}

/** Examples are TypeScript, as cells are: `w.grad!`. */
function withoutTypes(code: readonly string[]): string[] {
  const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext };
  return ts.transpile(code.join("\n"), options).trimEnd().split("\n");
}

/** Which of the library's exports an example mentions: `naive.softmax` mentions `naive`. */
export function namesIn({ code }: Example, exported: readonly string[]): string[] {
  const text = code.join("\n").replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/gm, '""');
  // Not a property's name, neither after a dot (three of them spread) nor before a colon.
  return exported.filter((name) =>
    new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name}(?![\\w$]|\\s*:)`).test(text),
  );
}
