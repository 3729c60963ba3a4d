// `losslab describe`, which no person types: what runs when a kernelspec is started, said by itself. list and doctor start each
// kernelspec with this word in place of "kernel" and need not guess what its launcher would find.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { LOSSLAB_VERSION } from "../version.js";
import type { ProgramAnswer } from "./ask-program.js";

const descriptionSchema = v.object({
  losslab: v.string(),
  main: v.string(),
  node: v.string(),
  nodeVersion: v.string(),
});
export type Description = v.InferOutput<typeof descriptionSchema>;

export function describeThis(): Description {
  return {
    losslab: LOSSLAB_VERSION,
    main: realpathSync(fileURLToPath(new URL("../main.js", import.meta.url))),
    node: process.execPath,
    nodeVersion: process.versions.node,
  };
}

/** What a started kernelspec said; undefined when these are not the words of a losslab. */
export function readDescription(answer: ProgramAnswer): Description | undefined {
  if (!("output" in answer)) return undefined;
  try {
    const parsed = v.safeParse(descriptionSchema, JSON.parse(answer.output));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
