// Every example in a docstring is run, and must print what the docstring says.

import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { evaluate } from "../test/platforms/evaluate.js";
import { libraryExamples } from "../test/platforms/examples.js";
import * as losslab from "./index.js";

const root = new URL(".", import.meta.url);
const examples = libraryExamples();

function show(value: unknown): string {
  if (typeof value === "string") return value;
  return inspect(value, { breakLength: 120 });
}

describe("examples in docstrings", () => {
  it("are there", () => expect(examples.length).toBeGreaterThan(25));

  it.each(examples)("$file:$line prints what it says", async ({ code, printed }) => {
    expect(show(await evaluate(losslab, code))).toBe(printed);
  });
});

/** Public functions, and public methods and getters of classes, that have no example; names with @internal and symbols left out. */
function withoutExample(file: string): string[] {
  const text = readFileSync(new URL(file, root), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const documented = new Map<string, boolean>();
  const check = (node: ts.Node, name: string) => {
    const doc = ts
      .getJSDocCommentsAndTags(node)
      .map((part) => part.getText())
      .join();
    // Of a function's overloads the first has the documentation.
    documented.set(name, documented.get(name) || doc.includes("@example") || doc.includes("@internal"));
  };
  const publicNames = new Set([
    ...Object.keys(losslab),
    ...[losslab.derivations, losslab.exact, losslab.naive, losslab.nn].flatMap((namespace) =>
      Object.keys(namespace),
    ),
  ]);
  for (const node of source.statements) {
    const exported =
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) continue;
    if (ts.isFunctionDeclaration(node) && publicNames.has(node.name!.text)) check(node, node.name!.text);
    if (!ts.isClassDeclaration(node) || !publicNames.has(node.name!.text)) continue;
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) && !ts.isGetAccessorDeclaration(member)) continue;
      if (ts.isIdentifier(member.name)) check(member, `${node.name!.text}.${member.name.text}`);
    }
  }
  return [...documented].filter(([, has]) => !has).map(([name]) => `${file}: ${name}`);
}

it("every public function, method and getter has an example: completion and inspection show it", () => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  expect(files.flatMap(withoutExample)).toEqual([]);
});
