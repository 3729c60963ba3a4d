/** What a language process is to know before its first cell, as one word of its command line. */
import type { DeclarationOptions } from "./known-declarations.js";

type Options = Omit<DeclarationOptions, "files">;

export function writeDeclarationOptions({ preloaded, importable = new Map(), ...rest }: Options): string {
  return JSON.stringify({ ...rest, preloaded: [...preloaded], importable: [...importable] });
}

export function readDeclarationOptions(text: string): Options {
  const { preloaded, importable, ...rest } = JSON.parse(text) as Omit<Options, "preloaded" | "importable"> & {
    readonly preloaded: [string, string][];
    readonly importable: [string, string][];
  };
  return { ...rest, preloaded: new Map(preloaded), importable: new Map(importable) };
}
