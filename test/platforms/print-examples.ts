/**
 * A program for a fresh Node or Deno: imports the module it is told on its standard input, runs the examples given there with
 * the module's exports in scope, and writes what each prints, as JSON.
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { evaluate } from "./evaluate.js";

export interface Task {
  /** URL of the module whose exports the examples use. */
  readonly module: string;
  /** Whether `exact.load()` comes first. */
  readonly load: boolean;
  readonly examples: readonly (readonly string[])[];
}

const { module, load, examples } = JSON.parse(await text(process.stdin)) as Task;
const library = (await import(module)) as { exact?: { load(): Promise<void> } };
if (load) await library.exact!.load();
const printed: string[] = [];
for (const code of examples) {
  try {
    const value = await evaluate(library, code);
    printed.push(typeof value === "string" ? value : inspect(value, { breakLength: 120 }));
  } catch (error) {
    printed.push(`threw ${(error as Error).stack}`);
  }
}
process.stdout.write(JSON.stringify(printed));
