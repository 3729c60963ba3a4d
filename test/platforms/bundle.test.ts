/**
 * The library in an application's bundle: of what is imported nothing needed is left out, little else comes along, and nothing
 * of Node.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import * as losslab from "../../lib/index.js";
import {
  browserBundle,
  bundleOf,
  ModuleFolder,
  printExamples,
  printExamplesProgram,
  root,
} from "./bundle.js";
import { type Example, libraryExamples, namesIn } from "./examples.js";

const exported = Object.keys(losslab);
const examples = libraryExamples();
const modules = new ModuleFolder();
afterAll(() => modules.remove());
const program = modules.write(await printExamplesProgram());

/** What the examples print in a fresh Node that has nothing but a bundle of these names. */
async function printed(names: readonly string[], codes: readonly (readonly string[])[]): Promise<string[]> {
  const modulePath = modules.write((await bundleOf(names)).code);
  return printExamples([process.execPath, program], { modulePath, load: false, examples: codes });
}

it("every exported function has an example: the tests below run them", () => {
  const functions = Object.entries(losslab)
    .filter(([, value]) => typeof value === "function" && !/^class\b/.test(String(value)))
    .map(([name]) => name);
  expect(functions.filter((name) => !examples.some(({ of }) => of === name))).toEqual([]);
});

describe("a bundle of one loss", () => {
  const losses = exported.filter((name) =>
    examples.some(({ of, file }) => of === name && file.startsWith("losses/")),
  );

  it.each(losses)("%s does what its documentation says", async (loss) => {
    const alone = examples.filter((e) => e.of === loss && namesIn(e, exported).join() === loss);
    if (alone.length === 0) throw new Error(`${loss} needs an example without other names of the library`);
    const results = await printed(
      [loss],
      alone.map(({ code }) => code),
    );
    expect(results).toEqual(alone.map(({ printed }) => printed));
  });

  it("crossEntropy goes backward: the gradient is softmax − one-hot", async () => {
    // Of two equal logits, log 2 each, which crossEntropy itself makes: only it is in the bundle.
    const code = [
      'const o = crossEntropy([[0, 0], [0, 0]], [0, 1], { reduction: "none" }).requiresGrad_();',
      "crossEntropy(o, 0).backward();",
      "[...o.grad.data]",
    ];
    expect(await printed(["crossEntropy"], [code])).toEqual(["[ -0.5, 0.5 ]"]);
  });

  it("crossEntropy has less than 25,000 bytes, minified", async () => {
    expect((await bundleOf(["crossEntropy"])).bytes).toBeLessThan(25_000);
  });
});

describe("a bundle of the names that an example mentions", () => {
  const bundles = new Map<string, Example[]>();
  for (const example of examples) {
    const names = namesIn(example, exported).join(", ");
    bundles.set(names, [...(bundles.get(names) ?? []), example]);
  }

  it.each([...bundles])("{ %s } prints what the documentation says", async (names, using) => {
    const results = await printed(
      names.split(", "),
      using.map(({ code }) => code),
    );
    const where = (e: Example) => `${e.file}:${e.line}`;
    expect(using.map((e, i) => `${where(e)}\n${results[i]}`)).toEqual(
      using.map((e) => `${where(e)}\n${e.printed}`),
    );
  });
});

it("no module of the library imports anything of Node, and large packages only where they are first used", async () => {
  const sources = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" });
  const entryPoints = sources
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    // These are AssemblyScript.
    .filter((file) => !file.startsWith("wasm/assembly/"))
    .map((file) => `lib/${file}`);
  // An import of Node's modules cannot be resolved for a browser, and the build fails.
  const { metafile } = await build({ ...browserBundle, entryPoints, outdir: "out" });
  const outside = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.filter((i) => i.external).map(({ path, kind }) => `${file}: ${kind} of ${path}`),
  );
  expect(outside).toContain("lib/exact/mathjs.ts: dynamic-import of mathjs");
  expect(outside.filter((found) => !found.includes(": dynamic-import of "))).toEqual([]);
});
