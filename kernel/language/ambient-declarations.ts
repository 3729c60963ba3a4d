/**
 * What every cell knows without an import, ECMAScript's library and Node's types, as one file. TypeScript walks its files and merges
 * their declarations anew for each cell: of one file that is done once, when the file is bound; of a hundred and twenty it took half of
 * a cell's check. What is declared, and in which order, stays the same. Comments, two thirds of the text, stay in the files: they
 * are looked up when a reader asks for one.
 */
import ts from "typescript";

export interface AmbientDeclarations {
  readonly text: string;
  /** The files that are in the text: when a package asks for one of them, there is nothing to add. */
  readonly files: ReadonlySet<string>;
  /** The comment that a declaration has in its file, by where it begins in the text. */
  comment(start: number, readFile: ReadFile): string | undefined;
}

export interface AmbientSources {
  readonly readFile: ReadFile;
  /** Where TypeScript's own `lib.*.d.ts` are. */
  readonly libFolder: string;
  readonly lib: readonly string[];
  /** The first file of Node's types, which refers to the others. */
  readonly nodeTypes?: string;
}

type ReadFile = (file: string) => string | undefined;

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
    texts.set(file, withoutComments(text));
  };
  for (const file of lib) take(`${libFolder}/${file}`);
  const library = [...texts.keys()].sort((a, b) => libraryOrder(a) - libraryOrder(b));
  if (nodeTypes !== undefined) take(nodeTypes);
  const node = [...texts.keys()].slice(library.length);

  let text = modules.map((file) => `/// <reference path=${JSON.stringify(file)} />\n`).join("");
  const parts: { readonly file: string; readonly start: number }[] = [];
  for (const file of [...library, ...node]) {
    parts.push({ file, start: text.length });
    text += `${texts.get(file)}\n`;
  }
  return {
    text,
    files: new Set(texts.keys()),
    comment(start, read) {
      const part = parts.findLast((candidate) => candidate.start <= start);
      return part && commentBefore(start - part.start, read(part.file) ?? "");
    },
  };
}

/** A comment on lines of its own. */
const COMMENT = /^[ \t]*(?:\/\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*|\/\/.*)\r?\n/gm;

function withoutComments(text: string): string {
  return text.replace(COMMENT, remainder);
}

/** What is deprecated has to stay known as that: it is offered last. */
function remainder(comment: string): string {
  return comment.includes("@deprecated") ? "/** @deprecated */\n" : "";
}

/** The last comment that was taken out before a place in the text without comments, where nothing but blanks is between. */
function commentBefore(place: number, text: string): string | undefined {
  let removed = 0;
  let found: { readonly comment: string; readonly end: number } | undefined;
  for (const { 0: comment, index } of text.matchAll(COMMENT)) {
    if (index - removed > place) break;
    removed += comment.length - remainder(comment).length;
    found = { comment, end: index + comment.length };
  }
  return found && text.slice(found.end, place + removed).trim() === "" ? found.comment.trim() : undefined;
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
