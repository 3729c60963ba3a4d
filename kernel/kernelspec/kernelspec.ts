// A kernelspec in its folder: what kernel.json says, and whether it is one that `losslab install` wrote. Writes nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { LAUNCHER } from "./launcher.js";

export const CONNECTION_FILE = "{connection_file}";
export const DISPLAY_NAME = "TypeScript (losslab)";

/** What install writes, kernel.json last: by it the folder is a kernel to Jupyter. */
export const OUR_FILES = [
  "logo-32x32.png",
  "logo-64x64.png",
  "logo-svg.svg",
  LAUNCHER,
  "kernel.json",
] as const;

const kernelJsonSchema = v.looseObject({
  argv: v.pipe(v.array(v.string()), v.minLength(1)),
  display_name: v.string(),
  language: v.string(),
  metadata: v.optional(v.record(v.string(), v.unknown()), {}),
});
export type KernelJson = v.InferOutput<typeof kernelJsonSchema>;

/** Undefined when there is no kernel.json, or one that Jupyter could not use either. */
export async function readKernelJson(folder: string): Promise<KernelJson | undefined> {
  try {
    const parsed = v.safeParse(
      kernelJsonSchema,
      JSON.parse(await readFile(join(folder, "kernel.json"), "utf8")),
    );
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** By its mark, or by its words: the first versions left no mark. */
export function isOurs({ argv, display_name, metadata }: KernelJson): boolean {
  if (typeof metadata.losslab === "object" && metadata.losslab !== null) return true;
  return display_name === DISPLAY_NAME && argv.at(-2) === "kernel" && argv.at(-1) === CONNECTION_FILE;
}

/** For a sentence about a kernel that is not ours. */
export function describeForeign({ argv, display_name }: KernelJson): string {
  return `the kernel "${display_name}", which starts ${argv.slice(0, 3).join(" ")}${argv.length > 3 ? " …" : ""}`;
}
