/**
 * What the kernel asks of a language engine. TypeScript 6 stands behind it today; another engine fits the
 * same seam. Offsets are UTF-16, as in a JavaScript string.
 */

export interface Cell {
  readonly number: number;
  readonly source: string;
}

export interface LanguageService {
  /** Takes a cell that is about to run into the session and says what is wrong with its types. */
  check(cell: Cell): Diagnostic[];
  /** Takes in cells that another service has checked. */
  restore(cells: readonly Cell[]): void;
  complete(source: string, offset: number): CompletionList;
  /** What stands at a place, with its source when a cell defines it; undefined when there is nothing to say. */
  inspect(source: string, offset: number, withDefinition?: boolean): Inspection | undefined;
  /** Forgets every cell: the process that held their values is gone. */
  reset(): void;
}

export interface Diagnostic {
  /** TypeScript's number, e.g. 2322. */
  readonly code: number;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

export interface CompletionList {
  /** The text between these offsets is replaced by the chosen name. */
  readonly start: number;
  readonly end: number;
  readonly entries: readonly { readonly name: string; readonly kind: string }[];
}

export interface Inspection {
  /** The declaration, as TypeScript writes it. */
  readonly signature: string;
  readonly documentation: string;
  /** `@param`, `@returns`, `@example`, … in the order of the docstring. */
  readonly tags: readonly { readonly name: string; readonly text: string }[];
  /** How a cell or a file of the reader's defines it. */
  readonly definition?: string;
}
