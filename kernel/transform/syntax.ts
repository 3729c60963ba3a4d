/**
 * What the transform asks of an engine that reads TypeScript. Node has oxc, which is fast and native; a browser has TypeScript
 * itself, which it needs for the types anyway. Interfaces only.
 */
import type { Program } from "oxc-parser";
import type { HoistOptions } from "./hoist.js";

export interface Syntax {
  /** Throws a `SyntaxProblem`. */
  compile(source: string, name: string): CompiledSource;
  read(source: string): SourceShape;
}

/** A source without its types. */
export interface CompiledSource {
  readonly code: string;
  /** From `code` back to the source. */
  readonly map: string;
  /** The tree of `code`, as ESTree defines it. */
  readonly program: Program;
  /** What the engine made up that is not the cell's. */
  readonly hoisting: HoistOptions;
}

/** What can be told of a source without compiling it. */
export interface SourceShape {
  /** The first thing that is wrong. */
  readonly problem?: SyntaxProblem;
  readonly statements: number;
}

/** A source that is no TypeScript: why, and where. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly length: number,
    /** Every place that the problem is about. */
    readonly places: readonly number[] = [offset],
    /** A template or comment was opened and not closed. */
    readonly unterminated = false,
  ) {
    super(message);
  }
}
