/**
 * What every cell knows without an import, ECMAScript's library and Node's types, as one file. TypeScript walks its files and merges
 * their declarations anew for each cell: of one file that is done once, when the file is bound; of a hundred and twenty it took half of
 * a cell's check. What is declared, and in which order, stays the same.
 */
import ts from "typescript";

export interface AmbientDeclarations {
  readonly text: string;
  /** The files that are in the text: when a package asks for one of them, there is nothing to add. */
  readonly files: ReadonlySet<string>;
}

export interface AmbientSources {
  readonly readFile: (file: string) => string | undefined;
  /** Where TypeScript's own `lib.*.d.ts` are. */
  readonly libFolder: string;
  readonly lib: readonly string[];
  /** The first file of Node's types, which refers to the others. */
  readonly nodeTypes?: string;
}

/** TypeScript's own tables of its library's parts: their names in the order in which it takes them in, and their files. */
const { libs, libMap } = ts as unknown as { libs: readonly string[]; libMap: ReadonlyMap<string, string> };

export function ambientDeclarations({
  readFile,
  libFolder,
  lib,
  nodeTypes,
}: AmbientSources): AmbientDeclarations {
  const texts = new Map<string, string>();
  const modules: string[] = [];

  /** Takes in a file behind those that it refers to. */
  const take = (file: string): void => {
    if (texts.has(file) || modules.includes(file)) return;
    const text = readFile(file);
    if (text === undefined) throw new Error(`TypeScript's declarations are incomplete: ${file} is missing`);
    if (isModule(text)) {
      // It has a scope of its own, so it stays a file of its own.
      modules.push(file);
      return;
    }
    texts.set(file, "");
    const { libReferenceDirectives, referencedFiles } = ts.preProcessFile(text, false);
    for (const { fileName } of libReferenceDirectives) take(`${libFolder}/${libMap.get(fileName)}`);
    for (const { fileName } of referencedFiles) take(`${folderOf(file)}/${fileName}`);
    texts.delete(file);
    texts.set(file, text);
  };
  for (const file of lib) take(`${libFolder}/${file}`);
  const library = [...texts.keys()].sort((a, b) => libraryOrder(a) - libraryOrder(b));
  if (nodeTypes !== undefined) take(nodeTypes);
  const node = [...texts.keys()].slice(library.length);

  const references = modules.map((file) => `/// <reference path=${JSON.stringify(file)} />\n`).join("");
  const text = [...library, ...node].map((file) => texts.get(file)).join("\n");
  return { text: references + text, files: new Set(texts.keys()) };
}

function libraryOrder(file: string): number {
  return libs.indexOf(file.slice(file.lastIndexOf("/") + "/lib.".length, -".d.ts".length));
}

/** What declaration files export and import stands at the beginning of a line. */
function isModule(text: string): boolean {
  return /^(?:import|export)\b/m.test(text);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}
