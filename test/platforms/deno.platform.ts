/** The built library as it is, in Deno, which may only read files. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bits } from "./bits.js";
import { ModuleFolder, printExamples, printExamplesProgram, printedInNode, root } from "./bundle.js";
import { libraryExamples } from "./examples.js";
import { findProgram } from "./programs.js";

const examples = libraryExamples();
const modules = new ModuleFolder();
let deno: string;
let ran = 0;

beforeAll(() => {
  deno = findProgram(
    ["deno"],
    "`npm run test:platforms` brings Deno along; to run these tests otherwise, `npm install --global deno`.",
  );
});
afterAll(() => {
  modules.remove();
  if (deno === undefined) return;
  const version = execFileSync(deno, ["eval", "console.log(Deno.version.deno)"], { encoding: "utf8" }).trim();
  console.log(`Deno ${version}: ran ${ran} of the documentation's ${examples.length} examples`);
});

async function printedInDeno(codes: readonly (readonly string[])[]): Promise<string[]> {
  const program = modules.write(await printExamplesProgram());
  const permissions = [
    "--no-prompt",
    "--allow-read",
    "--no-remote",
    "--node-modules-dir=manual",
    "--no-lock",
  ];
  return printExamples([deno, "run", ...permissions, program], {
    modulePath: join(root, "dist/lib/index.js"),
    load: true,
    examples: codes,
  });
}

it("the kernels give the same bits as in Node", async () => {
  expect(await printedInDeno([bits])).toEqual(await printedInNode(modules, [bits]));
});

it("every example of the documentation prints what it says there", async () => {
  const results = await printedInDeno(examples.map(({ code }) => code));
  ran = results.filter((printed) => !printed.startsWith("threw ")).length;
  expect(examples.map(({ file, line }, i) => `${file}:${line}\n${results[i]}`)).toEqual(
    examples.map(({ file, line, printed }) => `${file}:${line}\n${printed}`),
  );
});
