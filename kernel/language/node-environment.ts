/**
 * What a cell may use without an import is what the running Node has: its part of ECMAScript, and its own types.
 * Checked by asking each Node for the names in question.
 */

export interface Environment {
  /** TypeScript's `lib` files. */
  readonly lib: readonly string[];
  /** The package with Node's types. */
  readonly types: string;
}

export function nodeEnvironment(version: string): Environment {
  const major = Number.parseInt(version, 10);
  if (major >= 24) {
    return {
      lib: [
        "lib.es2025.d.ts",
        "lib.esnext.array.d.ts",
        "lib.esnext.error.d.ts",
        "lib.esnext.disposable.d.ts",
      ],
      types: "@types/node-24",
    };
  }
  if (major >= 22) {
    const es2025 = ["lib.es2025.collection.d.ts", "lib.es2025.iterator.d.ts"];
    return {
      lib: ["lib.es2024.d.ts", ...es2025, "lib.esnext.array.d.ts", "lib.esnext.disposable.d.ts"],
      types: "@types/node-22",
    };
  }
  return { lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"], types: "@types/node" };
}
