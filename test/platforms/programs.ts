/** Programs that npm does not install with the project. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of the first of these names that is found; an error that says what to install when there is none. */
export function findProgram(names: readonly string[], install: string): string {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // The next one.
      }
    }
  }
  throw new Error(`Not found on the PATH: ${names.join(", or ")}. ${install}`);
}
