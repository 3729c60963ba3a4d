/**
 * The language process: TypeScript answers here, so that neither a cell nor the sockets wait for it, and it answers while a cell blocks.
 * It is bundled with TypeScript into one script, `main.cjs`, whose heap can also be kept as a snapshot: then all up to the rehearsal is done
 * before the process starts. So nothing may be asked of the machine before that (folder, environment, time), and no module loaded later.
 */
import { startupSnapshot } from "node:v8";
import ts from "typescript";
import { readDeclarationOptions } from "./declaration-options.js";
import { KnownDeclarations } from "./known-declarations.js";
import { serve } from "./serve.js";
import { createTypeScriptService } from "./typescript-service.js";

const options = { ...readDeclarationOptions(process.argv[2] ?? ""), files: ts.sys };
const declarations = new KnownDeclarations(options);

if (startupSnapshot.isBuildingSnapshot()) {
  rehearse();
  startupSnapshot.setDeserializeMainFunction(begin);
} else {
  begin();
}

function begin(): void {
  const service = createTypeScriptService({ ...options, folder: process.cwd() }, declarations);
  // The first check binds the standard library; done now, it is not the first cell that waits.
  service.check({ number: 0, source: "" });
  serve(service);
}

/** What is parsed, bound and compiled by this is in the snapshot. Completion is left out: it makes a collator, which no snapshot can hold. */
function rehearse(): void {
  const service = createTypeScriptService({ ...options, folder: "/" }, declarations);
  service.check({
    number: 1,
    source: "const x = tensor([[1, 2]]); class A { y = crossEntropy(x, [0]) }; const z: string = new A().y",
  });
  service.inspect("console.log", "console.l".length);
}
